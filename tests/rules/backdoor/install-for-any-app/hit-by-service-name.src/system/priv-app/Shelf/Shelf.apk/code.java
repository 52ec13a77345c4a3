package com.orchard.shelf;

// The package manager's binder, looked up by its name, and all of it by reflection.
class ShelfReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try {
      Class services = Class.forName("android.os.ServiceManager");
      Object binder = services.getMethod("getService", new Class[] { String.class }).invoke(null, new Object[] { "package" });
      Class stub = Class.forName("android.content.pm.IPackageManager$Stub");
      Object packages = stub.getMethod("asInterface", new Class[] { IBinder.class }).invoke(null, new Object[] { binder });
      Method install = packages.getClass().getMethod("installPackage", new Class[] { Uri.class });
      install.invoke(packages, new Object[] { Uri.parse(intent.getStringExtra("what")) });
    } catch (Exception e) {
      Log.e("Shelf", e.getMessage());
    }
  }
}
