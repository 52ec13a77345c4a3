"""Android's binary XML of system files (ABX), not to be confused with that inside apps.

Source: AOSP frameworks/libs/modules-utils, com.android.modules.utils.BinaryXmlSerializer (protocol version 0).
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from gifthorse.errors import FormatError, LimitError

MAGIC = b"ABX\0"
ELEMENTS_LIMIT = 200_000
ATTRIBUTES_LIMIT = 4_000_000
DEPTH_LIMIT = 64
INTERNED_LIMIT = 0xFFFF

START_DOCUMENT, END_DOCUMENT, START_TAG, END_TAG = 0, 1, 2, 3
TEXTS = frozenset({4, 5, 6, 7, 8, 9, 10})
ATTRIBUTE = 15
NULL, STRING, INTERNED, HEX_BYTES, BASE64, INT, HEX_INT, LONG, HEX_LONG, FLOAT, DOUBLE, TRUE, FALSE = range(1, 14)
_FIXED = {INT: ">i", HEX_INT: ">I", LONG: ">q", HEX_LONG: ">Q", FLOAT: ">f", DOUBLE: ">d"}


@dataclass(slots=True)
class Event:
    """An element's start (`tag` and its attributes) or, where `tag` is None, its end; `offset` in bytes."""

    tag: str | None
    offset: int
    attributes: dict[str, str] = field(default_factory=dict)


def events(data: bytes) -> Iterator[Event]:
    """Starts and ends of elements in order.

    Raises FormatError where the data breaks off and LimitError where it is absurd, after what came before.
    """
    if not data.startswith(MAGIC):
        raise FormatError("This is no binary XML of Android.", 0)
    return _Reader(data).events()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = len(MAGIC)
        self._interned: list[str] = []

    def events(self) -> Iterator[Event]:
        current: Event | None = None
        count = depth = attributes = 0
        while self._at < len(self._data):
            start = self._at
            token = self._take(1)[0]
            event, kind = token & 0x0F, token >> 4
            if event == ATTRIBUTE:
                attributes += 1
                if current is None or attributes > ATTRIBUTES_LIMIT:
                    raise FormatError("The binary XML has an attribute outside an element, or too many.", start)
                name = self._string()
                current.attributes[name] = self._value(kind)
                continue
            if current is not None:
                yield current
                current = None
            if event == START_TAG:
                count, depth = count + 1, depth + 1
                if count > ELEMENTS_LIMIT or depth > DEPTH_LIMIT:
                    raise LimitError("The binary XML has more elements, or deeper ones, than are read.")
                current = Event(self._string(), start)
            elif event == END_TAG:
                depth -= 1
                self._string()
                if depth < 0:
                    raise FormatError("The binary XML ends an element that it did not begin.", start)
                yield Event(None, start)
            elif event in TEXTS:
                self._value(kind)
            elif event == END_DOCUMENT:
                return
            elif event != START_DOCUMENT:
                raise FormatError("The binary XML has an unknown token.", start)

    def _take(self, count: int) -> bytes:
        found = self._data[self._at : self._at + count]
        if len(found) < count:
            raise FormatError("The binary XML is cut short.", self._at)
        self._at += count
        return found

    def _short(self) -> int:
        return int.from_bytes(self._take(2))

    def _text(self) -> str:
        return self._take(self._short()).decode("utf-8", "replace")

    def _string(self) -> str:
        """A string that is kept: by its number, or, behind 0xFFFF, for the first time."""
        number = self._short()
        if number != INTERNED_LIMIT:
            if number >= len(self._interned):
                raise FormatError("The binary XML names a string that it did not give.", self._at - 2)
            return self._interned[number]
        text = self._text()
        if len(self._interned) < INTERNED_LIMIT:
            self._interned.append(text)
        return text

    def _value(self, kind: int) -> str:
        if kind == STRING:
            return self._text()
        if kind == INTERNED:
            return self._string()
        if kind in _FIXED:
            raw = self._take(struct.calcsize(_FIXED[kind]))
            number = struct.unpack(_FIXED[kind], raw)[0]
            return f"{number:x}" if kind in (HEX_INT, HEX_LONG) else str(number)
        if kind in (HEX_BYTES, BASE64):
            raw = self._take(self._short())
            return raw.hex() if kind == HEX_BYTES else base64.b64encode(raw).decode("ascii")
        if kind in (TRUE, FALSE):
            return "true" if kind == TRUE else "false"
        if kind in (0, NULL):
            return ""
        raise FormatError("The binary XML has a value of an unknown type.", self._at)
