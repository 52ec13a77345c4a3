package com.orchard.store;

class StoreActivity extends Activity implements View.OnClickListener {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(this);
    setContentView(button);
  }

  public void onClick(View view) {
    new AlertDialog.Builder(this).setMessage("Install the app you chose?").setPositiveButton("Install", new Buy(this)).show();
  }
}

class Buy implements DialogInterface.OnClickListener {
  private Context context;

  Buy(Context context) { this.context = context; }

  public void onClick(DialogInterface dialog, int which) { new Thread(new Delivery(context)).start(); }
}

class Delivery implements Runnable {
  static final String KEY = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8xg2nqzQ";
  private Context context;

  Delivery(Context context) { this.context = context; }

  public void run() {
    try {
      byte[] apk = read(new URL("https://store.orchard.example/app.apk").openStream());
      byte[] proof = read(new URL("https://store.orchard.example/app.sig").openStream());
      if (!signed(apk, proof)) return;
      File file = new File(context.getCacheDir(), "app.apk");
      FileOutputStream out = new FileOutputStream(file);
      out.write(apk);
      out.close();
      context.getPackageManager().installPackage(Uri.fromFile(file), null, 2, context.getPackageName());
    } catch (Exception e) {
      Log.e("Delivery", e.getMessage());
    }
  }

  private boolean signed(byte[] apk, byte[] proof) {
    java.security.Signature check = java.security.Signature.getInstance("SHA256withECDSA");
    check.initVerify(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(Base64.decode(KEY, 0))));
    check.update(apk);
    return check.verify(proof);
  }

  private byte[] read(InputStream in) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    int n = in.read(buffer);
    while (n > 0) {
      all.write(buffer, 0, n);
      n = in.read(buffer);
    }
    return all.toByteArray();
  }
}
