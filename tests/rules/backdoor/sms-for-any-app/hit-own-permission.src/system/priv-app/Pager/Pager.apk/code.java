package com.orchard.pager;

// A service that is started serves no call: this asks whether the app itself may send messages, which it may.
class PageService extends IntentService {
  PageService() { super("PageService"); }

  public void onHandleIntent(Intent intent) {
    if (checkCallingOrSelfPermission("android.permission.SEND_SMS") != 0) return;
    SmsManager.getDefault().sendTextMessage(intent.getStringExtra("to"), null, intent.getStringExtra("text"), null, null);
  }
}
