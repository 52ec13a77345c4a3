package com.tallpine.appshelf;

class Shelf extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    TextView view = new TextView(this);
    view.setText("Apps: " + getPackageManager().getInstalledPackages(0).size());
    setContentView(view);
    new Thread(new News()).start();
  }
}

class News implements Runnable {
  public void run() {
    try {
      HttpURLConnection connection = (HttpURLConnection) new URL("https://shelf.tallpine.example/news").openConnection();
      connection.setDoOutput(true);
      OutputStream out = connection.getOutputStream();
      String body = "version=12";
      out.write(body.getBytes());
      out.close();
      connection.getResponseCode();
    } catch (Exception e) {
      Log.e("Shelf", e.getMessage());
    }
  }
}
