"""What Android's services say of themselves (`dumpsys`), line by line: one module a service.

Each has a class that is fed every line and keeps what it understood in `found`; `unread` counts lines that should have
been rows and are none. The texts are for people and differ between versions, so all are read by their words.
"""

LINE_LIMIT = 1 << 16
ROWS_LIMIT = 2_000_000
