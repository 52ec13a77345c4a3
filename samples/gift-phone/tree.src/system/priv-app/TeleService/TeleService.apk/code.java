package com.android.phone;

class TelephonyDebugService extends Service {
  public IBinder onBind(Intent intent) { return new Binder(); }
}

class SimReceiver extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    TelephonyManager phone = (TelephonyManager) context.getSystemService(Context.TELEPHONY_SERVICE);
    Log.i("SimReceiver", "operator " + phone.getNetworkOperator());
  }
}
