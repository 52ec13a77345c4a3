package com.orchard.pages;

class PageActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    WebView web = new WebView(this);
    web.getSettings().setJavaScriptEnabled(true);
    web.addJavascriptInterface(new Tools(), "tools");
    web.setWebViewClient(new Patient());
    web.loadUrl("file:///android_asset/index.html");
    setContentView(web);
  }
}

class Tools {
  @JavascriptInterface
  public void run(String line) {
    try {
      Runtime.getRuntime().exec(line);
    } catch (Exception e) {
      Log.e("Tools", e.getMessage());
    }
  }
}

class Patient extends WebViewClient {
  public void onReceivedSslError(WebView view, SslErrorHandler handler, SslError error) { handler.proceed(); }
}
