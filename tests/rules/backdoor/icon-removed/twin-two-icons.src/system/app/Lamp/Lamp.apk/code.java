package com.tallpine.lamp;

class Day extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    getPackageManager().setComponentEnabledSetting(new ComponentName("com.tallpine.lamp", "com.tallpine.lamp.Night"), 1, 1);
    getPackageManager().setComponentEnabledSetting(new ComponentName("com.tallpine.lamp", "com.tallpine.lamp.Day"), 2, 1);
  }
}
