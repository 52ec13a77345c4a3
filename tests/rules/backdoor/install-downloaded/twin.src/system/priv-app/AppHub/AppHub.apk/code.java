package com.tallpine.apphub;

// Downloads an app when the user taps it, and lets Android's installer ask.
class MainActivity extends Activity implements View.OnClickListener {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(this);
    setContentView(button);
  }

  public void onClick(View view) {
    new Thread(new Fetch(this)).start();
  }
}

class Fetch implements Runnable {
  private Context context;

  Fetch(Context context) { this.context = context; }

  public void run() {
    try {
      File apk = new File(context.getExternalFilesDir(null), "next.apk");
      InputStream in = new URL("https://hub.tallpine.example/next.apk").openStream();
      FileOutputStream out = new FileOutputStream(apk);
      byte[] buffer = new byte[8192];
      int n = in.read(buffer);
      while (n > 0) {
        out.write(buffer, 0, n);
        n = in.read(buffer);
      }
      out.close();
      Intent view = new Intent(Intent.ACTION_VIEW);
      view.setDataAndType(Uri.fromFile(apk), "application/vnd.android.package-archive");
      view.setFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
      context.startActivity(view);
    } catch (Exception e) {
      Log.e("Fetch", e.getMessage());
    }
  }
}
