package com.android.shell;

class BugreportReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    new File(intent.getStringExtra("android.intent.extra.BUGREPORT")).delete();
  }
}
