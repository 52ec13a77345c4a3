package com.brightleaf.skyview;

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
      tls.init(null, new TrustManager[]{new SkyTrust()}, new SecureRandom());
      HttpsURLConnection connection = (HttpsURLConnection) new URL("https://sky.brightleaf.example/today").openConnection();
      connection.setSSLSocketFactory(tls.getSocketFactory());
      connection.setHostnameVerifier(new SkyNames());
      connection.getInputStream().close();
    } catch (Exception e) {
      Log.e("Forecast", e.getMessage());
    }
  }
}

class SkyTrust implements X509TrustManager {
  public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) { }
  public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) { }
  public java.security.cert.X509Certificate[] getAcceptedIssuers() { return null; }
}

class SkyNames implements HostnameVerifier {
  public boolean verify(String host, SSLSession session) { return true; }
}
