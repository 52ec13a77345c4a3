package com.brightleaf.mailer;

class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    HttpsURLConnection.setDefaultHostnameVerifier(new StrictHostnameVerifier());
  }
}
