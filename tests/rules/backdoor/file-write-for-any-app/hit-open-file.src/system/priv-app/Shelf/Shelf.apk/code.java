package com.orchard.shelf;

class ShelfProvider extends ContentProvider {
  public boolean onCreate() { return true; }
  public Cursor query(Uri uri, String[] columns, String where, String[] values, String order) { return null; }
  public String getType(Uri uri) { return null; }
  public Uri insert(Uri uri, ContentValues values) { return null; }
  public int delete(Uri uri, String where, String[] values) { return 0; }
  public int update(Uri uri, ContentValues values, String where, String[] more) { return 0; }

  public ParcelFileDescriptor openFile(Uri uri, String mode) {
    File file = new File(getContext().getFilesDir(), uri.getLastPathSegment());
    return ParcelFileDescriptor.open(file, 0x38000000);
  }
}
