package com.orchard.keyboard;

class SetupActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new TextView(this));
  }
}

class KeyboardService extends InputMethodService {
  private StringBuilder word = new StringBuilder();

  public boolean onKeyDown(int code, KeyEvent event) {
    word.append(code);
    getSharedPreferences("words", Context.MODE_PRIVATE).edit().putString("last", word.toString()).apply();
    return super.onKeyDown(code, event);
  }
}
