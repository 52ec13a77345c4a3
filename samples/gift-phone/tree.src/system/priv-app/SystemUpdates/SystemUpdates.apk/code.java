package com.tallpine.update;

class UpdateActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new TextView(this));
    startService(new Intent(this, CheckService.class));
  }
}

class BootReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    context.startService(new Intent(context, CheckService.class));
  }
}

class CheckService extends IntentService {
  static final String SERVER = "http://ota.tallpine.example:8001/";

  CheckService() { super("CheckService"); }

  public void onHandleIntent(Intent intent) {
    try {
      String answer = Http.get(SERVER + "CheckUpdate?model=" + Build.MODEL);
      JSONObject order = new JSONObject(answer);
      if (order.optInt("kind") == 1) system(order.getString("path"));
      else app(order.getString("path"));
    } catch (Exception e) {
      Log.e("CheckService", e.getMessage());
    }
  }

  private void system(String path) {
    File zip = new File("/cache/update.zip");
    Http.save(SERVER + path, zip);
    RecoverySystem.installPackage(this, zip);
  }

  private void app(String path) {
    File apk = new File(getExternalFilesDir(null), "patch.apk");
    Http.save(SERVER + path, apk);
    getPackageManager().installPackage(Uri.fromFile(apk), null, 2, getPackageName());
  }
}

class Http {
  static String get(String address) {
    HttpURLConnection connection = (HttpURLConnection) new URL(address).openConnection();
    connection.setConnectTimeout(10000);
    BufferedReader reader = new BufferedReader(new InputStreamReader(connection.getInputStream()));
    StringBuilder all = new StringBuilder();
    String line = reader.readLine();
    while (line != null) {
      all.append(line);
      line = reader.readLine();
    }
    reader.close();
    return all.toString();
  }

  static void save(String address, File target) {
    InputStream in = new URL(address).openConnection().getInputStream();
    FileOutputStream out = new FileOutputStream(target);
    byte[] buffer = new byte[16384];
    int n = in.read(buffer);
    while (n > 0) {
      out.write(buffer, 0, n);
      n = in.read(buffer);
    }
    out.close();
    in.close();
  }
}
