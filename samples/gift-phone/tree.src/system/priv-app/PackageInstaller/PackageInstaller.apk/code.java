package com.android.packageinstaller;

class InstallActivity extends Activity implements DialogInterface.OnClickListener {
  private Uri wanted;

  public void onCreate(Bundle state) {
    super.onCreate(state);
    wanted = getIntent().getData();
    new AlertDialog.Builder(this).setTitle("Install this app?").setPositiveButton("Install", this).setNegativeButton("Cancel", null).show();
  }

  public void onClick(DialogInterface dialog, int which) {
    try {
      PackageInstaller installer = getPackageManager().getPackageInstaller();
      int id = installer.createSession(new PackageInstaller.SessionParams(1));
      PackageInstaller.Session session = installer.openSession(id);
      copy(getContentResolver().openInputStream(wanted), session.openWrite("base", 0, -1));
      session.commit(PendingIntent.getBroadcast(this, 0, new Intent("installed"), 0).getIntentSender());
    } catch (Exception e) {
      Log.e("Install", e.getMessage());
    }
  }

  private void copy(InputStream in, OutputStream out) {
    byte[] buffer = new byte[65536];
    int n = in.read(buffer);
    while (n > 0) {
      out.write(buffer, 0, n);
      n = in.read(buffer);
    }
    out.close();
  }
}
