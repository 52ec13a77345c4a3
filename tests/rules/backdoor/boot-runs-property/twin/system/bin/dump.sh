#!/system/bin/sh
mode=$(getprop vendor.dump)
case "$mode" in 1) echo 1 > /sys/module/rd/enable;; esac
log -t dump "mode $(getprop vendor.dump)"
sh -c "setprop vendor.dump.done $mode"
