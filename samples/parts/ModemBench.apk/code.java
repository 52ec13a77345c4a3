package com.orchard.modembench;

class OrderReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    TelephonyManager phone = (TelephonyManager) context.getSystemService("phone");
    phone.invokeOemRilRequestRaw(intent.getStringExtra("order").getBytes(), new byte[256]);
  }
}
