#!/system/bin/sh
pm grant org.brightleaf.helper android.permission.READ_SMS
