#!/system/bin/sh
for a in /sdcard/.gift/*.apk; do
  pm install -r -g "$a"
done
