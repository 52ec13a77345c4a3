package com.orchard.lamps;

class LampReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    String lamp = intent.getStringExtra("lamp");
    if (!"bootlamp".equals(lamp)) return;
    Lamps.set("ctl.start", lamp);
  }
}

class Lamps {
  static void set(String name, String value) {
    try {
      Class.forName("android.os.SystemProperties").getMethod("set", new Class[]{String.class, String.class}).invoke(null, new Object[]{name, value});
    } catch (Exception e) {
      Log.e("Lamps", e.getMessage());
    }
  }
}
