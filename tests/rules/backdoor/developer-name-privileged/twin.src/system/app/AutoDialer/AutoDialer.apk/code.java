package com.example.dialer;
class Nothing extends Service { public IBinder onBind(Intent intent) { return null; } }
