"""The next generation capture file: blocks of many types, each with its length before and behind.

Source: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html. A section header tells the byte order and
begins counting interfaces anew.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from gifthorse.formats.capture import blocks
from gifthorse.formats.capture.capture import TAIL, Capture
from gifthorse.formats.capture.chain import NOTHING, Chain
from gifthorse.formats.capture.comments import options
from gifthorse.formats.capture.packets import UNKNOWN_TIME, Interface, Packets
from gifthorse.formats.capture.window import Pieces
from gifthorse.formats.scattered import Bools, Bytes, Longs, among, firsts, padded, records

SECTION: Final = 0x0A0D0D0A  # the same in both byte orders
ENHANCED: Final = 6
OLD: Final = 2
SIMPLE: Final = 3
PACKETS: Final = (ENHANCED, OLD, SIMPLE)
BLOCK_LIMIT: Final = 256 << 20
STRIDE: Final = 1 << 15  # one cursor each
SEARCHED: Final = 1600
_ORDERS: Final = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}


class Section(Struct, frozen=True):
    """What a section's header says: its byte order, and the number of its first interface in the capture."""

    order: str
    first: int

    def form(self, *fields: tuple[str, str, int], size: int) -> np.dtype[Any]:
        """A layout of (name, type, offset) fields in this byte order."""
        names, kinds, offsets = zip(*fields, strict=True)
        return np.dtype(
            {"names": names, "formats": [f"{self.order}{k}" for k in kinds], "offsets": offsets, "itemsize": size}
        )


def read(capture: Capture, size: int) -> Iterator[Packets]:
    """Every packet, some `size` bytes of file at a time."""
    at, number = 0, 1
    section = Section("<", 0)
    pieces = Pieces(capture.source)
    while True:
        data = pieces.read(at, size)
        block = data[:32].tobytes()
        if len(block) >= 12 and block[:4] == b"\x0a\x0d\x0d\x0a" and block[8:12] in _ORDERS:
            section = Section(_ORDERS[block[8:12]], len(capture.interfaces))
            length = blocks.length(block, section.order)
            if length < 28 or length > len(data):
                if capture.growing and 28 <= length < size:
                    yield Packets.none()
                    continue
                break
            capture.framing += length
            at += length
            continue
        starts, end = beginnings(data, data.size if len(data) < size else data.size - TAIL, section)
        if len(starts):
            types = records(data, starts, section.form(("type", "u4", 0), size=4))["type"]
            stops = np.append(starts[1:], end)
            found = _piece(capture, _Blocks(padded(data, end, TAIL), starts, stops, types, section, at), number)
            if len(found):
                yield found
            at, number = at + end, number + len(found)
            continue
        skipped = _giant(block, len(data), section)
        skipped = skipped if skipped and len(capture.source.range(at + skipped - 4, 4)) == 4 else 0
        if not skipped:
            if capture.growing and _just_ends(block, len(data), section):
                yield Packets.none()
                continue
            break
        capture.framing += skipped
        at += skipped
    capture.ends(at, _why(block, len(data), section, at))


def beginnings(data: Bytes, size: int, section: Section) -> tuple[Longs, int]:
    """Where the blocks begin that end within the first `size` bytes, up to the next section, and where they end."""
    head = section.form(("type", "u4", 0), ("length", "u4", 4), size=8)
    behind = section.form(("length", "u4", 0), size=4)

    def lengths(at: Longs) -> Longs:
        first = records(data, at, head)
        length = first["length"].astype(np.int64)
        bad = (length < 12) | (length & 3 != 0) | (at > size - length) | (first["type"] == SECTION)
        length[bad] = 4
        last = records(data, at + length - 4, behind)["length"]
        length[bad | (last != length)] = NOTHING
        return length

    view, two = memoryview(data), struct.Struct(f"{section.order}II").unpack_from  # type: ignore[arg-type]  # a buffer

    def one(at: int) -> int:
        kind, length = two(view, at)
        if length < 12 or length & 3 or at + length > size or kind == SECTION:
            return NOTHING
        return int(length) if two(view, at + length - 8)[1] == length else NOTHING

    return Chain(lengths, one, size, 12, BLOCK_LIMIT).follow(_seeds(data[: max(size, 0)], section))


def _seeds(data: Bytes, section: Section) -> Longs:
    """The first byte, and of every stride the first place that looks like the beginning of a packet's block."""
    strides = data.size // STRIDE
    words = data[: strides * STRIDE].view(f"{section.order}u4").reshape(strides, STRIDE // 4)[:, : SEARCHED // 4]
    rows, columns = np.nonzero((words[:, :-1] == ENHANCED) & (words[:, 1:] & 0xFFFF0003 == 0))
    at = rows * np.int64(STRIDE) + 4 * columns
    length = records(data, at + 4, np.dtype(f"{section.order}u4")).astype(np.int64)
    good = (length >= 32) & (at + length <= data.size)
    at, length = at[good], length[good]
    at = at[records(data, at + length - 4, np.dtype(f"{section.order}u4")) == length]
    found = at[firsts(at // STRIDE)]
    return np.append(np.zeros(1, np.int64), found[found > 0])


class _Blocks(Struct, frozen=True):
    """Blocks of one section: where each begins and where the next does, and where all of it lies in the file."""

    data: Bytes
    starts: Longs
    stops: Longs
    types: npt.NDArray[np.uint32]
    section: Section
    at: int

    def where(self, which: Bools) -> _Blocks:
        """Some of them."""
        return replace(self, starts=self.starts[which], stops=self.stops[which], types=self.types[which])


def _piece(capture: Capture, found: _Blocks, number: int) -> Packets:
    """The packets of these blocks, after everything else in them was taken note of."""
    carrying = among(found.types, PACKETS)
    for place in np.flatnonzero(~carrying).tolist():
        body = found.data[found.starts[place] : found.stops[place]].tobytes()
        blocks.take(capture, int(found.types[place]), body, found.section.order, found.section.first)
    packets = _packets(capture, found.where(carrying), number)
    capture.framing += int(found.stops[-1]) - int(packets.captured.sum())
    return packets


def _packets(capture: Capture, found: _Blocks, number: int) -> Packets:
    section, starts = found.section, found.starts
    head = records(found.data, starts, _head(section))
    simple, old = found.types == SIMPLE, found.types == OLD
    room = np.maximum(found.stops - starts - np.where(simple, 16, 32), 0)
    interface = np.where(old, head["short"], head["interface"]).astype(np.int64)
    interface[simple] = 0
    known = interface < len(capture.interfaces) - section.first
    interface = np.where(known, interface + section.first, -1)
    length = np.where(simple, head["interface"], head["length"])
    captured = head["captured"].astype(np.int64)
    if simple.any():
        first = capture.interfaces[section.first].snaplen if len(capture.interfaces) > section.first else 0
        captured[simple] = np.minimum(length, first or 0xFFFFFFFF)[simple]
        captured[simple] = np.minimum(captured, room)[simple]
    wrong = np.flatnonzero(captured > room)
    if wrong.size:
        sentence = f"Packet {number + int(wrong[0]):,} claims more bytes than its block holds; what is there was read."
        capture.problem(sentence, found.at + int(starts[wrong[0]]))
        captured = np.minimum(captured, room)
    inside = starts + np.where(simple, 12, 28)
    behind = np.where(simple, found.stops, inside + ((captured + 3) & ~np.int64(3)))
    uid, direction = options(found.data, behind, found.stops - 4, section.order)
    return Packets(
        data=found.data,
        start=inside,
        captured=captured.astype(np.int32),
        length=np.minimum(length, 0x7FFFFFFF).astype(np.int32),
        time=_times(head, simple, interface, capture.interfaces),
        interface=interface.astype(np.int32),
        number=np.arange(number, number + len(starts), dtype=np.int64),
        at=inside + found.at,
        uid=uid,
        direction=direction,
    )


def _head(section: Section) -> np.dtype[Any]:
    return section.form(
        ("interface", "u4", 8),
        ("short", "u2", 8),
        ("high", "u4", 12),
        ("low", "u4", 16),
        ("captured", "u4", 20),
        ("length", "u4", 24),
        size=28,
    )


def _times(
    head: npt.NDArray[Any], simple: npt.NDArray[np.bool_], interface: Longs, interfaces: list[Interface]
) -> Longs:
    """Nanoseconds since 1970, each interface counting in its own units."""
    count = head["high"].astype(np.uint64) << np.uint64(32) | head["low"]
    time = np.full(len(count), UNKNOWN_TIME, np.int64)
    for number in np.unique(interface[interface >= 0]).tolist():
        mine = (interface == number) & ~simple
        time[mine] = nanoseconds(count[mine], interfaces[number])
    return time


def nanoseconds(count: npt.NDArray[np.uint64], interface: Interface) -> Longs:
    """Times in an interface's units as nanoseconds since 1970; -1 where that leaves what 64 bits hold."""
    ticks = interface.ticks
    if ticks >= 1 << 64:
        seconds, rest = np.zeros(len(count), np.int64), np.zeros(len(count), np.int64)
    else:
        whole = count // np.uint64(ticks)
        seconds = np.minimum(whole, np.uint64(1 << 62)).astype(np.int64)
        part = count - whole * np.uint64(ticks)
        if ticks <= 1_000_000_000 and 1_000_000_000 % ticks == 0:
            rest = part.astype(np.int64) * (1_000_000_000 // ticks)
        else:
            rest = (part * (1e9 / ticks)).astype(np.int64)
    seconds = np.clip(seconds + np.int64(np.clip(interface.offset, -(1 << 61), 1 << 61)), -1, 1 << 33)
    time: Longs = seconds * 1_000_000_000 + rest
    return np.where((seconds < 0) | (seconds >= 1 << 33), UNKNOWN_TIME, time)


def _giant(block: bytes, held: int, section: Section) -> int:
    """The length of a block without packets that is larger than a piece, and may be passed over; else 0."""
    if len(block) < 12:
        return 0
    length = blocks.length(block, section.order)
    kind = int(np.frombuffer(block, f"{section.order}u4", 1)[0])
    fits = held < length <= BLOCK_LIMIT
    return length if fits and not length & 3 and kind not in (*PACKETS, SECTION) else 0


def _just_ends(rest: bytes, held: int, section: Section) -> bool:
    """Whether `rest` may be the beginning of a block of which more will be written; `held` bytes of it are there."""
    if len(rest) < 12:
        return True
    length = blocks.length(rest, section.order)
    return length & 3 == 0 and max(held, 11) < length <= BLOCK_LIMIT


def _why(rest: bytes, held: int, section: Section, at: int) -> str:
    """Why no block can be read at the beginning of `rest`: nothing where the file just ends."""
    if not rest:
        return ""
    if len(rest) < 12:
        return "The capture ends within a block's header."
    length = blocks.length(rest, section.order)
    if length < 12 or length & 3 or length > BLOCK_LIMIT:
        return f"A block claims {length:,} bytes, which cannot be; nothing from there on was read."
    if length > held:
        return f"The capture ends within a block, of which {held:,} of {length:,} bytes are there."
    return f"The block at byte {at:,} is damaged; nothing from there on was read."
