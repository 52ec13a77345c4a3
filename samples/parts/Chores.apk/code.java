package com.brightleaf.chores;

// Switches off its start at boot when it has nothing to do, and asks the user before it becomes administrator.
class ChoresActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new TextView(this));
    Settings.System.putInt(getContentResolver(), "screen_brightness", 120);
    startActivity(new Intent("android.app.action.ADD_DEVICE_ADMIN"));
  }
}

class TidyReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    File[] old = context.getCacheDir().listFiles();
    if (old.length == 0) {
      context.getPackageManager().setComponentEnabledSetting(new ComponentName(context, TidyReceiver.class), PackageManager.COMPONENT_ENABLED_STATE_DISABLED, 1);
    }
    for (int i = 0; i < old.length; i++) old[i].delete();
  }
}
