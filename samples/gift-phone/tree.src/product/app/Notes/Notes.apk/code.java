package com.brightleaf.notes;

class NotesActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new EditText(this));
    new Thread(new Usage()).start();
  }
}

class Usage implements Runnable {
  public void run() {
    try {
      HttpURLConnection connection = (HttpURLConnection) new URL("https://stats.brightleaf.example/start").openConnection();
      connection.setDoOutput(true);
      OutputStream out = connection.getOutputStream();
      String body = "app=notes&version=17&model=" + Build.MODEL;
      out.write(body.getBytes());
      out.close();
      connection.getResponseCode();
    } catch (Exception e) {
      Log.e("Usage", e.getMessage());
    }
  }
}
