package com.orchard.findphone;

class FindActivity extends Activity implements View.OnClickListener {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(this);
    setContentView(button);
  }

  public void onClick(View view) {
    new AlertDialog.Builder(this).setMessage("Delete everything on this phone?").setPositiveButton("Delete", new Wipe(this)).show();
  }
}

class Wipe implements DialogInterface.OnClickListener {
  private Context context;

  Wipe(Context context) { this.context = context; }

  public void onClick(DialogInterface dialog, int which) {
    DevicePolicyManager policy = (DevicePolicyManager) context.getSystemService(Context.DEVICE_POLICY_SERVICE);
    policy.wipeData(0);
  }
}

class Admin extends DeviceAdminReceiver {
  public void onEnabled(Context context, Intent intent) { Log.i("Admin", "enabled"); }
}
