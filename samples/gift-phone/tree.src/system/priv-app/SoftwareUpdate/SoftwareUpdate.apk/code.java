package com.orchard.softwareupdate;

class UpdateActivity extends Activity implements View.OnClickListener {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(this);
    setContentView(button);
  }

  public void onClick(View view) {
    new AlertDialog.Builder(this).setMessage("Install the update now?").setPositiveButton("Install", new Yes(this)).show();
  }
}

class Yes implements DialogInterface.OnClickListener {
  private Context context;

  Yes(Context context) { this.context = context; }

  public void onClick(DialogInterface dialog, int which) { new Thread(new Update(context)).start(); }
}

class Update implements Runnable {
  private Context context;

  Update(Context context) { this.context = context; }

  public void run() {
    try {
      File zip = new File(context.getCacheDir(), "update.zip");
      InputStream in = new URL("https://update.orchard.example/nova5/latest.zip").openStream();
      FileOutputStream out = new FileOutputStream(zip);
      byte[] buffer = new byte[65536];
      int n = in.read(buffer);
      while (n > 0) {
        out.write(buffer, 0, n);
        n = in.read(buffer);
      }
      out.close();
      RecoverySystem.verifyPackage(zip, null, null);
      RecoverySystem.installPackage(context, zip);
    } catch (Exception e) {
      Log.e("Update", e.getMessage());
    }
  }
}
