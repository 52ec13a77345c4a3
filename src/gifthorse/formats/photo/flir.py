"""FLIR's records in APP1 segments: camera and lens numbers, position, and the pictures that lie in them.

No document of the maker's is public; layout as ExifTool's documentation lists it, checked against real photos.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Tag, in_pieces
from gifthorse.formats.photo.text import decoded

RECORDS_LIMIT: Final = 200
_CAMERA, _GPS, _RAW, _EMBEDDED, _PALETTE = 0x20, 0x2B, 0x01, 0x0E, 0x22
_TEXTS: Final = (
    (0x00D4, 32, "CameraModel"),
    (0x00F4, 16, "CameraPartNumber"),
    (0x0104, 16, "CameraSerialNumber"),
    (0x0114, 16, "CameraSoftware"),
    (0x0170, 32, "LensModel"),
    (0x0190, 16, "LensPartNumber"),
    (0x01A0, 16, "LensSerialNumber"),
)
_DEGREES: Final = 0x0C
_STARTS: Final = ((b"\xff\xd8\xff", "jpeg"), (b"\x89PNG", "png"))


def parse(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read the directory of records and those that identify a camera or a place."""
    if not window.at(0, b"FFF\0") or len(window) < 64:
        return
    window.claim(0, len(window), f"{prefix}.records")
    order = ">" if window.number(">I", 0x14) < 0x1000 else "<"
    at, count = window.number(order + "I", 0x18), min(window.number(order + "I", 0x1C), RECORDS_LIMIT)
    for n in range(count):
        entry = window.part(at + 32 * n, 32)
        if len(entry) < 32:
            return
        kind, start, length = entry.number(order + "H", 0), entry.number(order + "I", 12), entry.number(order + "I", 16)
        record = window.part(start, length)
        if kind == _CAMERA:
            for offset, size, name in _TEXTS:
                _text(record, found, offset, size, name)
        elif kind == _GPS:
            _position(record, found)
        elif kind in (_RAW, _EMBEDDED):
            _picture(record, found, "preview" if kind == _EMBEDDED else "thermal")
    yield from ()


def _text(record: Window, found: Found, offset: int, size: int, name: str) -> None:
    value = decoded(record.data[offset : offset + size].tobytes())
    if value and value.isprintable():
        found.tag(Tag("flir", name, None, "text", value, value, record.offset(offset), size))


def _position(record: Window, found: Found) -> None:
    """Whether the position holds, its hemispheres, then degrees as doubles."""
    if len(record) < 0x20:
        return
    order = "<" if record.data[0] else ">"
    if record.number(order + "I", 0) != 1:
        return
    latitude, longitude = struct.unpack_from(order + "dd", record.data, 0x10)
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        for name, value, at in (("GPSLatitude", latitude, 0x10), ("GPSLongitude", longitude, 0x18)):
            found.tag(Tag("gps", name, None, "double", value, f"{value:.8g}", record.offset(at), 8))
        for name, at in (("GPSLatitudeRef", 8), ("GPSLongitudeRef", 10)):
            mark = decoded(record.data[at : at + 2].tobytes())
            found.tag(Tag("gps", name, None, "text", mark, mark, record.offset(at), 2))


def _picture(record: Window, found: Found, role: str) -> None:
    for signature, kind in _STARTS:
        at = record.data[:64].tobytes().find(signature)
        if at >= 0:
            found.picture(in_pieces(kind, role, record.part(at)))
