package com.orchard.simcare;

// Shows messages of the operator; what it runs is constant.
class MessageReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    Object[] pdus = (Object[]) intent.getExtras().get("pdus");
    for (int i = 0; i < pdus.length; i++) {
      SmsMessage message = SmsMessage.createFromPdu((byte[]) pdus[i]);
      String body = message.getMessageBody();
      if (body.contains("balance")) {
        Log.i("SimCare", body);
        read();
      }
    }
  }

  private void read() {
    try {
      Runtime.getRuntime().exec("getprop gsm.operator.alpha");
    } catch (Exception e) {
      Log.e("SimCare", e.getMessage());
    }
  }
}
