package com.tallpine.albumview;

class Show extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    Cursor cursor = getContentResolver().query(MediaStore.Images.Media.EXTERNAL_CONTENT_URI, null, null, null, "date_added desc");
    TextView view = new TextView(this);
    view.setText("Photos: " + cursor.getCount());
    setContentView(view);
    new Thread(new Frames()).start();
  }
}

class Frames implements Runnable {
  public void run() {
    try { new URL("https://album.tallpine.example/frames.json").openStream().close(); } catch (Exception e) { Log.e("Album", e.getMessage()); }
  }
}
