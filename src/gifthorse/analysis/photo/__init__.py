"""Photos and the phone: rows from rows."""
