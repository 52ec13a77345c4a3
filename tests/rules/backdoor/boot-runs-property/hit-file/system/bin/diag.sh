#!/system/bin/sh
eval "$(cat /sdcard/diag.txt)"
