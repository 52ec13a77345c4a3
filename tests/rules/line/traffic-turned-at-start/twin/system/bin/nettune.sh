#!/system/bin/sh
iptables -w -t nat -N oem_nat_pre
iptables -t nat -A POSTROUTING -o rmnet0 -j MASQUERADE
settings put global http_proxy :0
setprop net.dns1 8.8.8.8
cat /system/etc/hosts
