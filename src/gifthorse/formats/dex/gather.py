"""Reading many scattered numbers of one file at a time: the vectorised ground of the DEX reader."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

NONE: Ints = np.zeros(0, np.int32)
NONE64: Longs = np.zeros(0, np.int64)


def spans(starts: npt.NDArray[Any], counts: npt.NDArray[Any]) -> Longs:
    """All of start, start+1, ... start+count-1 of every span, one span after the other."""
    total = int(counts.sum())
    if not total:
        return NONE64
    ends = np.cumsum(counts, dtype=np.int64)
    return np.repeat(starts.astype(np.int64) - (ends - counts), counts) + np.arange(total, dtype=np.int64)


def offsets(counts: npt.NDArray[Any]) -> Ints:
    """Compressed-row offsets: one more than there are rows."""
    out = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(counts, out=out[1:])
    return out


def affordable(counts: npt.NDArray[Any], budget: int) -> npt.NDArray[Any]:
    """The counts, with 0 from the first row on at which their running sum exceeds the budget.

    Items may be named many times over in a hostile file; the budget keeps what is made from it in
    proportion to its size.
    """
    if int(counts.sum(dtype=np.float64)) <= budget:
        return counts
    return np.where(np.cumsum(counts, dtype=np.float64) <= budget, counts, 0).astype(counts.dtype)


def known(indices: npt.NDArray[Any], size: int) -> Ints:
    """Indices as int32, with -1 for those that point outside a pool of `size`."""
    return np.where((indices >= 0) & (indices < size), indices, -1).astype(np.int32)


class Gather:
    """Little-endian numbers at arrays of byte positions; positions outside the file read as 0."""

    __slots__ = ("_pairs", "_quads", "data", "size")

    def __init__(self, data: Bytes) -> None:
        self.data = data
        self.size = len(data)
        # Overlapping views: element i is the number that starts at byte i, aligned or not.
        self._pairs = np.ndarray((max(self.size - 1, 0),), "<u2", data, 0, (1,))
        self._quads = np.ndarray((max(self.size - 3, 0),), "<u4", data, 0, (1,))

    def u8(self, at: Longs) -> Longs:
        """One byte each."""
        if self._within(at, 1):
            return self.data[at].astype(np.int64)
        inside = (at >= 0) & (at < self.size)
        out = np.zeros(len(at), np.int64)
        out[inside] = self.data[at[inside]]
        return out

    def u16(self, at: Longs) -> Longs:
        """Two bytes each."""
        if self._within(at, 2):
            return self._pairs[at].astype(np.int64)
        return self.u8(at) | self.u8(at + 1) << 8

    def u32(self, at: Longs) -> Longs:
        """Four bytes each."""
        if self._within(at, 4):
            return self._quads[at].astype(np.int64)
        return self.u16(at) | self.u16(at + 2) << 16

    def _within(self, at: Longs, width: int) -> bool:
        return not len(at) or bool(at.min() >= 0 and at.max() <= self.size - width)

    def uleb(self, at: Longs) -> tuple[Longs, Longs]:
        """Unsigned LEB128 of at most five bytes; returns the values and the positions after them."""
        byte = self.u8(at)
        value = byte & 0x7F
        after = at + 1
        more = np.flatnonzero(byte & 0x80)
        for shift in (7, 14, 21, 28):
            if not len(more):
                break
            byte = self.u8(after[more])
            value[more] |= (byte & 0x7F) << shift
            after[more] += 1
            more = more[(byte & 0x80) != 0]
        return value & 0xFFFFFFFF, after

    def sleb(self, at: Longs) -> tuple[Longs, Longs]:
        """Signed LEB128; returns the values and the positions after them."""
        value, after = self.uleb(at)
        bits = np.minimum(7 * (after - at), 32)
        return np.where(value >> (bits - 1) & 1, value - (np.int64(1) << bits), value), after


def uleb(data: bytes | memoryview, at: int) -> tuple[int, int]:
    """One unsigned LEB128 of at most five bytes; 0 bytes are read past the end."""
    value = 0
    for shift in (0, 7, 14, 21, 28):
        byte = data[at] if at < len(data) else 0
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return value & 0xFFFFFFFF, at
