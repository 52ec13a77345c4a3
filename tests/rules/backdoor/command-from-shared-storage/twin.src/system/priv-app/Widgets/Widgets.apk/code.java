package com.orchard.widgets;

// Names a place in the shared storage and never runs what lies there; its own script lies in its own folder.
class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try {
      Runtime.getRuntime().exec("logcat -d -f " + Environment.getExternalStorageDirectory().getPath() + "/log.txt");
      BufferedReader reader = new BufferedReader(new InputStreamReader(new FileInputStream(new File(context.getFilesDir(), "start.txt"))));
      String line = reader.readLine();
      Runtime.getRuntime().exec(line);
    } catch (Exception e) {
      Log.e("Start", e.getMessage());
    }
  }
}
