"""Bodies that are packed or encoded as a whole and do not say so: gzip, zlib, base64, hexadecimal digits."""

from __future__ import annotations

import binascii
import re
import zlib
from base64 import b64decode
from typing import Final

MAX_BYTES: Final = 1 << 16
MAX_LAYERS: Final = 3
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}\s*\Z").match
_HEX: Final = re.compile(rb"(?:[0-9A-Fa-f]{2}){8,}\s*\Z").match
_FLAT: Final = bytes.maketrans(b"-_", b"+/")


def opened(body: bytes) -> tuple[str, bytes] | None:
    """(what it was in, outermost first and joined by +; what is inside), or None if it is in nothing."""
    codings: list[str] = []
    while len(codings) < MAX_LAYERS:
        layer = unpacked(body) or _decoded(body)
        if layer is None:
            break
        codings.append(layer[0])
        body = layer[1]
    return ("+".join(codings), body) if codings else None


def unpacked(body: bytes) -> tuple[str, bytes] | None:
    """(gzip or deflate, the first bytes inside) by the mark in front (RFC 1952, RFC 1950)."""
    if body[:3] == b"\x1f\x8b\x08":
        name = "gzip"
    elif body[:1] == b"\x78" and len(body) > 8 and int.from_bytes(body[:2], "big") % 31 == 0:
        name = "deflate"
    else:
        return None
    try:
        inside = zlib.decompressobj(47).decompress(body[:MAX_BYTES], MAX_BYTES)
    except zlib.error:
        return None
    return (name, inside) if inside else None


def _decoded(body: bytes) -> tuple[str, bytes] | None:
    """Only where what is inside is text or packed: any word of letters is base64 of something."""
    text = body[:MAX_BYTES]
    if _HEX(text):
        name, inside = "hex", bytes.fromhex(text.decode("ascii"))
    elif _BASE64(text):
        text = text.strip().translate(_FLAT)
        text = text[: len(text) & ~3] if len(body) > MAX_BYTES else text + b"=" * (-len(text) % 4)
        try:
            name, inside = "base64", b64decode(text)
        except (binascii.Error, ValueError):
            return None
    else:
        return None
    return (name, inside) if unpacked(inside) or _is_text(inside) else None


def _is_text(inside: bytes) -> bool:
    try:
        text = inside.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(text) >= 6 and all(c.isprintable() or c in "\t\r\n" for c in text[:512])
