package com.android.providers.contacts;

class ContactsProvider extends ContentProvider {
  public boolean onCreate() { return true; }
  public Cursor query(Uri uri, String[] columns, String where, String[] values, String order) { return null; }
  public String getType(Uri uri) { return "vnd.android.cursor.dir/contact"; }
  public Uri insert(Uri uri, ContentValues values) { return uri; }
  public int delete(Uri uri, String where, String[] values) { return 0; }
  public int update(Uri uri, ContentValues values, String where, String[] arguments) { return 0; }
}
