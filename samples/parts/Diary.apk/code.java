package com.brightleaf.diary;

// Reads the same things and keeps them in its own file; over the network goes its version only.
class DiaryActivity extends Activity implements View.OnClickListener, Camera.PictureCallback {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(this);
    setContentView(button);
    new Thread(new Version()).start();
  }

  public void onClick(View view) {
    LocationManager manager = (LocationManager) getSystemService(Context.LOCATION_SERVICE);
    ClipboardManager clips = (ClipboardManager) getSystemService(Context.CLIPBOARD_SERVICE);
    Cursor people = getContentResolver().query(Uri.parse("content://com.android.contacts/data"), null, null, null, null);
    people.moveToFirst();
    keep("at " + manager.getLastKnownLocation("gps") + " with " + people.getString(1) + " " + clips.getPrimaryClip().getItemAt(0).getText());
    Camera.open().takePicture(null, null, this);
  }

  public void onPictureTaken(byte[] data, Camera camera) { keep("a picture of " + data.length + " bytes"); }

  private void keep(String text) {
    try {
      FileOutputStream out = openFileOutput("diary.txt", Context.MODE_PRIVATE);
      out.write(text.getBytes());
      out.close();
    } catch (Exception e) {
      Log.e("Diary", e.getMessage());
    }
  }
}

class Version implements Runnable {
  public void run() {
    try {
      HttpURLConnection connection = (HttpURLConnection) new URL("https://diary.brightleaf.example/version").openConnection();
      connection.setDoOutput(true);
      OutputStream out = connection.getOutputStream();
      String body = "version=1";
      out.write(body.getBytes());
      out.close();
      connection.getResponseCode();
    } catch (Exception e) {
      Log.e("Version", e.getMessage());
    }
  }
}
