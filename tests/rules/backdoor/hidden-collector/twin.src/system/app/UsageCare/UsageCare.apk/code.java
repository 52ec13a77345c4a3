package com.tallpine.usagecare;

// Has an icon, sends the version and the model over https.
class MainActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new TextView(this));
  }
}

class WakeReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    context.startService(new Intent(context, ReportService.class));
  }
}

class ReportService extends IntentService {
  ReportService() { super("ReportService"); }

  public void onHandleIntent(Intent intent) {
    try {
      HttpURLConnection connection = (HttpURLConnection) new URL("https://collect.tallpine.example/alive").openConnection();
      connection.setDoOutput(true);
      OutputStream out = connection.getOutputStream();
      String body = "model=" + Build.MODEL + "&version=4";
      out.write(body.getBytes("UTF-8"));
      out.close();
      connection.getResponseCode();
    } catch (Exception e) {
      Log.e("ReportService", e.getMessage());
    }
  }
}
