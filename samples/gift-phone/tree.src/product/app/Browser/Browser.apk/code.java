package com.brightleaf.browser;

class PageActivity extends Activity {
  public void onCreate(Bundle state) {
    super.onCreate(state);
    WebView web = new WebView(this);
    web.getSettings().setJavaScriptEnabled(true);
    web.setWebViewClient(new Careful());
    web.addJavascriptInterface(new Reader(this), "reader");
    String wanted = getIntent().getDataString();
    if (wanted == null) wanted = "about:blank";
    web.loadUrl(wanted);
    setContentView(web);
  }
}

class Careful extends WebViewClient {
  public void onReceivedSslError(WebView view, SslErrorHandler handler, SslError error) { handler.cancel(); }
}

class Reader {
  private Context context;

  Reader(Context context) { this.context = context; }

  @JavascriptInterface
  public void title(String text) { Toast.makeText(context, text, 0).show(); }
}
