package com.orchard.dictation;

class Listen extends Service {
  public int onStartCommand(Intent intent, int flags, int id) {
    MediaRecorder recorder = new MediaRecorder();
    recorder.setAudioSource(1);
    recorder.setOutputFile("/sdcard/dictation.amr");
    recorder.prepare();
    recorder.start();
    return START_STICKY;
  }

  public IBinder onBind(Intent intent) { return null; }
}
