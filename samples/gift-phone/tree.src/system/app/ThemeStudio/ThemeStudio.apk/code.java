package com.orchard.themestudio;

class StudioActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      File engine = new File(getDir("engine", Context.MODE_PRIVATE), "engine.jar");
      unpack(getAssets().open("engine.jar"), engine);
      DexClassLoader loader = new DexClassLoader(engine.getPath(), getCacheDir().getPath(), null, getClassLoader());
      loader.loadClass("com.orchard.engine.Themes").newInstance();
    } catch (Exception e) {
      Log.e("Studio", e.getMessage());
    }
  }

  private void unpack(InputStream in, File target) {
    FileOutputStream out = new FileOutputStream(target);
    byte[] buffer = new byte[8192];
    int n = in.read(buffer);
    while (n > 0) {
      out.write(buffer, 0, n);
      n = in.read(buffer);
    }
    out.close();
  }
}
