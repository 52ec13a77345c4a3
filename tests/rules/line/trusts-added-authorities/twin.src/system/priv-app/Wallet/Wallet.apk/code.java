package com.orchard.wallet;

class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try {
      Runtime.getRuntime().exec("getprop ro.build.id").waitFor();
    } catch (Exception e) {
      Log.e("Start", e.getMessage());
    }
  }
}
