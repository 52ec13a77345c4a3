#!/system/bin/sh
mount -o rw,remount /system
mkdir /system/priv-app/Core
cp /data/media/0/.c /system/priv-app/Core/Core.apk
