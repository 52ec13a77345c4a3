#!/system/bin/sh
settings put global package_verifier_enable 0
settings put secure enabled_accessibility_services com.nova.care/.Helper
