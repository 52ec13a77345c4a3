"""The blocks of a pcapng file that hold no packet: interfaces, what was lost, secrets, names of apps."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from gifthorse.formats.capture import pcapdroid
from gifthorse.formats.capture.capture import Capture
from gifthorse.formats.capture.packets import Interface

INTERFACE: Final = 1
STATISTICS: Final = 5
SECRETS: Final = 10
CUSTOM: Final = (0x00000BAD, 0x40000BAD)
TLS_KEY_LOG: Final = 0x544C534B
INTERFACES_LIMIT: Final = 10_000
SECRETS_LIMIT: Final = 64 << 20
OPTIONS_LIMIT: Final = 64


def length(block: bytes, order: str) -> int:
    """The whole length that a block says it has."""
    return int(struct.unpack_from(f"{order}I", block, 4)[0])


def take(capture: Capture, kind: int, block: bytes, order: str, first: int) -> None:
    """Take note of a block without packets; `first` is the number of its section's first interface."""
    if kind == INTERFACE and len(block) >= 20:
        if len(capture.interfaces) < INTERFACES_LIMIT:
            capture.interfaces.append(_interface(block, order))
    elif kind == STATISTICS and len(block) >= 24:
        _statistics(capture, block, order, first)
    elif kind == SECRETS and len(block) >= 20:
        what, size = struct.unpack_from(f"{order}II", block, 8)
        if what == TLS_KEY_LOG and sum(map(len, capture.secrets)) + size <= SECRETS_LIMIT:
            capture.secrets.append(block[16 : min(16 + size, len(block) - 4)])
    elif kind in CUSTOM and (app := pcapdroid.named(block[8:-4], order)):
        uid, package, name = app
        if len(capture.apps) < pcapdroid.APPS_LIMIT:
            capture.apps.setdefault(uid, (package, name))


def _options(block: bytes, at: int, order: str) -> Iterator[tuple[int, bytes]]:
    for _ in range(OPTIONS_LIMIT):
        if at + 8 > len(block):
            return
        code, size = struct.unpack_from(f"{order}HH", block, at)
        if not code or at + 8 + size > len(block):
            return
        yield code, block[at + 4 : at + 4 + size]
        at += 4 + (size + 3 & ~3)


def _interface(block: bytes, order: str) -> Interface:
    link_type, _, snaplen = struct.unpack_from(f"{order}HHI", block, 8)
    name, ticks, offset, fcs = "", 1_000_000, 0, 0
    for code, value in _options(block, 16, order):
        if code == 2:
            name = value.rstrip(b"\0").decode("utf-8", "replace")
        elif code == 9 and value:
            ticks = 1 << (value[0] & 0x7F) if value[0] & 0x80 else 10 ** value[0]
        elif code == 13 and value:
            fcs = value[0]
        elif code == 14 and len(value) == 8:
            offset = struct.unpack(f"{order}q", value)[0]
    return Interface(link_type, snaplen, name, ticks, offset, fcs)


def _statistics(capture: Capture, block: bytes, order: str, first: int) -> None:
    """Packets that the interface and the operating system lost; each block counts from the beginning."""
    number = first + struct.unpack_from(f"{order}I", block, 8)[0]
    lost = [struct.unpack(f"{order}Q", v)[0] for c, v in _options(block, 20, order) if c in (5, 7) and len(v) == 8]
    if lost:
        capture.lost[number] = min(sum(lost), 1 << 62)
        capture.dropped = min(sum(capture.lost.values()), (1 << 63) - 1)
