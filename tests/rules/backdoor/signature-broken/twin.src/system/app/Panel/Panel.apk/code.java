package com.orchard.panel;
class Nothing extends Service { public IBinder onBind(Intent intent) { return null; } }
