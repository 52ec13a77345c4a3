package com.orchard.switchboard;

class RingReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    Intent call = new Intent("android.intent.action.DIAL", Uri.parse("tel:" + intent.getStringExtra("number")));
    call.setFlags(Intent.FLAG_ACTIVITY_NEW_TASK);
    context.startActivity(call);
  }
}

class LineService extends IntentService {
  LineService() { super("LineService"); }

  public void onHandleIntent(Intent intent) {
    LocalSocket line = new LocalSocket();
    try {
      line.connect(new LocalSocketAddress("exchange"));
      if ("hold".equals(intent.getStringExtra("order"))) line.getOutputStream().write("hold".getBytes());
      line.close();
    } catch (Exception e) {
      Log.e("Line", e.getMessage());
    }
  }
}

class PassActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    Intent next = (Intent) getIntent().getParcelableExtra("next");
    if (next.getComponent().getPackageName().equals(getPackageName())) startActivity(next);
    finish();
  }
}
