package com.android.internal.telephony;

class InboundSmsHandler {
  static void deliver(Context context, byte[] pdu) {
    Intent intent = new Intent("android.provider.Telephony.SMS_DELIVER");
    context.sendBroadcast(intent, "android.permission.RECEIVE_SMS");
  }
}
