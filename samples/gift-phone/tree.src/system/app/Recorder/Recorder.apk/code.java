package com.orchard.recorder;

class RecorderActivity extends Activity implements View.OnClickListener {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    Button button = new Button(this);
    button.setOnClickListener(this);
    setContentView(button);
  }

  public void onClick(View view) {
    try {
      MediaRecorder recorder = new MediaRecorder();
      recorder.setAudioSource(1);
      recorder.setOutputFormat(1);
      recorder.setOutputFile(new File(getFilesDir(), "note.3gp").getPath());
      recorder.prepare();
      recorder.start();
    } catch (Exception e) {
      Log.e("Recorder", e.getMessage());
    }
  }
}
