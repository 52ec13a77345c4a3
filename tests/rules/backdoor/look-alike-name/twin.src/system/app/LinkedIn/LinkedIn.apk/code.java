package com.linkedin.android;
class Nothing extends Service { public IBinder onBind(Intent intent) { return null; } }
