package com.orchard.storagetidy;

// The program is fixed and no shell is started, but the name that comes from outside may bring further arguments along.
class TidyService extends IntentService {
  TidyService() { super("TidyService"); }

  public void onHandleIntent(Intent intent) {
    String name = intent.getStringExtra("name");
    try {
      Runtime.getRuntime().exec("chmod 664 /data/tidy/" + name).waitFor();
    } catch (Exception e) {
      Log.e("TidyService", e.getMessage());
    }
  }
}
