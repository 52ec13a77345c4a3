"""Extensions of hello messages (RFC 8446 section 4.2), each by the numbers IANA registered."""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from gifthorse.formats.shown import shown
from gifthorse.formats.tls.numbers import GREASE, version_rank

SERVER_NAME: Final = 0
MAX_FRAGMENT: Final = 1
STATUS_REQUEST: Final = 5
GROUPS: Final = 10
POINT_FORMATS: Final = 11
SIGNATURE_ALGORITHMS: Final = 13
ALPN: Final = 16
ENCRYPT_THEN_MAC: Final = 22
EXTENDED_MASTER_SECRET: Final = 23
SESSION_TICKET: Final = 35
PRE_SHARED_KEY: Final = 41
EARLY_DATA: Final = 42
SUPPORTED_VERSIONS: Final = 43
KEY_SHARE: Final = 51
KEY_SHARE_DRAFT: Final = 40  # until draft 22 of TLS 1.3
QUIC_PARAMETERS: Final = 57
NEXT_PROTOCOL: Final = 13172
ESNI: Final = 0xFFCE
ECH: Final = 0xFE0D
RENEGOTIATION: Final = 0xFF01

MAX_EXTENSIONS: Final = 1024
MAX_NAMES: Final = 64

_HEAD: Final = struct.Struct(">HH").unpack_from


class Extensions(NamedTuple):
    """A hello's extensions: the types in the order sent, the first value of each type, and whether all fitted."""

    types: tuple[int, ...]
    values: dict[int, bytes]
    whole: bool


def extensions(data: bytes, at: int, end: int) -> Extensions:
    """The extensions between `at`, where their length is told, and `end`; `whole` is False for a cut list."""
    types: list[int] = []
    values: dict[int, bytes] = {}
    if at + 2 > end:
        return Extensions((), values, at == end)
    told = at + 2 + (data[at] << 8 | data[at + 1])
    stop = min(told, end)
    at += 2
    while at + 4 <= stop and len(types) < MAX_EXTENSIONS:
        kind, length = _HEAD(data, at)
        at += 4
        types.append(kind)
        if kind not in values:
            values[kind] = data[at : min(at + length, stop)]
        at += length
    return Extensions(tuple(types), values, at == stop == told)


def numbers(value: bytes | None, width: int = 2) -> tuple[int, ...]:
    """A list of 16-bit numbers that is preceded by its length in `width` bytes; as many as there are."""
    if not value or len(value) < width:
        return ()
    count = min(int.from_bytes(value[:width], "big"), len(value) - width) // 2
    return struct.unpack_from(f">{count}H", value, width)


def server_name(value: bytes | None) -> str | None:
    """The first host name of a server_name extension (RFC 6066)."""
    if value is None or len(value) < 5 or value[2] != 0:
        return None
    length = value[3] << 8 | value[4]
    return shown(value[5 : 5 + length])


def protocols(value: bytes | None) -> tuple[bytes, ...]:
    """The protocols of an ALPN extension (RFC 7301), as bytes: fingerprints are made of them."""
    found: list[bytes] = []
    if not value:
        return ()
    at, end = 2, min(len(value), 2 + int.from_bytes(value[:2], "big"))
    while at < end and len(found) < MAX_NAMES:
        length = value[at]
        found.append(value[at + 1 : min(at + 1 + length, end)])
        at += 1 + length
    return tuple(found)


def key_shares(value: bytes | None) -> tuple[int, ...]:
    """The groups for which a client sent keys."""
    found: list[int] = []
    if not value:
        return ()
    at, end = 2, min(len(value), 2 + int.from_bytes(value[:2], "big"))
    while at + 4 <= end and len(found) < MAX_NAMES:
        group, length = _HEAD(value, at)
        found.append(group)
        at += 4 + length
    return tuple(found)


def best_version(offered: tuple[int, ...], legacy: int) -> int:
    """The highest version a client offers: of its list, GREASE left out, or the field that older servers read."""
    best, best_rank = legacy, -1
    for version in offered:
        if version not in GREASE:
            rank = version_rank(version)
            if rank > best_rank or (rank == best_rank and (best >> 8) in (0x7F, 0xFB) and version > best):
                best, best_rank = version, rank
    return best
