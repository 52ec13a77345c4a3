"""The string pool that binary XML and resource tables share (ResStringPool in AOSP's ResourceTypes.h)."""

from __future__ import annotations

import struct

from gifthorse.errors import FormatError

UTF8_FLAG = 1 << 8
MAX_DECODED = 64 << 20
"""Characters one pool hands out at most: its entries may all point at the same long string."""


class StringPool:
    """Strings by index, decoded when asked for.

    `data` is the whole file, `start` where the pool's chunk begins and `end` where it ends at the latest; sizes in
    the header that reach further are cut there. Raises FormatError when the header itself does not fit. `exhausted`
    tells that more text was asked for than a file of its kind can need; strings are None from then on.
    """

    __slots__ = ("_cache", "_data", "_end", "_offsets", "_spent", "_start", "_unit", "count", "exhausted", "utf8")

    def __init__(self, data: bytes | memoryview, start: int, end: int) -> None:
        end = min(end, len(data))
        if end - start < 28:
            raise FormatError("The string pool is cut off.", start)
        _, header, size, count, _, flags, strings, styles = struct.unpack_from("<HHIIIIII", data, start)
        end = min(end, start + size) if size >= 28 else end
        self._data = data
        self.utf8 = bool(flags & UTF8_FLAG)
        self._unit = 1 if self.utf8 else 2
        self._start = start + strings
        # Android ends the text where the styles begin, if the pool counts any.
        style_count = struct.unpack_from("<I", data, start + 12)[0]
        self._end = start + styles if style_count and strings < styles < size else end
        self._end = min(self._end, end)
        # The offsets begin after the header, wherever the header says it ends; a count that is too large reads on
        # into the text, which Android allows as long as nobody asks for those entries.
        self._offsets = start + header
        self.count: int = min(count, max(0, (end - self._offsets) // 4))
        self._cache: dict[int, str | None] = {}
        self._spent = 0
        self.exhausted = False

    def __len__(self) -> int:
        return self.count

    def get(self, index: int) -> str | None:
        """String `index`, or None when there is none: 0xFFFFFFFF, out of range, or no string at its offset."""
        try:
            return self._cache[index]
        except KeyError:
            pass
        if not 0 <= index < self.count or self.exhausted:
            return None
        try:
            text = self._decode(index)
        except (IndexError, struct.error):
            text = None
        if text is not None:
            self._spent += len(text) + 64
            self.exhausted = self._spent > MAX_DECODED
        self._cache[index] = text
        return text

    def _decode(self, index: int) -> str | None:
        offset = struct.unpack_from("<I", self._data, self._offsets + 4 * index)[0]
        at = self._start + offset - offset % self._unit
        if not self._start <= at < self._end:
            return None
        return self._decode_utf8(at) if self.utf8 else self._decode_utf16(at)

    def _decode_utf8(self, at: int) -> str | None:
        data = self._data
        at += 2 if data[at] & 0x80 else 1  # length in UTF-16 units, which nobody needs
        length = data[at]
        at += 1
        if length & 0x80:
            length = (length & 0x7F) << 8 | data[at]
            at += 1
        stop = at + length
        if stop > self._end:
            return None
        # aapt cut lengths of 0x8000 and more to 15 bits; Android looks for the terminator in steps of as much.
        if stop < self._end and data[stop]:
            longer = stop + 0x8000
            while longer < self._end and data[longer]:
                longer += 0x8000
            stop = longer if longer < self._end else stop
        raw = bytes(data[at:stop])
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return _joined(raw.decode("utf-8", "surrogatepass" if _is_cesu(raw) else "replace"))

    def _decode_utf16(self, at: int) -> str | None:
        length = struct.unpack_from("<H", self._data, at)[0]
        at += 2
        if length & 0x8000:
            length = (length & 0x7FFF) << 16 | struct.unpack_from("<H", self._data, at)[0]
            at += 2
        stop = at + 2 * length
        if stop > self._end:
            return None
        return bytes(self._data[at:stop]).decode("utf-16-le", "surrogatepass")


def _is_cesu(raw: bytes) -> bool:
    """Whether the bytes decode when surrogates are let through."""
    try:
        raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _joined(text: str) -> str:
    """Surrogates that form a pair become the one character they stand for."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
