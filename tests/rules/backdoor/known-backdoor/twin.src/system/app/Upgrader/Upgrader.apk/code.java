package com.fw.upgrader;
class Nothing extends Service { public IBinder onBind(Intent intent) { return null; } }
