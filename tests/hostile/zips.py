"""Zips written by hand: entries that share their bytes, lie about their sizes or have names no zip tool would write."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Packed:
    """Bytes as they lie in a zip, and what the directory says of them."""

    data: bytes
    size: int
    method: int = 8


def packed(data: bytes, *, size: int | None = None) -> Packed:
    """Deflated bytes; `size` is a lie."""
    made = zlib.compressobj(9, zlib.DEFLATED, -15)
    return Packed(made.compress(data) + made.flush(), len(data) if size is None else size)


def zeros(size: int, before: bytes = b"", *, claimed: int | None = None) -> Packed:
    """So many zero bytes behind `before`, a thousand to one."""
    made = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bytes(1 << 20)
    parts = [made.compress(before)] + [made.compress(block) for _ in range(size >> 20)]
    return Packed(b"".join(parts) + made.flush(), len(before) + size if claimed is None else claimed)


def written(members: Iterable[tuple[str | bytes, Packed]]) -> bytes:
    """The zip. The same `Packed` object given twice is there once: both entries point at it."""
    out, directory, count = bytearray(), bytearray(), 0
    places: dict[int, int] = {}
    for name, one in members:
        raw = name.encode("utf-8", "surrogateescape") if isinstance(name, str) else name
        at = places.get(id(one))
        if at is None:
            at = places[id(one)] = len(out)
            sizes = len(one.data), one.size & 0xFFFFFFFF
            out += struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, one.method, 0, 33, 0, *sizes, len(raw), 0)
            out += raw + one.data
        sizes = len(one.data), one.size & 0xFFFFFFFF
        directory += struct.pack("<4sHHHHHHIII", b"PK\1\2", 0x314, 20, 0, one.method, 0, 33, 0, *sizes)
        directory += struct.pack("<HHHHHII", len(raw), 0, 0, 0, 0, 0o100644 << 16, at) + raw
        count += 1
    shown = min(count, 0xFFFF)
    return bytes(out + directory) + struct.pack(
        "<4sHHHHIIH", b"PK\5\6", 0, 0, shown, shown, len(directory), len(out), 0
    )
