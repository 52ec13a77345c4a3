#!/bin/sh
# More than a small ring holds.
curl --silent --show-error --output /dev/null --max-time 20 --noproxy '*' http://203.0.113.10/large
