package com.linkedln.service;
class Nothing extends Service { public IBinder onBind(Intent intent) { return null; } }
