"""The string pool: MUTF-8 to Arrow in one go, or single strings as they are asked for.

MUTF-8 is UTF-8 with NUL as C0 80 and characters beyond U+FFFF as two surrogates of three bytes each. Nearly
every string is plain UTF-8 already; the few others are found by their lead bytes and mended one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from gifthorse.formats import arrow
from gifthorse.formats.dex import order
from gifthorse.formats.dex.gather import Bytes, Gather, Ints, Longs, affordable, spans


class Strings:
    """The strings of one DEX file by index; an index outside the pool (such as -1) is the empty string.

    `start` and `length` are byte positions in the file, without the length prefix and the closing NUL.
    """

    __slots__ = ("_arrow", "_data", "length", "start", "truncated")

    def __init__(self, data: bytes, at: Longs) -> None:
        self._data = data
        self._arrow: pa.StringArray | None = None
        self.truncated: list[str] = []
        raw = np.frombuffer(data, np.uint8)
        outside = (at <= 0) | (at >= len(raw))
        _, start = Gather(raw).uleb(np.where(outside, 0, at))
        start = np.minimum(start, len(raw))
        first = int(start.min()) if len(start) else 0
        last = data.find(b"\0", int(start.max())) if len(start) else 0
        last = len(raw) if last < 0 else last
        nul = np.append(np.flatnonzero(raw[first:last] == 0) + first, last)
        end = nul[np.minimum(np.searchsorted(nul, start), len(nul) - 1)]
        length = np.where(outside, 0, np.maximum(end - start, 0))
        kept = affordable(length, len(raw))
        if outside.any():
            self.truncated.append(f"{int(outside.sum())} strings lie outside the file; they are read as empty.")
        if kept is not length:
            self.truncated.append("Strings share their bytes beyond measure; the rest of them are read as empty.")
        self.start, self.length = start, kept

    def __len__(self) -> int:
        return len(self.start)

    def text(self, index: int) -> str:
        """One string, lone surrogates kept."""
        if not 0 <= index < len(self.start):
            return ""
        start = int(self.start[index])
        return decode(self._data[start : start + int(self.length[index])])

    def texts(self, indices: Iterable[int]) -> list[str]:
        """Some strings."""
        return [self.text(int(i)) for i in indices]

    def find(self, text: str) -> int:
        """Index of a string, -1 when the pool has it not."""
        return int(self.where([text])[0])

    def holds(self, part: bytes) -> bool:
        """Whether a string holds this text of ASCII."""
        if not len(self.start):
            return False
        low, high = int(self.start.min()), int((self.start + self.length).max())
        if self._data.find(part, low, high) < 0:
            return False
        at = np.array([found.start() for found in re.finditer(re.escape(part), self._data[low:high])]) + low
        rows = np.argsort(self.start, kind="stable")
        ends = np.maximum.accumulate((self.start + self.length)[rows])
        before = np.searchsorted(self.start[rows], at, side="right")
        return bool(((before > 0) & (at + len(part) <= ends[before - 1])).any())

    def where(self, texts: list[str]) -> Ints:
        """Index of each of several strings, -1 where the pool has it not."""
        return np.array([max(map(self._at, _forms(text)), default=-1) for text in texts], np.int32)

    def _at(self, form: bytes) -> int:
        """Index of the first string with these bytes, -1 for none."""
        rows = np.flatnonzero(self.length == len(form))
        raw = np.frombuffer(self._data, np.uint8)
        for at in range(len(form) - 1, -1, -1):  # names differ at their ends
            if not len(rows):
                return -1
            rows = rows[raw[self.start[rows] + at] == form[at]]
        return int(rows[0]) if len(rows) else -1

    def arrow(self) -> pa.StringArray:
        """All strings as Arrow text; lone surrogates become U+FFFD."""
        if self._arrow is None:
            self._arrow = self._build()
        return self._arrow

    def _build(self) -> pa.StringArray:
        if not len(self.start):
            return pa.array([], pa.string())
        rows = None
        if not bool((self.start[1:] > self.start[:-1]).all()):
            rows = order.by(self.start)
        start = self.start if rows is None else self.start[rows]
        length = self.length if rows is None else self.length[rows]
        end = start + length
        values, odd = self._joined(start, length, end)
        limits = np.zeros(len(start) + 1, np.int32)
        np.cumsum(length, out=limits[1:])
        array = pa.StringArray.from_buffers(len(start), pa.py_buffer(limits), pa.py_buffer(values))
        if odd:
            array = _mended(array, values, limits)
        if rows is not None:
            back = np.empty(len(rows), np.int64)
            back[rows] = np.arange(len(rows))
            array = arrow.take(array, pa.array(back))
        return array

    def _joined(self, start: Longs, length: Longs, end: Longs) -> tuple[Bytes, bool]:
        raw = np.frombuffer(self._data, np.uint8)
        if bool((start[1:] >= end[:-1]).all()):
            low, high = int(start[0]), int(end[-1])
            some = np.flatnonzero(length)
            edge = np.zeros(high - low + 1, np.int8)
            edge[start[some] - low] = 1
            edge[end[some] - low] = -1
            values = raw[low:high][np.cumsum(edge[:-1], dtype=np.int8).view(np.bool_)]
        else:
            values = raw[spans(start, length)]
        return values, bool(len(values)) and bool((values >= 0x80).any())


def _forms(text: str) -> set[bytes]:
    """The text as MUTF-8 and as plain UTF-8, mostly the same; nothing with a lone surrogate is looked up."""
    if any("\ud800" <= c <= "\udfff" for c in text):
        return set()
    halves = "".join(map(chr, memoryview(text.encode("utf-16-le")).cast("H")))
    return {text.encode(), halves.encode("utf-8", "surrogatepass").replace(b"\0", b"\xc0\x80")}


def decode(raw: bytes) -> str:
    """MUTF-8 to text; lone surrogates are kept, anything else wrong becomes U+FFFD."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    try:
        text = raw.replace(b"\xc0\x80", b"\0").decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _mended(array: pa.StringArray, values: Bytes, limits: Ints) -> pa.StringArray:
    """Strings that are MUTF-8 but no UTF-8, decoded one by one and put back into their places."""
    lead = np.flatnonzero((values[:-1] == 0xC0) | (values[:-1] == 0xED) & (values[1:] >= 0xA0))
    suspects = order.distinct(np.searchsorted(limits, lead, side="right") - 1)
    fixed = _replaced(array, suspects, values, limits)
    try:
        fixed.validate(full=True)
    except pa.ArrowInvalid:
        suspects = order.distinct(np.searchsorted(limits, np.flatnonzero(values >= 0x80), side="right") - 1)
        fixed = _replaced(array, suspects, values, limits)
    return fixed


def _replaced(array: pa.StringArray, places: Longs, values: Bytes, limits: Ints) -> pa.StringArray:
    if not len(places):
        return array
    raw = values.tobytes()
    texts = []
    for low, high in zip(limits[places].tolist(), limits[places + 1].tolist(), strict=True):
        text = decode(raw[low:high])
        texts.append(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    mask = np.zeros(len(array), np.bool_)
    mask[places] = True
    return arrow.call("replace_with_mask", array, pa.array(mask), pa.array(texts, pa.string()))
