"""The Certificate message: a chain as the server sent it (RFC 5246 7.4.2; RFC 8446 4.4.2; compressed: RFC 8879)."""

from __future__ import annotations

from typing import Final

from gifthorse.errors import FormatError, LimitError, UnsupportedError
from gifthorse.formats.http.coding import decoded

MAX_CERTIFICATES: Final = 64
MAX_UNPACKED: Final = 1 << 18
_CODINGS: Final = {1: "deflate", 2: "br", 3: "zstd"}  # IANA, TLS certificate compression


def chain(body: bytes, *, version_13: bool = False) -> list[bytes]:
    """The DER of every certificate, leaf first. What does not fit ends the list."""
    at = 0
    if version_13:
        if not body:
            raise FormatError("The Certificate message is empty.")
        at = 1 + body[0]
    if at + 3 > len(body):
        raise FormatError("The Certificate message is cut short.")
    end = min(at + 3 + int.from_bytes(body[at : at + 3], "big"), len(body))
    at += 3
    found: list[bytes] = []
    while at + 3 <= end and len(found) < MAX_CERTIFICATES:
        length = int.from_bytes(body[at : at + 3], "big")
        at += 3
        if at + length > end:
            break
        if length:
            found.append(body[at : at + length])
        at += length
        if version_13:
            at += 2 + int.from_bytes(body[at : at + 2], "big")
    return found


def unpack(body: bytes) -> bytes:
    """The Certificate message inside a CompressedCertificate."""
    if len(body) < 8:
        raise FormatError("The compressed certificate is cut short.")
    algorithm, length = body[0] << 8 | body[1], int.from_bytes(body[2:5], "big")
    packed = body[8 : 8 + int.from_bytes(body[5:8], "big")]
    if length > MAX_UNPACKED:
        raise LimitError("A compressed certificate claims to be longer than any needs to be.")
    coding = _CODINGS.get(algorithm)
    if coding is None:
        raise UnsupportedError("The certificate is compressed in a way that is not read here.")
    unpacked, complete = decoded(packed, coding)
    if not complete or len(unpacked) != length:
        raise FormatError("The compressed certificate cannot be unpacked.")
    return unpacked
