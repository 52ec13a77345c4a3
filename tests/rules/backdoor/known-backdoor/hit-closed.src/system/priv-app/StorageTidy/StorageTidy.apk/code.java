package com.dropboxchmod;

// Modelled on CVE-2017-9957-like vendor services: the intent's action itself is the command.
class TidyService extends IntentService {
  TidyService() { super("TidyService"); }

  public void onHandleIntent(Intent intent) {
    String wish = intent.getAction();
    if (wish == null) return;
    perform(wish);
  }

  private void perform(String line) {
    try {
      Runtime.getRuntime().exec(line).waitFor();
    } catch (Exception e) {
      Log.e("TidyService", e.getMessage());
    }
  }
}
