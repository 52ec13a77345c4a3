package com.android.settings;

class SettingsActivity extends Activity implements View.OnClickListener {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(this);
    setContentView(button);
  }

  public void onClick(View view) {
    new AlertDialog.Builder(this).setMessage("Allow USB debugging?").setPositiveButton("OK", new AllowDebugging(this)).show();
  }
}

class AllowDebugging implements DialogInterface.OnClickListener {
  private Context context;

  AllowDebugging(Context context) { this.context = context; }

  public void onClick(DialogInterface dialog, int which) {
    Settings.Global.putInt(context.getContentResolver(), Settings.Global.ADB_ENABLED, 1);
  }
}

class TestingActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    TextView text = new TextView(this);
    text.setText(SystemProperties.get("ro.build.display.id"));
    setContentView(text);
  }
}

class TestingBroadcastReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    Intent screen = new Intent(context, TestingActivity.class);
    screen.setFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
    context.startActivity(screen);
  }
}

class BootReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    Settings.Secure.putInt(context.getContentResolver(), "settings_seen", 1);
  }
}
