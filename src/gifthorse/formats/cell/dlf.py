"""DLF, as QXDM saves it: log packets one after the other, each with its length, code and time; no frames, no CRC."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from gifthorse.formats.cell.diag import Log, nanoseconds

_HEAD: Final = struct.Struct("<HHQ")
_EQUIPMENT: Final = frozenset({0x1, 0x4, 0x5, 0x7, 0xB, 0xD})
_SPAN: Final = 800 * 86_400 * 366 << 16
"""A file's times lie within a year of each other, or at the modem's epoch before it knew the time."""


def logs(pieces: Iterator[bytes]) -> Iterator[tuple[int, Log | None, int]]:
    """Each log packet with its offset and size; None for the bytes from which on nothing can be read."""
    held, at = b"", 0
    for piece in pieces:
        held += piece
        start = 0
        while len(held) - start >= 2:
            size = held[start] | held[start + 1] << 8
            if size < _HEAD.size:
                break
            if len(held) - start < size:
                break
            _, code, stamp = _HEAD.unpack_from(held, start)
            yield at + start, Log(code, nanoseconds(stamp), held[start + _HEAD.size : start + size]), size
            start += size
        held, at = held[start:], at + start
        if len(held) >= 2 and held[0] | held[1] << 8 < _HEAD.size:
            break
    rest = len(held) + sum(len(piece) for piece in pieces)
    if rest:
        yield at, None, rest


def looks_like(head: bytes, size: int) -> bool:
    """Whether a file that begins so is one: its packets follow each other, all of them of a modem, at similar times."""
    at = count = 0
    times: list[int] = []
    while at + _HEAD.size <= len(head):
        length, code, stamp = _HEAD.unpack_from(head, at)
        if length < _HEAD.size or code >> 12 not in _EQUIPMENT:
            return False
        times.append(stamp)
        count += 1
        at += length
    known = [time for time in times if time > _SPAN]
    close = not known or max(known) - min(known) < _SPAN
    return close and count > 0 and (at == size or (at > len(head) and count >= 4)) and at <= size
