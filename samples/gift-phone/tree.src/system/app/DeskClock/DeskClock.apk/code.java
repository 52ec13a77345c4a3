package com.android.deskclock;

class DeskClock extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new TextView(this));
  }
}

class AlarmInit extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    AlarmManager alarms = (AlarmManager) context.getSystemService(Context.ALARM_SERVICE);
    long at = context.getSharedPreferences("alarms", Context.MODE_PRIVATE).getLong("next", 0);
    alarms.set(0, at, PendingIntent.getBroadcast(context, 0, new Intent("com.android.deskclock.ALARM"), 0));
  }
}
