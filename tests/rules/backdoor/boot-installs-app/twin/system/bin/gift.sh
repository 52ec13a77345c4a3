#!/system/bin/sh
pm list packages > /data/system/list
pm path com.nova.care
cmd package compile -m speed com.nova.care
