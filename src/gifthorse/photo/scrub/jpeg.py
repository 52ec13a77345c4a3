"""JPEG: the segments that decode the picture are copied, nothing else."""

from __future__ import annotations

import re
import struct
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.jpeg import SCAN_END, parse
from gifthorse.formats.photo.model import Found
from gifthorse.formats.photo.read import read
from gifthorse.photo.scrub import orientation, profile

_MARKER: Final = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
_DECODING: Final = frozenset((*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF)) - {0xC8}
_PIECE: Final = 65_519  # of a profile in one segment


def scrub(data: memoryview) -> bytes:
    """The copy. Raises FormatError when the picture is cut short."""
    made = [b"\xff\xd8"]
    turned = orientation.of(read(data))
    if turned != 1:
        made.append(_segment(0xE1, b"Exif\0\0" + orientation.block(turned)))
    made += _profile(data)
    at = 2
    while at < len(data):
        match = _MARKER.search(data, at)
        if match is None:
            raise FormatError("The picture is cut short, so it cannot be copied.", at)
        marker, after = match[1][0], match.end()
        if marker == 0xD9:
            return b"".join((*made, b"\xff\xd9"))
        if marker in (0xD8, 0x01):
            at = after
            continue
        end = after + int.from_bytes(data[after : after + 2])
        if end > len(data) or end < after + 2:
            raise FormatError("A segment is cut short, so the picture cannot be copied.", at)
        if marker in _DECODING:
            made.append(b"\xff" + bytes([marker]) + data[after:end].tobytes())
        elif marker == 0xEE and data[after + 2 : after + 7].tobytes() == b"Adobe" and end - after >= 14:
            # Which colours the components are: without it a decoder would guess
            made.append(_segment(0xEE, b"Adobe\0\x64\0\0\0\0" + data[after + 13 : after + 14].tobytes()))
        at = end
        if marker == 0xDA:
            following = SCAN_END.search(data, at)
            stop = following.start() if following else len(data)
            made.append(data[at:stop].tobytes())
            at = stop
    raise FormatError("The picture has no end mark, so it cannot be copied.", len(data))


def _profile(data: memoryview) -> list[bytes]:
    window = Window.whole(data)
    whole = next((n.window.data.tobytes() for n in parse(window, Found(), "") if n.kind == "icc"), None)
    kept = profile.neutral(whole) if whole else None
    if not kept:
        return []
    pieces = [kept[i : i + _PIECE] for i in range(0, len(kept), _PIECE)]
    head = b"ICC_PROFILE\0"
    return [_segment(0xE2, head + bytes((n, len(pieces))) + piece) for n, piece in enumerate(pieces, 1)]


def _segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body
