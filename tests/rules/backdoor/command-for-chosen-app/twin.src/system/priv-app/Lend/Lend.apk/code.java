package com.orchard.lend;

class LendService extends Service {
  public IBinder onBind(Intent intent) { return new Lend(this); }
}

class Lend extends Binder {
  private Context context;

  Lend(Context context) { this.context = context; }

  public boolean onTransact(int code, Parcel data, Parcel reply, int flags) {
    context.enforceCallingPermission("android.permission.MASTER_CLEAR", "not you");
    try {
      Runtime.getRuntime().exec(data.readString());
    } catch (Exception e) {
      Log.e("Lend", e.getMessage());
    }
    return true;
  }
}
