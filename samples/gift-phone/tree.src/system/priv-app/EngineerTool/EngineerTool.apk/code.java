package com.orchard.engineertool;

class CodeReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    Intent tool = new Intent(context, ToolActivity.class);
    tool.setFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
    context.startActivity(tool);
  }
}

class ToolActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    TextView text = new TextView(this);
    text.setText(SystemProperties.get("gsm.version.baseband"));
    setContentView(text);
  }
}
