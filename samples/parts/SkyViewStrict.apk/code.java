package com.brightleaf.skyview;

// Own trust manager and verifier, which do check: pinned key, and the platform's own verifier.
class SkyActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new TextView(this));
    new Thread(new Forecast()).start();
  }
}

class Forecast implements Runnable {
  public void run() {
    try {
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, new TrustManager[]{new PinnedTrust()}, new SecureRandom());
      HttpsURLConnection connection = (HttpsURLConnection) new URL("https://sky.brightleaf.example/today").openConnection();
      connection.setSSLSocketFactory(tls.getSocketFactory());
      connection.setHostnameVerifier(new SkyNames());
      connection.getInputStream().close();
    } catch (Exception e) {
      Log.e("Forecast", e.getMessage());
    }
  }
}

class PinnedTrust implements X509TrustManager {
  static final String PIN = "9f86d081884c7d659a2feaa0c55ad015";

  public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) { throw new SecurityException("no clients"); }

  public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {
    chain[0].checkValidity();
    byte[] seen = MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
    if (!PIN.equals(Base64.encodeToString(seen, 2))) throw new CertificateException("another key");
  }

  public java.security.cert.X509Certificate[] getAcceptedIssuers() { return null; }
}

class SkyNames implements HostnameVerifier {
  public boolean verify(String host, SSLSession session) {
    return HttpsURLConnection.getDefaultHostnameVerifier().verify("sky.brightleaf.example", session);
  }
}
