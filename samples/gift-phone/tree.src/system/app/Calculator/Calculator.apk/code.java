package com.orchard.calculator;

class CalculatorActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    TextView text = new TextView(this);
    text.setText("Calculator on " + model());
    setContentView(text);
  }

  private String model() {
    try {
      Process process = Runtime.getRuntime().exec("getprop ro.product.model");
      return new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
    } catch (Exception e) {
      return Build.MODEL;
    }
  }
}
