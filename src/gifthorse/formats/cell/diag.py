"""Qualcomm's diagnostic protocol as QMDL files hold it: HDLC frames, in them log packets.

A frame ends with 0x7e and is escaped by 0x7d; its last two bytes are the CRC of X.25. Only log packets (0x10) are read,
also inside the envelope of phones with two SIMs (0x98).
"""

from __future__ import annotations

import binascii
import struct
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

LOG: Final = 0x10
MULTI: Final = 0x98
COMMANDS: Final = frozenset(
    {0x00, 0x10, 0x1C, 0x1D, 0x4B, 0x60, 0x63, 0x73, 0x79, 0x7C, 0x7D, 0x80, 0x92, 0x98, 0x99, 0x9C, 0x9D, 0x9E}
)
"""What real files begin with."""
FRAME_LIMIT: Final = 1 << 18
"""Bytes of one frame; log packets say their length in 16 bits and may double by escapes."""
EPOCH: Final = 315_964_800  # 1980-01-06, in which GPS and with it the modem counts
_LOG: Final = struct.Struct("<BBHHHQ")
_REFLECTED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


class Log(Struct, frozen=True):
    """One log packet. `time` is in nanoseconds since 1970; before the modem heard of a network it counts from 1980."""

    code: int
    time: int
    body: bytes
    subscription: int | None = None


def crc(data: bytes) -> int:
    """CRC-16/X-25, by way of the unreflected CRC that the standard library has."""
    mirrored = binascii.crc_hqx(data.translate(_REFLECTED), 0xFFFF)
    return (_REFLECTED[mirrored & 0xFF] << 8 | _REFLECTED[mirrored >> 8]) ^ 0xFFFF


def unescaped(frame: bytes) -> bytes:
    """A frame without its escapes."""
    if b"\x7d" not in frame:
        return frame
    return frame.replace(b"\x7d\x5e", b"\x7e").replace(b"\x7d\x5d", b"\x7d")


def packet(frame: bytes) -> bytes | None:
    """What a frame holds; None where its CRC says that it is damaged."""
    data = unescaped(frame)
    if len(data) < 3 or crc(data[:-2]) != int.from_bytes(data[-2:], "little"):
        return None
    return data[:-2]


def frames(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Each frame of a file with its offset, and whether it ended; what is longer than any frame comes in pieces."""
    held, at = b"", 0
    for piece in pieces:
        parts = (held + piece).split(b"\x7e")
        held = parts.pop()
        for part in parts:
            yield at, part, True
            at += len(part) + 1
        while len(held) > FRAME_LIMIT:
            yield at, held[:FRAME_LIMIT], False
            at += FRAME_LIMIT
            held = held[FRAME_LIMIT:]
    if held:
        yield at, held, False


def log(data: bytes) -> Log | None:
    """The log packet in the content of a frame; None for other packets and what contradicts itself."""
    subscription = None
    if data[:1] == bytes([MULTI]) and len(data) > 8:
        subscription = int.from_bytes(data[4:8], "little") if data[4:8] != b"\xff\xff\xff\xff" else None
        data = data[8:]
    if len(data) < _LOG.size or data[0] != LOG:
        return None
    _, _, outer, inner, code, stamp = _LOG.unpack_from(data)
    if outer != inner or not 12 <= inner <= len(data) - 4:
        return None
    return Log(code, nanoseconds(stamp), data[16 : 4 + inner], subscription)


def nanoseconds(stamp: int) -> int:
    """Time since 1970: the upper 48 bits count 1.25 ms, the lower 16 the 40,960th part of a millisecond."""
    return EPOCH * 1_000_000_000 + (stamp >> 16) * 1_250_000 + (stamp & 0xFFFF) * 1_000_000 // 40_960


def looks_like(head: bytes) -> bool:
    """Whether a file that begins so is a QMDL: its first frames end, and most of their CRCs are right."""
    if head[:1] not in _FIRST or b"\x7e" not in head:
        return False
    begun = head.split(b"\x7e", 9)[:-1][:8]
    content = [packet(frame) for frame in begun if frame]
    good = [data for data in content if data is not None]
    return bool(good) and len(good) * 2 >= len(content) and any(data[0] in (LOG, MULTI) for data in good)


_FIRST: Final = frozenset(bytes([command]) for command in COMMANDS)
