#!/system/bin/sh
settings put system screen_brightness 90
settings get global adb_enabled
getenforce
settings put global package_verifier_enable 1
