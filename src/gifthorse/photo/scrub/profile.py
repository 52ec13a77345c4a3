"""Colour profiles reduced to their numbers: no maker, no model, no date, no words. ICC.1:2022, section 7.

sRGB is what viewers assume anyway, so its profile is left out.
"""

from __future__ import annotations

import struct
from typing import Final

TAGS_LIMIT: Final = 100
_NUMBERS: Final = (
    b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"wtpt", b"chad", b"A2B0", b"A2B1", b"A2B2", b"B2A0",
    b"B2A1", b"B2A2", b"cicp",
)  # fmt: skip
# The columns of sRGB's matrix in s15Fixed16, adapted to D50, as every sRGB profile has them to a few units.
_SRGB: Final = ((0x6FA2, 0x38F5, 0x0390), (0x6299, 0xB785, 0x18DA), (0x24A0, 0x0F84, 0xB6CF))
_SLACK: Final = 0x60


def neutral(icc: bytes) -> bytes | None:
    """A profile of the same colours that says nothing else; None for sRGB, and for what is no profile."""
    if len(icc) < 132 or icc[36:40] != b"acsp":
        return None
    tags: dict[bytes, bytes] = {}
    for n in range(min(int.from_bytes(icc[128:132]), TAGS_LIMIT)):
        entry = icc[132 + 12 * n : 144 + 12 * n]
        if len(entry) == 12 and entry[:4] in _NUMBERS:
            start, size = int.from_bytes(entry[4:8]), int.from_bytes(entry[8:12])
            tags[entry[:4]] = icc[start : start + size]
    if not tags or _is_srgb(tags):
        return None
    version = icc[8:12]
    tags[b"desc"] = _text(version[0])
    tags[b"cprt"] = _text(version[0]) if version[0] >= 4 else b"text\0\0\0\0c\0"
    return _written(icc, version, tags)


def _written(icc: bytes, version: bytes, tags: dict[bytes, bytes]) -> bytes:
    table, body = b"", b""
    first = 132 + 12 * len(tags)
    places: dict[bytes, int] = {}
    for name, value in sorted(tags.items()):
        if value not in places:
            places[value] = first + len(body)
            body += value + bytes(-len(value) % 4)
        table += name + struct.pack(">II", places[value], len(value))
    head = bytearray(128)
    head[8:12], head[12:24] = version, icc[12:24]
    head[24:36] = struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    head[36:40] = b"acsp"
    head[64:68], head[68:80] = icc[64:68], icc[68:80]
    head[0:4] = struct.pack(">I", first + len(body))
    return bytes(head) + struct.pack(">I", len(tags)) + table + body


def _text(version: int) -> bytes:
    if version >= 4:
        return b"mluc\0\0\0\0\0\0\0\1\0\0\0\x0cenUS\0\0\0\2\0\0\0\x1c\0c"
    return b"desc\0\0\0\0\0\0\0\2c\0" + bytes(4 + 4 + 2 + 1 + 67)


def _is_srgb(tags: dict[bytes, bytes]) -> bool:
    for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), _SRGB, strict=True):
        value = tags.get(name, b"")
        if len(value) < 20:
            return False
        numbers = struct.unpack(">iii", value[8:20])
        if any(abs(a - b) > _SLACK for a, b in zip(numbers, column, strict=True)):
            return False
    return True
