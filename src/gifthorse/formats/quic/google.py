"""Google's QUIC before the standard (Q009 to Q046), whose hello with the server's name is not encrypted."""

from __future__ import annotations

import re
from typing import Final

from gifthorse.formats.shown import shown

_VERSION: Final = re.compile(rb"[QT]0[0-9]{2}").match
MAX_TAGS: Final = 128


def version(data: bytes) -> str | None:
    """The version a client's datagram names, such as Q043; None if it is no Google QUIC."""
    if len(data) < 14:
        return None
    first = data[0]
    if first & 0xC0 == 0xC0 and _VERSION(data, 1):  # Q046 and later have long headers
        return data[1:5].decode()
    if first & 0x80 == 0 and first & 0x01:  # version flag; the connection id is 8 bytes long or left out
        at = 9 if first & 0x08 else 1
        if _VERSION(data, at):
            return data[at : at + 4].decode()
    return None


def server_name(data: bytes) -> str | None:
    """The server's name in a client hello (CHLO), which is a list of tags with the ends of their values."""
    start = data.find(b"CHLO")
    if start < 0 or start + 8 > len(data):
        return None
    count = int.from_bytes(data[start + 4 : start + 6], "little")
    values = start + 8 + 8 * min(count, MAX_TAGS)
    begin = 0
    for at in range(start + 8, min(values, len(data) - 8), 8):
        end = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == b"SNI\0":
            name = data[values + begin : values + end]
            return shown(name, 255) if name else None
        begin = end
    return None
