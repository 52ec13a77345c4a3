"""WebP: the chunks of its RIFF file. RFC 9649."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested

CHUNKS_LIMIT: Final = 20_000
_KNOWN: Final = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF", b"XMP ", b"C2PA")
_INSIDE: Final = {b"ICCP": "icc", b"XMP ": "xmp", b"C2PA": "jumbf"}


def parse(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read the chunks of a WebP file; what follows is yielded as `trailer`."""
    data = window.data
    size = int.from_bytes(data[4:8], "little") + 8
    window.claim(0, 12, f"{prefix}.header")
    if size > len(data):
        window.canvas.problem("The file is shorter than it says.")
    at, end = 12, min(size, len(data))
    for _ in range(CHUNKS_LIMIT):
        if at + 8 > end:
            break
        kind, length = data[at : at + 4].tobytes(), int.from_bytes(data[at + 4 : at + 8], "little")
        label = f"{prefix}.{kind.decode('latin-1').strip()}" if kind.isascii() else f"{prefix}.{kind.hex()}"
        window.claim(at, 8 + length + (length & 1), label, known=kind in _KNOWN)
        found.order.append(label)
        inner = window.part(at + 8, length)
        _size(inner, found, kind)
        if kind == b"EXIF":
            head = 6 if inner.data[:6].tobytes() == b"Exif\0\0" else 0
            yield Nested("tiff", inner.part(head), f"{label}.exif")
        elif kind in _INSIDE:
            yield Nested(_INSIDE[kind], inner, f"{label}.{_INSIDE[kind]}")
        at += 8 + length + (length & 1)
    if at < len(data):
        yield Nested("trailer", window.part(at), f"{prefix}.trailer")


def _size(inner: Window, found: Found, kind: bytes) -> None:
    head = inner.data[:16].tobytes()
    if kind == b"VP8X" and len(head) >= 10:
        found.width = int.from_bytes(head[4:7], "little") + 1
        found.height = int.from_bytes(head[7:10], "little") + 1
    elif found.width:
        return
    elif kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        found.width = int.from_bytes(head[6:8], "little") & 0x3FFF
        found.height = int.from_bytes(head[8:10], "little") & 0x3FFF
    elif kind == b"VP8L" and head[:1] == b"\x2f":
        bits = int.from_bytes(head[1:5], "little")
        found.width, found.height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
