"""The one tag that a copy may need: which side is up. A TIFF block of a single entry."""

from __future__ import annotations

import struct

from gifthorse.formats.photo.model import Photo


def of(photo: Photo) -> int:
    """The orientation of a photo, 1 where none is said."""
    tag = photo.first("Orientation", "ifd0")
    return tag.value if tag and isinstance(tag.value, int) and 1 <= tag.value <= 8 else 1


def block(orientation: int) -> bytes:
    """EXIF with nothing but the orientation."""
    return b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)
