package com.tallpine.club;

class Login extends Activity implements View.OnClickListener {
  private EditText name;
  private EditText secret;

  public void onCreate(Bundle state) {
    super.onCreate(state);
    name = new EditText(this);
    secret = new EditText(this);
    Button go = new Button(this);
    go.setOnClickListener(this);
    setContentView(go);
  }

  public void onClick(View view) { new Thread(new Knock("user=" + name.getText() + "&password=" + secret.getText())).start(); }
}

class Knock implements Runnable {
  private String body;

  Knock(String body) { this.body = body; }

  public void run() {
    try {
      HttpURLConnection connection = (HttpURLConnection) new URL("https://club.tallpine.example/login").openConnection();
      connection.setDoOutput(true);
      OutputStream out = connection.getOutputStream();
      out.write(body.getBytes());
      out.close();
      connection.getResponseCode();
    } catch (Exception e) {
      Log.e("Club", e.getMessage());
    }
  }
}
