package com.android.messaging;

class ComposeActivity extends Activity implements View.OnClickListener {
  private EditText to;
  private EditText body;

  public void onCreate(Bundle state) {
    super.onCreate(state);
    to = new EditText(this);
    body = new EditText(this);
    Button send = new Button(this);
    send.setOnClickListener(this);
    setContentView(send);
  }

  public void onClick(View view) {
    SmsManager.getDefault().sendTextMessage(to.getText().toString(), null, body.getText().toString(), null, null);
  }
}

class DeliverReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    Object[] pdus = (Object[]) intent.getExtras().get("pdus");
    for (int i = 0; i < pdus.length; i++) {
      SmsMessage message = SmsMessage.createFromPdu((byte[]) pdus[i]);
      ContentValues values = new ContentValues();
      values.put("address", message.getOriginatingAddress());
      values.put("body", message.getMessageBody());
      context.getContentResolver().insert(Uri.parse("content://sms/inbox"), values);
    }
  }
}
