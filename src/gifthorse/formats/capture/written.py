"""Writing packets into a pcapng file, piece by piece.

Source: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html. Times are written in nanoseconds.
"""

from __future__ import annotations

import struct
from typing import Any, BinaryIO, Final

import numpy as np

from gifthorse.formats.capture.packets import Packets
from gifthorse.formats.scattered import Longs

_SECTION: Final = struct.pack("<IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
_HEAD: Final = np.dtype([(name, "<u4") for name in ("type", "size", "interface", "high", "low", "captured", "length")])
_NANOSECONDS: Final = b"\x09"
_FLAGS: Final = (b"", struct.pack("<HHIHH", 2, 4, 1, 0, 0), struct.pack("<HHIHH", 2, 4, 2, 0, 0))
"""The option that says which way a packet went: nothing where it is not known, in, out."""


class Written:
    """A pcapng file of one interface that is being written; `size` is how long it is by now."""

    def __init__(self, file: BinaryIO, link_type: int, name: str) -> None:
        self._file = file
        options = _option(2, name.encode("utf-8", "replace")[:256]) + _option(9, _NANOSECONDS) + bytes(4)
        head = _SECTION + _block(1, struct.pack("<HHI", link_type, 0, 0) + options)
        file.write(head)
        self.size = len(head)

    def add(self, packets: Packets) -> Longs:
        """Write packets; returns where in the file the bytes of each begin."""
        count = len(packets)
        captured = packets.captured.astype(np.int64)
        flags = np.where(packets.direction < 0, 0, np.where(packets.direction == 0, 1, 2))
        size = 32 + ((captured + 3) & ~np.int64(3)) + np.where(flags > 0, len(_FLAGS[1]), 0)
        time = np.maximum(packets.time, 0).astype(np.uint64)
        head = np.zeros(count, _HEAD)
        head["type"], head["size"] = 6, size
        head["high"], head["low"] = time >> np.uint64(32), time & np.uint64(0xFFFFFFFF)
        head["captured"], head["length"] = captured, packets.length
        heads, data = memoryview(head.tobytes()), memoryview(packets.data)  # type: ignore[arg-type]  # a buffer
        pieces: list[Any] = []
        for row, (start, length, whole, flag) in enumerate(
            zip(packets.start.tolist(), captured.tolist(), size.tolist(), flags.tolist(), strict=True)
        ):
            behind = bytes(-length & 3) + _FLAGS[flag] + whole.to_bytes(4, "little")
            pieces += (heads[28 * row : 28 * row + 28], data[start : start + length], behind)
        self._file.write(b"".join(pieces))
        starts: Longs = self.size + np.cumsum(size) - size + 28
        self.size += int(size.sum())
        return starts

    def lost(self, received: int, dropped: int, time: int) -> None:
        """What the interface counted until `time`, in nanoseconds."""
        options = _option(4, struct.pack("<Q", received)) + _option(7, struct.pack("<Q", dropped)) + bytes(4)
        block = _block(5, struct.pack("<III", 0, time >> 32, time & 0xFFFFFFFF) + options)
        self._file.write(block)
        self.size += len(block)


def _option(code: int, value: bytes) -> bytes:
    return struct.pack("<HH", code, len(value)) + value + bytes(-len(value) & 3)


def _block(kind: int, body: bytes) -> bytes:
    size = 12 + len(body)
    return struct.pack("<II", kind, size) + body + struct.pack("<I", size)
