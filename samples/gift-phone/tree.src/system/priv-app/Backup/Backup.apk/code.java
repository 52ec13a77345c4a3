package com.orchard.backup;

class BackupActivity extends Activity implements View.OnClickListener {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(this);
    setContentView(button);
  }

  public void onClick(View view) {
    try {
      FileOutputStream out = new FileOutputStream(new File(getExternalFilesDir(null), "messages.bak"));
      Cursor messages = getContentResolver().query(Uri.parse("content://sms"), null, null, null, null);
      while (messages.moveToNext()) out.write(messages.getString(2).getBytes());
      out.close();
    } catch (Exception e) {
      Log.e("Backup", e.getMessage());
    }
  }
}
