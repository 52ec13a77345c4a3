"""STUN and TURN (RFC 8489, RFC 8656; RFC 3489 before them): how a phone learns its address and finds a way in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gifthorse.formats.shown import shown

COOKIE: Final = b"\x21\x12\xa4\x42"
_TEXTS: Final = {0x0006: "username", 0x0014: "realm", 0x8022: "software"}
_METHODS: Final = frozenset({1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12})
MAX_ATTRIBUTES: Final = 64


def is_message(data: bytes) -> bool:
    """Whether a datagram is a STUN message, or one of the first standard's, which had no mark."""
    if len(data) < 20 or data[0] & 0xC0:
        return False
    length = data[2] << 8 | data[3]
    if data[4:8] == COOKIE:
        return length % 4 == 0 and len(data) >= 20 + length
    kind = data[0] << 8 | data[1]
    if len(data) != 20 + length or length % 4 or kind not in (0x0001, 0x0101, 0x0111, 0x0002, 0x0102, 0x0112):
        return False
    return length == 0 or (length >= 8 and data[20] in (0, 0x80) and 4 + (data[22] << 8 | data[23]) <= length)


def method(data: bytes) -> int:
    """The method of a message: 1 binding, 3 allocate (TURN), ...; 0 for what is none of the registered."""
    kind = data[0] << 8 | data[1]
    number = kind & 0x0F | kind >> 1 & 0x70 | kind >> 2 & 0xF80
    return number if number in _METHODS else 0


def texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Names in the clear: (username, realm or software; its value)."""
    at, end = 20, min(len(data), 20 + (data[2] << 8 | data[3]))
    for _ in range(MAX_ATTRIBUTES):
        if at + 4 > end:
            return
        kind, length = data[at] << 8 | data[at + 1], data[at + 2] << 8 | data[at + 3]
        if kind in _TEXTS and at + 4 + length <= end:
            yield _TEXTS[kind], shown(data[at + 4 : at + 4 + length], 512)
        at += 4 + (length + 3 & ~3)
