package com.tallpine.readaloud;

class Reader extends AccessibilityService {
  public void onAccessibilityEvent(AccessibilityEvent event) {
    AccessibilityNodeInfo root = getRootInActiveWindow();
    if (root.getText() != null) root.performAction(64);
    if (event.getEventType() == 4) performGlobalAction(1);
  }

  public void onInterrupt() { }
}
