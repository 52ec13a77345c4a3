package com.orchard.launcher;

class HomeActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    TextView text = new TextView(this);
    text.setText(getPackageManager().getInstalledApplications(0).size() + " apps");
    setContentView(text);
  }
}

class PackageReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    Intent start = context.getPackageManager().getLaunchIntentForPackage(intent.getData().getSchemeSpecificPart());
    Log.i("Launcher", "new app " + start);
  }
}
