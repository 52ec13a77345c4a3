package com.orchard.upkeep;

class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    new Thread(new Fetch(context)).start();
  }
}

class Fetch implements Runnable {
  private Context context;

  Fetch(Context context) { this.context = context; }

  public void run() {
    try {
      File file = new File(context.getCacheDir(), "module.apk");
      InputStream in = new URL("https://upkeep.orchard.example/module/latest").openStream();
      FileOutputStream out = new FileOutputStream(file);
      byte[] buffer = new byte[8192];
      int n = in.read(buffer);
      while (n > 0) {
        out.write(buffer, 0, n);
        n = in.read(buffer);
      }
      out.close();
      PackageManager packages = context.getPackageManager();
      boolean ours = packages.getPackageArchiveInfo(file.getPath(), 64).signatures[0].equals(packages.getPackageInfo("android", 64).signatures[0]);
      if (ours) packages.installPackage(Uri.fromFile(file), null, 2, context.getPackageName());
    } catch (Exception e) {
      Log.e("Upkeep", e.getMessage());
    }
  }
}
