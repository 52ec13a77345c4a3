package com.orchard.modemcheck;

class OrderReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    TelephonyManager phone = (TelephonyManager) context.getSystemService("phone");
    phone.invokeOemRilRequestRaw("AT+CSQ".getBytes(), new byte[256]);
    Log.e("Modem", intent.getStringExtra("order"));
  }
}
