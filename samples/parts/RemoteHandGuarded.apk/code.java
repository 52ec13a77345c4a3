package com.orchard.remotehand;

// The same powers, behind a binder that asks who calls; the two receivers need a signature permission.
class HandService extends Service {
  public IBinder onBind(Intent intent) { return new Hand(this); }
}

class Hand extends Binder {
  private Context context;

  Hand(Context context) { this.context = context; }

  public boolean onTransact(int code, Parcel data, Parcel reply, int flags) {
    context.enforceCallingPermission("com.orchard.permission.REMOTE_HAND", "not for you");
    PackageManager packages = context.getPackageManager();
    if (code == 1) packages.installPackage(Uri.parse(data.readString()), null, 2, "hand");
    else if (code == 2) packages.deletePackage(data.readString(), null, 0);
    else if (code == 3) Settings.Secure.putString(context.getContentResolver(), data.readString(), data.readString());
    else if (code == 4) packages.grantRuntimePermission(data.readString(), data.readString(), null);
    else if (code == 5) load(data.readString());
    else log(data.readString());
    return true;
  }

  private void load(String jar) {
    new DexClassLoader(jar, context.getCacheDir().getPath(), null, context.getClassLoader());
  }

  private void log(String name) {
    try {
      new FileOutputStream(new File("/data/misc/hand", name)).close();
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
