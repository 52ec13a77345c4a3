"""Tnetstrings, as mitmproxy writes its flow files: `length:payload` and a letter for the type.

https://tnetstrings.info, with mitmproxy's `;` for text. Everything is bounded; nothing is believed beyond its bytes.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from gifthorse.errors import FormatError, LimitError

DEPTH_LIMIT: Final = 24
ITEMS_LIMIT: Final = 1 << 20
_LENGTH: Final = re.compile(rb"([0-9]{1,10}):").match

Value: TypeAlias = "bytes | str | int | float | bool | list[Value] | dict[str, Value] | None"


class Reader:
    """Values one behind the other in `data`; `at` is where the next begins."""

    def __init__(self, data: bytes | memoryview) -> None:
        self._data = bytes(data)
        self.at = 0
        self._items = 0

    def more(self) -> bool:
        """Whether anything is left."""
        return self.at < len(self._data)

    def span(self) -> tuple[int, int]:
        """Where the next value's payload begins and ends; FormatError where there is none."""
        found = _LENGTH(self._data, self.at)
        if found is None:
            raise FormatError("A value has no length.", self.at)
        stop = found.end() + int(found[1])
        if stop >= len(self._data):
            raise FormatError("A value ends behind the file's end.", self.at)
        return found.end(), stop

    def next(self) -> Value:
        """The next value. After a FormatError `at` is behind the value, so that reading can go on."""
        start, stop = self.span()
        self.at = stop + 1
        self._items = 0
        return self._value(start, stop, 0)

    def _value(self, start: int, stop: int, depth: int) -> Value:
        self._items += 1
        if depth > DEPTH_LIMIT or self._items > ITEMS_LIMIT:
            raise LimitError("A value holds too many others.", start)
        data, letter = self._data, self._data[stop : stop + 1]
        match letter:
            case b",":
                return data[start:stop]
            case b";":
                return data[start:stop].decode("utf-8", "replace")
            case b"#" | b"^":
                return _number(data[start:stop], start)
            case b"!":
                return data[start:stop] == b"true"
            case b"~":
                return None
            case b"]":
                return self._inside(start, stop, depth)
            case b"}":
                flat = self._inside(start, stop, depth)
                return {_key(key): value for key, value in zip(flat[::2], flat[1::2], strict=False)}
        raise FormatError("A value is of no known type.", stop)

    def _inside(self, start: int, stop: int, depth: int) -> list[Value]:
        found: list[Value] = []
        while start < stop:
            length = _LENGTH(self._data, start, stop)
            end = length.end() + int(length[1]) if length else stop
            if length is None or end >= stop:
                raise FormatError("A value inside another has no length, or is longer.", start)
            found.append(self._value(length.end(), end, depth + 1))
            start = end + 1
        return found


def _number(text: bytes, at: int) -> int | float:
    try:
        return float(text) if b"." in text or b"e" in text or not text.lstrip(b"-").isdigit() else int(text[:40])
    except ValueError:
        raise FormatError("A number is none.", at) from None


def _key(key: Value) -> str:
    return key.decode("utf-8", "replace") if isinstance(key, bytes) else str(key)
