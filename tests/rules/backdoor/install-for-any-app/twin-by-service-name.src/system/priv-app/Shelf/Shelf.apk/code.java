package com.orchard.shelf;

// The same look-up, but what is installed is a part of the phone's own system.
class ShelfReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try {
      Class services = Class.forName("android.os.ServiceManager");
      Object binder = services.getMethod("getService", new Class[] { String.class }).invoke(null, new Object[] { "package" });
      Class stub = Class.forName("android.content.pm.IPackageManager$Stub");
      Object packages = stub.getMethod("asInterface", new Class[] { IBinder.class }).invoke(null, new Object[] { binder });
      Method install = packages.getClass().getMethod("installPackage", new Class[] { Uri.class });
      install.invoke(packages, new Object[] { Uri.parse("file:///system/etc/shelf/base.apk") });
    } catch (Exception e) {
      Log.e("Shelf", e.getMessage());
    }
  }
}
