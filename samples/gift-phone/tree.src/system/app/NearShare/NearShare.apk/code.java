package com.orchard.nearshare;

class ShareActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    setContentView(new TextView(this));
    new Thread(new Preview()).start();
  }
}

class Preview implements Runnable {
  public void run() {
    try {
      ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      Socket guest = door.accept();
      guest.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\n".getBytes());
      guest.close();
    } catch (Exception e) {
      Log.e("Preview", e.getMessage());
    }
  }
}
