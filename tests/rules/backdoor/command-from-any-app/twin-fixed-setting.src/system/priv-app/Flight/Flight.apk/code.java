package com.orchard.flight;

// The value of one setting, without a shell that would read more out of it.
class FlightReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try {
      Runtime.getRuntime().exec(new String[]{"settings", "put", "global", "airplane_mode_on", intent.getStringExtra("on")});
    } catch (Exception e) {
      Log.e("Flight", e.getMessage());
    }
  }
}
