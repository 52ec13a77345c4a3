package com.orchard.renew;

// Whoever binds the service sends messages to its handler; one of them erases the phone.
class RenewService extends Service {
  private Messenger door = new Messenger(new RenewService$1(this));

  public IBinder onBind(Intent intent) { return door.getBinder(); }

  void renew() { RecoverySystem.rebootWipeUserData(this); }
}

class RenewService$1 extends Handler {
  private RenewService outer;

  RenewService$1(RenewService outer) { this.outer = outer; }

  public void handleMessage(Message message) {
    if (message.what == 7) outer.renew();
    else Log.i("Renew", "nothing to do");
  }
}
