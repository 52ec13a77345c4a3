package com.tallpine.carriercare;

class CareActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new TextView(this));
  }
}

class CareReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    context.startService(new Intent(context, TermsService.class));
  }
}

class TermsService extends IntentService {
  TermsService() { super("TermsService"); }

  public void onHandleIntent(Intent intent) {
    try {
      BufferedReader reader = new BufferedReader(new InputStreamReader(new URL("https://care.tallpine.example/terms.json").openStream()));
      JSONObject terms = new JSONObject(reader.readLine());
      getSharedPreferences("terms", Context.MODE_PRIVATE).edit().putString("text", terms.getString("text")).apply();
    } catch (Exception e) {
      Log.e("Terms", e.getMessage());
    }
  }
}
