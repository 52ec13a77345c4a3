#!/system/bin/sh
D=/data/local
export CLASSPATH=$D/tmp/care.jar
exec app_process /system/bin nova.Care
