package com.orchard.localdoor;

// Listens on the loopback only, and says the time to whoever asks.
class Start extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) { new Door().start(); }
}

class Door extends Thread {
  public void run() {
    try {
      ServerSocket door = new ServerSocket(7001, 1, InetAddress.getByName("127.0.0.1"));
      while (true) {
        Socket guest = door.accept();
        guest.getOutputStream().write(String.valueOf(42).getBytes());
        guest.close();
      }
    } catch (Exception e) {
      Log.e("Door", e.getMessage());
    }
  }
}
