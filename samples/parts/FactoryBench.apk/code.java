package com.orchard.factorybench;

class BenchReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try {
      Runtime.getRuntime().exec("/system/bin/memtester 64");
      PowerManager power = (PowerManager) context.getSystemService(Context.POWER_SERVICE);
      power.reboot("bench");
    } catch (Exception e) {
      Log.e("Bench", e.getMessage());
    }
  }
}
