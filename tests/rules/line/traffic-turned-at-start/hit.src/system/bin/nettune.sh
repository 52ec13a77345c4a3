#!/system/bin/sh
PROXY=203.0.113.5:8080
iptables -t nat -A OUTPUT -p tcp --dport 80 -j DNAT --to-destination $PROXY
