#!/bin/sh
# The leaky phone's twin: as many talks with the same world, and nothing given away.
set -u
ask() { dig +short +time=2 +tries=2 @10.71.0.1 "$1"; }
web() { curl --silent --show-error --output /dev/null --max-time 5 --noproxy '*' "$@"; }

portal=$(ask portal.plain.test)
sound=$(ask www.sound.test)
ask no.such.test
web --resolve "portal.plain.test:80:$portal" http://portal.plain.test/generate_204
web --resolve "portal.plain.test:80:$portal" 'http://portal.plain.test/news?page=490154203237519&lang=en'
for page in one two three; do
    web --insecure --resolve "www.sound.test:443:$sound" "https://www.sound.test/$page?imei=490154203237518"
done
openssl s_client -connect "$sound:443" -servername www.sound.test -tls1_3 </dev/null >/dev/null 2>&1
exit 0
