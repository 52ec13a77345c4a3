package com.tallpine.frames;

class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try {
      InputStream in = context.getAssets().open("pack.bin");
      byte[] all = new byte[in.available()];
      in.read(all);
      Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec("0123456789abcdef".getBytes(), "AES"));
      String settings = new String(cipher.doFinal(all));
      context.getSharedPreferences("frames", Context.MODE_PRIVATE).edit().putString("settings", settings).apply();
    } catch (Exception e) {
      Log.e("Start", e.getMessage());
    }
  }
}
