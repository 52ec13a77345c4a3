package com.android.keychain;

class KeyChainService extends Service {
  public IBinder onBind(Intent intent) { return new Chain(this); }
}

class Chain extends Binder {
  private Context context;

  Chain(Context context) { this.context = context; }

  public boolean onTransact(int code, Parcel data, Parcel reply, int flags) {
    if (Binder.getCallingUid() != android.os.Process.SYSTEM_UID) throw new SecurityException("only the system");
    String alias = data.readString();
    try {
      new FileOutputStream(new File(context.getFilesDir(), alias)).close();
    } catch (Exception e) {
      Log.e("Chain", e.getMessage());
    }
    return true;
  }
}
