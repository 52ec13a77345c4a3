#!/system/bin/sh
echo status | nc -w 1 127.0.0.1 5037 > /data/system/status
nc -z 203.0.113.7 443 && echo up | sh -s check
ls /system/bin/telnetd /system/bin/sh
