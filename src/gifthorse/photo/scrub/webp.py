"""WebP: the chunks that draw the picture are copied, nothing else."""

from __future__ import annotations

import struct
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.photo.read import read
from gifthorse.photo.scrub import orientation, profile

_DRAWING: Final = (b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF")
_ICC, _EXIF, _KEPT_FLAGS = 0x20, 0x08, 0x12  # of VP8X; kept: alpha and animation


def scrub(data: memoryview) -> bytes:
    """The copy. Raises FormatError when a chunk is cut short."""
    turned = orientation.of(read(data))
    drawn, head, colours = [], b"", None
    at, data = 12, data[: int.from_bytes(data[4:8], "little") + 8]  # what lies behind is no part of it
    while at + 8 <= len(data):
        kind, length = data[at : at + 4].tobytes(), int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > len(data):
            raise FormatError("A chunk is cut short, so the picture cannot be copied.", at)
        body = data[at + 8 : at + 8 + length].tobytes()
        if kind in _DRAWING:
            drawn.append(_chunk(kind, body))
        elif kind == b"VP8X":
            head = body
        elif kind == b"ICCP":
            colours = profile.neutral(body)
        at += 8 + length + (length & 1)
    if not drawn:
        raise FormatError("It holds no picture.", 12)
    if colours or turned != 1 or (head[:1] and head[0] & _KEPT_FLAGS):
        flags = (head[0] & _KEPT_FLAGS if head else 0) | (_ICC if colours else 0) | (_EXIF if turned != 1 else 0)
        extended = _chunk(b"VP8X", bytes((flags, 0, 0, 0)) + (head[4:10] or _size(data)))
        drawn = [extended, *([_chunk(b"ICCP", colours)] if colours else []), *drawn]
        drawn += [_chunk(b"EXIF", orientation.block(turned))] if turned != 1 else []
    whole = b"".join(drawn)
    return b"RIFF" + struct.pack("<I", len(whole) + 4) + b"WEBP" + whole


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) & 1)


def _size(data: memoryview) -> bytes:
    photo = read(data)
    return ((photo.width or 1) - 1).to_bytes(3, "little") + ((photo.height or 1) - 1).to_bytes(3, "little")
