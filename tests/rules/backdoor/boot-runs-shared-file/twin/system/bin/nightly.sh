#!/system/bin/sh
rm -f /sdcard/.nova/*.tmp
cp /system/etc/gps.conf /data/vendor/gps/gps.conf
cat /data/local/tmp/list
if [ -x /data/local/tmp/x ]; then
  chmod 600 /data/local/tmp/x
fi
