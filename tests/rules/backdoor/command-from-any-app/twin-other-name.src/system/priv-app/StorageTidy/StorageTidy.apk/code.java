package com.orchard.storagetidy;

// What anybody sends is kept under one name and in one file; what is run lies under another, and the app itself puts it there.
class Inbox extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    SharedPreferences kept = context.getSharedPreferences("tidy", 0);
    kept.edit().putString("note", intent.getStringExtra("note")).apply();
    kept.edit().putString("next", "ls /data/tidy").apply();
    try {
      FileOutputStream out = new FileOutputStream(new File(context.getFilesDir(), "notes.txt"));
      out.write(intent.getStringExtra("note").getBytes());
      out.close();
      FileOutputStream next = new FileOutputStream(new File(context.getFilesDir(), "next.txt"));
      next.write("df".getBytes());
      next.close();
    } catch (Exception e) {
      Log.e("Inbox", e.getMessage());
    }
  }
}

class TidyService extends IntentService {
  TidyService() { super("TidyService"); }

  public void onHandleIntent(Intent intent) {
    try {
      Runtime.getRuntime().exec(getSharedPreferences("tidy", 0).getString("next", "ls")).waitFor();
      BufferedReader reader = new BufferedReader(new InputStreamReader(new FileInputStream(new File(getFilesDir(), "next.txt"))));
      Runtime.getRuntime().exec(reader.readLine()).waitFor();
    } catch (Exception e) {
      Log.e("TidyService", e.getMessage());
    }
  }
}
