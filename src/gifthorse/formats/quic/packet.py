"""Long headers of QUIC packets (RFC 8999, RFC 9000 section 17, RFC 9369) and the numbers in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

V1: Final = 1
V2: Final = 0x6B3343CF
INITIAL: Final = 0
ZERO_RTT: Final = 1
HANDSHAKE: Final = 2
RETRY: Final = 3
NEGOTIATION: Final = 4

MAX_ID: Final = 20
MAX_PACKETS: Final = 16  # in one datagram


class Packet(NamedTuple):
    """One long-header packet: `number_at` is where its protected packet number begins, `end` is behind it."""

    kind: int
    version: int
    destination: bytes
    source: bytes
    start: int
    number_at: int
    end: int


def varint(data: bytes, at: int) -> tuple[int, int]:
    """(value, offset behind it); value -1 where the data ends."""
    if at >= len(data):
        return -1, at
    size = 1 << (data[at] >> 6)
    if at + size > len(data):
        return -1, at
    return int.from_bytes(data[at : at + size], "big") & ((1 << 8 * size - 2) - 1), at + size


def is_known(version: int) -> bool:
    """Version 1, version 2, or one of the drafts that were in wide use (23 to 34, and Facebook's of that age)."""
    return version in (V1, V2) or 0xFF000017 <= version <= 0xFF000022 or version in (0xFACEB002, 0xFACEB00E)


def version_name(version: int) -> str:
    """A version for a reader, such as QUIC 1."""
    if version in (V1, V2):
        return "QUIC 1" if version == V1 else "QUIC 2"
    if version >> 8 == 0xFF0000:
        return f"QUIC draft {version & 0xFF}"
    return f"QUIC 0x{version:08x}"


def is_initial(data: bytes) -> bool:
    """Whether a datagram begins with an Initial packet of a known version."""
    if len(data) < 24 or data[0] & 0xC0 != 0xC0:
        return False
    version = int.from_bytes(data[1:5], "big")
    return is_known(version) and _kind(data[0], version) == INITIAL and data[5] <= MAX_ID


def packets(data: bytes) -> Iterator[Packet]:
    """The long-header packets of one datagram, in order; ends at the first thing that is none."""
    at = 0
    for _ in range(MAX_PACKETS):
        packet = _packet(data, at)
        if packet is None:
            return
        yield packet
        at = packet.end


def _kind(first: int, version: int) -> int:
    kind = first >> 4 & 3
    return (kind - 1) & 3 if version == V2 else kind


def _packet(data: bytes, at: int) -> Packet | None:
    start, end = at, len(data)
    if at + 7 > end or not data[at] & 0x80:
        return None
    version = int.from_bytes(data[at + 1 : at + 5], "big")
    at += 5
    ids: list[bytes] = []
    for _ in range(2):
        if at >= end or data[at] > MAX_ID or at + 1 + data[at] > end:
            return None
        ids.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    if version == 0:
        return Packet(NEGOTIATION, version, ids[0], ids[1], start, at, end)
    if not is_known(version):
        return None
    kind = _kind(data[start], version)
    if kind == RETRY:
        return Packet(kind, version, ids[0], ids[1], start, at, end)
    if kind == INITIAL:
        token, at = varint(data, at)
        if token < 0:
            return None
        at += token
    length, at = varint(data, at)
    if length < 20 or at + length > end:
        return None
    return Packet(kind, version, ids[0], ids[1], start, at, at + length)
