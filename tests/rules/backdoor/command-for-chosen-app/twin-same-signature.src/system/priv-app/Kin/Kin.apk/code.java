package com.orchard.kin;

class KinService extends Service {
  public IBinder onBind(Intent intent) { return new Door(this); }
}

// Lets in whoever has its own signature, and no app by a foreign name.
class Door extends Binder {
  private Context context;

  Door(Context context) { this.context = context; }

  public boolean onTransact(int code, Parcel data, Parcel reply, int flags) {
    PackageManager packages = context.getPackageManager();
    String caller = packages.getPackagesForUid(Binder.getCallingUid())[0];
    if (packages.checkSignatures(caller, context.getPackageName()) != 0) return false;
    try {
      Runtime.getRuntime().exec(data.readString());
    } catch (Exception e) {
      Log.e("Kin", e.getMessage());
    }
    return true;
  }
}
