"""PNG: chunks, texts, EXIF, XMP, profiles, and what follows the end. W3C PNG, third edition."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Tag
from gifthorse.formats.photo.text import decoded

CHUNKS_LIMIT: Final = 20_000
TEXT_BYTES: Final = 16 << 20
_KNOWN: Final = frozenset(
    b"IHDR PLTE IDAT IEND bKGD cHRM gAMA hIST pHYs sBIT sPLT sRGB tRNS tIME iTXt tEXt zTXt iCCP eXIf acTL fcTL fdAT "
    b"caBX cICP mDCV cLLI oFFs pCAL sCAL sTER vpAg orNT caNv iDOT".split()
)


def parse(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read the chunks of a PNG; what follows IEND is yielded as `trailer`."""
    window.claim(0, 8, f"{prefix}.signature")
    at, data = 8, window.data
    for _ in range(CHUNKS_LIMIT):
        if at + 12 > len(data):
            break
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8].tobytes()
        start, end = at + 8, at + 12 + length
        label = kind.decode("latin-1") if kind.isalpha() else kind.hex()
        window.claim(at, end - at, f"{prefix}.{label}", known=kind in _KNOWN)
        if not found.order or found.order[-1] != f"{prefix}.{label}":
            found.order.append(f"{prefix}.{label}")
        inner = window.part(start, length)
        if end > len(data):
            window.canvas.problem("A chunk is cut short by the end of the file.")
        yield from _chunk(inner, found, kind, f"{prefix}.{label}")
        at = end
        if kind == b"IEND":
            break
    if at < len(data):
        yield Nested("trailer", window.part(at), f"{prefix}.trailer")


def _chunk(inner: Window, found: Found, kind: bytes, label: str) -> Iterator[Nested]:
    raw = inner.data[: 1 << 20].tobytes() if kind in (b"tEXt", b"zTXt", b"iTXt", b"iCCP", b"tIME", b"IHDR") else b""
    if kind == b"IHDR" and len(raw) >= 8:
        found.width, found.height = int.from_bytes(raw[:4]), int.from_bytes(raw[4:8])
    elif kind == b"eXIf":
        yield Nested("tiff", inner, f"{label}.exif")
    elif kind == b"caBX":
        yield Nested("jumbf", inner, f"{label}.jumbf")
    elif kind == b"tIME" and len(raw) == 7:
        text = f"{int.from_bytes(raw[:2]):04}:{raw[2]:02}:{raw[3]:02} {raw[4]:02}:{raw[5]:02}:{raw[6]:02}"
        found.tag(Tag("png", "ModifyDate", None, "date", text, text, inner.offset(0), 7))
    elif kind == b"iCCP":
        end = raw.find(b"\0")
        profile = _unpacked(raw[end + 2 :]) if end > 0 else None
        if profile:
            name = decoded(raw[:end])
            found.tag(Tag("png", "ProfileName", None, "text", name, name, inner.offset(0), end))
            yield Nested("icc", Window.whole(profile), f"{label}.icc")
    elif kind in (b"tEXt", b"zTXt", b"iTXt"):
        yield from _text(inner, found, kind, raw, label)


def _text(inner: Window, found: Found, kind: bytes, raw: bytes, label: str) -> Iterator[Nested]:
    keyword, _, rest = raw.partition(b"\0")
    packed = False
    if kind == b"zTXt":
        packed, rest = True, rest[1:]
    elif kind == b"iTXt" and len(rest) > 2:
        packed = rest[0] == 1
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    if packed:
        rest = _unpacked(rest) or b""
    name = decoded(keyword)
    if name == "XML:com.adobe.xmp":
        start = inner.data.tobytes().find(rest[:64]) if not packed else -1
        yield Nested("xmp", inner.part(start) if start >= 0 else Window.whole(rest), f"{label}.xmp")
        return
    if name.startswith("Raw profile type "):
        data = _raw_profile(rest)
        parser = {"exif": "tiff", "APP1": "tiff", "xmp": "xmp", "iptc": "photoshop", "icc": "icc", "icm": "icc"}
        nested = parser.get(name.rpartition(" ")[2])
        if data and nested:
            data = data.removeprefix(b"Exif\0\0") if nested == "tiff" else data
            yield Nested(nested, Window.whole(data), f"{label}.{nested}")
            return
    text = decoded(rest)
    found.tag(Tag("png", name or "Text", None, "text", text, text[:1024], inner.offset(0), len(inner)))


def _raw_profile(text: bytes) -> bytes | None:
    """ImageMagick's way: a newline, the type, the length, then hexadecimal."""
    parts = text.split(None, 2)
    try:
        return bytes.fromhex(parts[2].decode("ascii")) if len(parts) == 3 else None
    except (ValueError, UnicodeDecodeError):
        return None


def _unpacked(packed: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(packed, TEXT_BYTES)
    except zlib.error:
        return None
