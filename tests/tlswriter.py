"""TLS messages built by hand, for the cases that no library would send."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

RANDOM = bytes(range(32))


def numbers(values: Iterable[int], width: int = 2) -> bytes:
    """16-bit numbers behind their length in bytes."""
    body = b"".join(struct.pack(">H", v) for v in values)
    return len(body).to_bytes(width, "big") + body


def sni(name: bytes) -> bytes:
    return struct.pack(">HBH", len(name) + 3, 0, len(name)) + name


def alpn(*names: bytes) -> bytes:
    body = b"".join(bytes((len(n),)) + n for n in names)
    return struct.pack(">H", len(body)) + body


def extensions(pairs: Iterable[tuple[int, bytes]]) -> bytes:
    body = b"".join(struct.pack(">HH", kind, len(value)) + value for kind, value in pairs)
    return struct.pack(">H", len(body)) + body


def client_hello(
    ciphers: Sequence[int] = (0x1301, 0xC02F),
    pairs: Iterable[tuple[int, bytes]] = (),
    *,
    version: int = 0x0303,
    session: bytes = b"",
    cookie: bytes | None = None,
) -> bytes:
    """The body of a ClientHello; a cookie makes it a DTLS one."""
    middle = b"" if cookie is None else bytes((len(cookie),)) + cookie
    head = struct.pack(">H", version) + RANDOM + bytes((len(session),)) + session + middle
    return head + numbers(ciphers) + b"\x01\x00" + extensions(pairs)


def server_hello(
    cipher: int = 0x1301, pairs: Iterable[tuple[int, bytes]] = (), *, version: int = 0x0303, random: bytes = RANDOM
) -> bytes:
    return struct.pack(">H", version) + random + b"\0" + struct.pack(">HB", cipher, 0) + extensions(pairs)


def message(kind: int, body: bytes) -> bytes:
    return bytes((kind,)) + len(body).to_bytes(3, "big") + body


def record(kind: int, payload: bytes, version: int = 0x0301) -> bytes:
    return struct.pack(">BHH", kind, version, len(payload)) + payload


def datagram(kind: int, body: bytes, *, number: int = 0, cut: int | None = None) -> list[bytes]:
    """A DTLS 1.2 handshake message as records of at most `cut` bytes of it each."""
    found = []
    for at in range(0, len(body), cut or len(body) or 1):
        piece = body[at : at + (cut or len(body))]
        head = bytes((kind,)) + len(body).to_bytes(3, "big") + struct.pack(">H", number)
        payload = head + at.to_bytes(3, "big") + len(piece).to_bytes(3, "big") + piece
        found.append(b"\x16\xfe\xfd" + bytes(8) + struct.pack(">H", len(payload)) + payload)
    return found
