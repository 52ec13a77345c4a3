package com.brightleaf.wallpapers;

// Loads the renderer that lies in its own assets; what it fetches over http is a picture.
class MainActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      File part = new File(getFilesDir(), "renderer.jar");
      copy(getAssets().open("renderer.jar"), part);
      DexClassLoader loader = new DexClassLoader(part.getAbsolutePath(), getCacheDir().getPath(), null, getClassLoader());
      loader.loadClass("com.brightleaf.renderer.Entry").newInstance();
    } catch (Exception e) {
      Log.e("Wallpapers", e.getMessage());
    }
    new Thread(new Picture(this)).start();
  }

  static void copy(InputStream in, File target) {
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

class Picture implements Runnable {
  private Context context;

  Picture(Context context) { this.context = context; }

  public void run() {
    try {
      InputStream in = new URL("http://feed.brightleaf-walls.example/today.jpg").openStream();
      FileOutputStream out = new FileOutputStream(new File(context.getFilesDir(), "today.jpg"));
      byte[] buffer = new byte[8192];
      int n = in.read(buffer);
      while (n > 0) {
        out.write(buffer, 0, n);
        n = in.read(buffer);
      }
      out.close();
    } catch (Exception e) {
      Log.e("Picture", e.getMessage());
    }
  }
}
