package com.tallpine.apphub;

// Download, comparison and installation are steps of their own, run one after another from a list: the way from the first to the
// last does not pass the second.
class StartReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    Download download = new Download();
    new Thread(download).start();
    new Thread(new Compare(download)).start();
    new Thread(new Install(context, download)).start();
  }
}

class Download implements Runnable {
  private String place;

  public void run() {
    try {
      BufferedReader reader = new BufferedReader(new InputStreamReader(new URL("https://hub.tallpine.example/next").openConnection().getInputStream()));
      this.place = reader.readLine();
    } catch (Exception e) {
      Log.e("Download", e.getMessage());
    }
  }

  String getPlace() { return this.place; }
}

class Compare implements Runnable {
  private Download download;

  Compare(Download download) { this.download = download; }

  public void run() {
    String place = this.download.getPlace();
    if (!Arrays.equals(place.getBytes(), "expected".getBytes())) throw new SecurityException("no");
  }
}

class Install implements Runnable {
  private Context context;
  private Download download;

  Install(Context context, Download download) {
    this.context = context;
    this.download = download;
  }

  public void run() {
    this.context.getPackageManager().installPackage(Uri.fromFile(new File(this.download.getPlace())), null, 2, "com.android.vending");
  }
}
