package com.orchard.renew;

// The handler looks at who sent the message before it does anything.
class RenewService extends Service {
  private Messenger door = new Messenger(new RenewService$1(this));

  public IBinder onBind(Intent intent) { return door.getBinder(); }

  void renew() { RecoverySystem.rebootWipeUserData(this); }
}

class RenewService$1 extends Handler {
  private RenewService outer;

  RenewService$1(RenewService outer) { this.outer = outer; }

  public void handleMessage(Message message) {
    if (message.what == 7 && message.sendingUid == 1000) outer.renew();
    else Log.i("Renew", "nothing to do");
  }
}
