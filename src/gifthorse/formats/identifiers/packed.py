"""Bodies that are packed or encoded as a whole and do not say so: gzip, zlib, base64, hexadecimal digits."""

from __future__ import annotations

import binascii
import re
import struct
import zlib
from base64 import b64decode
from collections.abc import Iterator
from typing import Final

MAX_BYTES: Final = 1 << 16
MAX_LAYERS: Final = 3
MAX_MEMBERS: Final = 4
MEMBER: Final = MAX_BYTES // MAX_MEMBERS
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}\s*\Z").match
_HEX: Final = re.compile(rb"(?:[0-9A-Fa-f]{2}){8,}\s*\Z").match
_FLAT: Final = bytes.maketrans(b"-_", b"+/")


def opened(body: bytes) -> tuple[str, bytes] | None:
    """(what it was in, outermost first and joined by +; what is inside), or None if it is in nothing."""
    codings: list[str] = []
    while len(codings) < MAX_LAYERS:
        layer = unpacked(body) or _decoded(body) or _masked(body)
        if layer is None:
            break
        codings.append(layer[0])
        body = layer[1]
    return ("+".join(codings), body) if codings else None


def unpacked(body: bytes) -> tuple[str, bytes] | None:
    """(gzip, deflate or zip, the first bytes inside) by the mark in front (RFC 1952, RFC 1950, PKWARE's APPNOTE)."""
    if body[:4] == b"PK\3\4":
        inside = b"\n".join(_members(body[:MAX_BYTES]))
        return ("zip", inside) if inside else None
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


def _members(archive: bytes) -> Iterator[bytes]:
    """What the first files of an archive hold, as far as their sizes stand in front of them."""
    at = 0
    for _ in range(MAX_MEMBERS):
        if archive[at : at + 4] != b"PK\3\4" or at + 30 > len(archive):
            return
        flags, method = struct.unpack_from("<HH", archive, at + 6)
        size, _, name, extra = struct.unpack_from("<IIHH", archive, at + 18)
        start = at + 30 + name + extra
        packed = archive[start : start + size] if size else archive[start:]
        if flags & 1 or method not in (0, 8):
            return
        inflater = zlib.decompressobj(-15)
        try:
            yield (
                inflater.decompress(packed, MAX_BYTES // MAX_MEMBERS) if method else packed[: MAX_BYTES // MAX_MEMBERS]
            )
        except zlib.error:
            return
        if not size:  # it stands behind the data, which ends where the inflater says
            start = len(archive) - len(inflater.unused_data) if inflater.eof else len(archive)
            start += 16 if archive[start : start + 4] == b"PK\x07\x08" else 12
        at = start + size


def _masked(body: bytes) -> tuple[str, bytes] | None:
    """JSON with each byte changed by the same one."""
    body = body[:MAX_BYTES].rstrip(b"\r\n")
    key = body[0] ^ 0x7B if len(body) >= 12 else 0
    if not key or body[1] ^ key != 0x22 or body[-1] ^ key != 0x7D:
        return None
    inside = body.translate(bytes(byte ^ key for byte in range(256)))
    return ("xor", inside) if b'":' in inside and _is_text(inside) else None


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
