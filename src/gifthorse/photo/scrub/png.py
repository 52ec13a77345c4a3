"""PNG: the chunks that draw the picture are copied, nothing else."""

from __future__ import annotations

import struct
import zlib
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.photo.read import read
from gifthorse.photo.scrub import orientation, profile

_DRAWING: Final = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB cICP mDCV cLLI sBIT bKGD acTL fcTL fdAT".split())
PROFILE_BYTES: Final = 16 << 20


def scrub(data: memoryview) -> bytes:
    """The copy. Raises FormatError when a chunk is cut short."""
    turned = orientation.of(read(data))
    made = [data[:8].tobytes()]
    at = 8
    while at + 12 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8].tobytes()
        end = at + 12 + length
        if end > len(data):
            raise FormatError("A chunk is cut short, so the picture cannot be copied.", at)
        if kind in _DRAWING:
            made.append(_chunk(kind, data[at + 8 : end - 4].tobytes()))
        elif kind == b"iCCP" and (kept := _profile(data[at + 8 : end - 4].tobytes())):
            made.append(_chunk(b"iCCP", b"c\0\0" + zlib.compress(kept, 9)))
        if kind == b"IHDR" and turned != 1:
            made.append(_chunk(b"eXIf", orientation.block(turned)))
        at = end
        if kind == b"IEND":
            return b"".join(made)
    raise FormatError("The picture has no end, so it cannot be copied.", at)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _profile(raw: bytes) -> bytes | None:
    try:
        packed = raw[raw.index(b"\0") + 2 :]
        return profile.neutral(zlib.decompressobj().decompress(packed, PROFILE_BYTES))
    except (ValueError, zlib.error):
        return None
