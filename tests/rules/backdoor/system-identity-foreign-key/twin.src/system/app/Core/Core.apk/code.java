package com.tallpine.core;
class Nothing extends Service { public IBinder onBind(Intent intent) { return null; } }
