"""Multi-picture files: further JPEGs behind the first one. CIPA DC-007.

Offsets count from the beginning of the MPF block, which lies somewhere in the file, so the file's own window is needed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from gifthorse.formats.photo import tiff
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Picture, Tag

_ROLES: Final = {
    0x030000: "primary",
    0x010001: "preview",
    0x010002: "preview",
    0x020001: "panorama",
    0x020002: "stereo",
    0x020003: "angle",
    0x050000: "gain-map",
}


def parse(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read the index of pictures. Their places are relative to the file, so they are added as pictures at once."""
    base = window.offset(0)
    inner = Found()
    yield from tiff.parse(window, inner, prefix, top="mpf")
    size = window.canvas.size
    for tag in inner.tags:
        if tag.number != 0xB002 or not isinstance(tag.value, bytes):
            named = {0xB000: "MPFVersion", 0xB001: "NumberOfImages", 0xB003: "ImageUIDList"}.get(tag.number or 0)
            found.tag(Tag("mpf", named or tag.name, tag.number, tag.type, tag.value, tag.text, tag.offset, tag.length))
            continue
        order = "<" if window.at(0, b"II") else ">"
        for at in range(0, len(tag.value) - 15, 16):
            attribute, length, offset = struct.unpack_from(order + "III", tag.value, at)
            role = _ROLES.get(attribute & 0xFFFFFF, "preview")
            if not offset or role == "primary":
                continue
            place = base + offset
            if place >= size:
                window.canvas.problem("A further picture of a multi-picture file lies outside the file.")
                continue
            length = min(length, size - place)
            found.picture(Picture("jpeg", role, place, length, None, None, declared=True))
