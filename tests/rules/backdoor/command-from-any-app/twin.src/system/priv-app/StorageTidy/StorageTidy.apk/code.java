package com.orchard.storagetidy;

// The intent only chooses among constant commands.
class TidyService extends IntentService {
  TidyService() { super("TidyService"); }

  public void onHandleIntent(Intent intent) {
    String wish = intent.getAction();
    if (wish == null) return;
    if (wish.equals("com.orchard.storagetidy.USAGE")) perform("df /data");
    else perform("getprop ro.product.model");
  }

  private void perform(String line) {
    try {
      Runtime.getRuntime().exec(line).waitFor();
    } catch (Exception e) {
      Log.e("TidyService", e.getMessage());
    }
  }
}

// Runs what it is told, but only for callers that hold a privileged permission.
class ShellService extends IntentService {
  ShellService() { super("ShellService"); }

  public void onHandleIntent(Intent intent) {
    try {
      Runtime.getRuntime().exec(intent.getStringExtra("command"));
    } catch (Exception e) {
      Log.e("ShellService", e.getMessage());
    }
  }
}
