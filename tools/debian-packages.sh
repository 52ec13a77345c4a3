#!/bin/sh
# The tests compare with the platform's own tools. Where this is Debian and we are root, install what is missing;
# elsewhere the tests that need them are skipped by name.
set -u
missing=""
for pair in apksigner:apksigner aapt:aapt smali:libsmali-java zipalign:zipalign dexdump:dexdump readelf:binutils \
            gcc:gcc exiftool:libimage-exiftool-perl tshark:tshark chromium:chromium \
            ip:iproute2 curl:curl openssl:openssl dig:bind9-dnsutils; do
    command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
done
[ -e /usr/share/android-framework-res/framework-res.apk ] || missing="$missing android-framework-res"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "These Debian packages are absent, so the tests that need them will be skipped:$missing"
    exit 0
fi
echo "+ apt-get install$missing"
{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
    >/dev/null 2>&1 || echo "Not every package could be installed; the tests that need them will be skipped:$missing"
exit 0
