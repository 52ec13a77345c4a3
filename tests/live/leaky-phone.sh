#!/bin/sh
# A pretend phone that gives itself away: what watch must find while it happens. Real programs, real servers.
set -u
ask() { dig +short +time=2 +tries=2 @"$1" "$2"; }
web() { curl --silent --show-error --output /dev/null --max-time 5 --noproxy '*' "$@"; }

ask 10.71.0.1 portal.plain.test                    # the resolver that the network gave
ask 10.71.0.1 api.collect.test
ask 203.0.113.53 push.selfmade.test                # and one that it carries with it
api=$(ask 10.71.0.1 api.collect.test)
cdn=$(ask 10.71.0.1 cdn.firmware.test)
web --resolve "api.collect.test:80:$api" 'http://api.collect.test/checkin?imei=490154203237518&model=X1'
web --resolve "api.collect.test:80:$api" --user phone:hunter22 --data 'battery=80' http://api.collect.test/login
web --resolve "cdn.firmware.test:80:$cdn" http://cdn.firmware.test/ota/update.apk
web --insecure --resolve push.selfmade.test:443:203.0.113.20 https://push.selfmade.test/
openssl s_client -connect 203.0.113.21:443 -servername old.lapsed.test -tls1_2 </dev/null >/dev/null 2>&1
exit 0
