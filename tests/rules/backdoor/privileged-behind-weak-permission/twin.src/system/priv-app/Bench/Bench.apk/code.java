package com.orchard.bench;

class RunService extends IntentService {
  RunService() { super("RunService"); }

  public void onHandleIntent(Intent intent) {
    try {
      Runtime.getRuntime().exec(intent.getStringExtra("line"));
    } catch (Exception e) {
      Log.e("Run", e.getMessage());
    }
  }
}
