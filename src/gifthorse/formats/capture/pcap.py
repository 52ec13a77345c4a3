"""The classic capture file: a header of 24 bytes, then records, each with a header of 16.

Source: https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html. The magic number tells the byte order and
whether times count micro- or nanoseconds; a third one is Kuznetzov's, whose record headers are 8 bytes longer.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from msgspec import Struct

from gifthorse.formats.capture.capture import TAIL, Capture
from gifthorse.formats.capture.chain import Chain
from gifthorse.formats.capture.packets import Interface, Packets
from gifthorse.formats.capture.pcapdroid import Trailers
from gifthorse.formats.capture.window import Pieces
from gifthorse.formats.scattered import Bools, Bytes, Longs, firsts, padded, records

MAGICS: Final = {
    b"\xd4\xc3\xb2\xa1": ("<", 1_000_000, 16),
    b"\xa1\xb2\xc3\xd4": (">", 1_000_000, 16),
    b"\x4d\x3c\xb2\xa1": ("<", 1_000_000_000, 16),
    b"\xa1\xb2\x3c\x4d": (">", 1_000_000_000, 16),
    b"\x34\xcd\xb2\xa1": ("<", 1_000_000, 24),
    b"\xa1\xb2\xcd\x34": (">", 1_000_000, 24),
}
HEADER: Final = 24
PACKET_LIMIT: Final = 262_144  # no program writes larger ones; tshark stops at them too
STRIDE: Final = 1 << 15  # one cursor each
SEARCHED: Final = 1600  # of each stride, where a beginning is looked for: more than a usual packet


class Layout(Struct, frozen=True):
    """How a file's records are written."""

    order: str
    ticks: int
    form: np.dtype[Any]

    @property
    def number(self) -> str:
        """An unsigned number of 32 bits, for numpy."""
        return f"{self.order}u4"

    @classmethod
    def of(cls, magic: bytes) -> Layout:
        """The layout that a magic number stands for."""
        order, ticks, header = MAGICS[magic]
        names = ["seconds", "fraction", "captured", "length"]
        form = {"names": names, "formats": [f"{order}u4"] * 4, "offsets": [0, 4, 8, 12], "itemsize": header}
        return cls(order, ticks, np.dtype(form))  # type: ignore[call-overload]  # numpy wants a TypedDict


def read(capture: Capture, size: int) -> Iterator[Packets]:
    """Every packet, some `size` bytes of file at a time."""
    head = capture.source.range(0, HEADER)
    if len(head) < HEADER:
        capture.ends(0, "The capture ends within its header.")
        return
    how = Layout.of(head[:4])
    capture.interfaces.append(interface(head, how))
    capture.framing += HEADER
    pieces = Pieces(capture.source)
    trailers = Trailers(capture.apps)
    at, number = HEADER, 1
    while True:
        data = pieces.read(at, size)
        last = len(data) < size
        starts, end = beginnings(data, data.size if last else data.size - TAIL, how)
        if not len(starts):
            if capture.growing and _just_ends(data, how):
                yield Packets.none()
                continue
            break
        packets = columns(padded(data, end, TAIL), starts, at, number, how)
        if capture.interfaces[0].link_type == 1:
            packets = trailers.read(packets)
        capture.framing += end - int(packets.captured.sum())
        yield packets
        at, number = at + end, number + len(starts)
    capture.ends(at, why(data.tobytes(), number, how))


def beginnings(data: Bytes, size: int, how: Layout) -> tuple[Longs, int]:
    """Where the records begin that end within the first `size` bytes, the first of them at 0, and where they end."""
    header = how.form.itemsize
    if size < header:
        return np.zeros(0, np.int64), 0
    captured = np.ndarray((data.size - 11,), how.number, data, 8, strides=(1,))

    def lengths(at: Longs) -> Longs:
        length = captured[at].astype(np.int64)
        length += header
        return length

    view, number = memoryview(data), struct.Struct(f"{how.order}I").unpack_from  # type: ignore[arg-type]  # a buffer

    def one(at: int) -> int:
        length: int = number(view, at + 8)[0] + header
        return length

    return Chain(lengths, one, size, header, PACKET_LIMIT + header).follow(_seeds(data[:size], how))


def _seeds(data: Bytes, how: Layout) -> Longs:
    """The first byte, and of every stride the first place that looks like the beginning of a record."""
    strides = data.size // STRIDE
    places = data[: strides * STRIDE].reshape(strides, STRIDE)
    upper = _upper(how)
    some = places[:, upper[0] : upper[0] + SEARCHED].copy()
    for offset in upper[1:]:
        some |= places[:, offset : offset + SEARCHED]
    flat = np.flatnonzero(some == 0)
    at = _chained(data, flat + flat // SEARCHED * np.int64(STRIDE - SEARCHED), how, 3)
    found = at[firsts(at // STRIDE)]
    return np.append(np.zeros(1, np.int64), found[found > 0])


def likely_places(data: Bytes, most: int, how: Layout, count: int) -> Longs:
    """The places among the first `most` where `count` records in a row seem to begin."""
    most = min(most, data.size - 15)
    upper = _upper(how)
    some = data[upper[0] : upper[0] + max(most, 0)].copy()
    for offset in upper[1:]:
        some |= data[offset : offset + len(some)]
    return _chained(data, np.flatnonzero(some == 0), how, count)


def _upper(how: Layout) -> tuple[int, ...]:
    """The bytes that are zero in the lengths of all but giant packets."""
    return (10, 11, 14, 15) if how.order == "<" else (8, 9, 12, 13)


def _chained(data: Bytes, at: Longs, how: Layout, count: int) -> Longs:
    """The places that look like the beginning of a record with others behind it, `count` in all."""
    here = at
    for _ in range(count):
        likely, after = _likely(data, here, how)
        at, here = at[likely], after
    return at


def _likely(data: Bytes, at: Longs, how: Layout) -> tuple[Bools, Longs]:
    """Which places look like the beginning of a record, and where those records end."""
    fits = at <= data.size - how.form.itemsize
    head = records(data, np.where(fits, at, 0), how.form) if data.size >= how.form.itemsize else None
    if head is None:
        return np.zeros(len(at), np.bool_), at[:0]
    captured, length = head["captured"], head["length"]
    likely = fits & (captured > 0) & (captured <= length) & (length < 1 << 16) & (head["fraction"] < how.ticks)
    return likely, (at + how.form.itemsize + captured)[likely]


def columns(data: Bytes, starts: Longs, at: int, number: int, how: Layout) -> Packets:
    """The packets of the records that begin at `starts`; `data` lies at `at` in the file."""
    head = records(data, starts, how.form)
    count = len(starts)
    inside = starts + how.form.itemsize
    time = head["seconds"].astype(np.int64) * 1_000_000_000
    time += head["fraction"].astype(np.int64) * (1_000_000_000 // how.ticks)
    return Packets(
        data=data,
        start=inside,
        captured=head["captured"].astype(np.int32),
        length=np.minimum(head["length"], 0x7FFFFFFF).astype(np.int32),
        time=time,
        interface=np.zeros(count, np.int32),
        number=np.arange(number, number + count, dtype=np.int64),
        at=inside + at,
        uid=np.full(count, -1, np.int32),
        direction=np.full(count, -1, np.int8),
    )


def interface(head: bytes, how: Layout) -> Interface:
    """What the file's header says of where it was captured."""
    snaplen, network = (int(n) for n in np.frombuffer(head, how.number, 2, 16))
    fcs = 2 * (network >> 28) if network & 0x04000000 else 0
    return Interface(network & 0x03FFFFFF, snaplen, ticks=how.ticks, fcs=fcs)


def _just_ends(rest: Bytes, how: Layout) -> bool:
    """Whether `rest` may be the beginning of a record of which more will be written."""
    return rest.size < how.form.itemsize or int(np.frombuffer(rest, how.number, 1, 8)[0]) <= PACKET_LIMIT


def why(rest: bytes, number: int, how: Layout) -> str:
    """Why no record can be read at the beginning of `rest`: nothing where the file just ends."""
    header = how.form.itemsize
    if not rest:
        return ""
    if len(rest) < header:
        return f"The capture ends within the header of packet {number:,}."
    captured = int(np.frombuffer(rest, how.number, 1, 8)[0])
    if captured > PACKET_LIMIT:
        return f"Packet {number:,} claims {captured:,} bytes, which cannot be; nothing from there on was read."
    return (
        f"The capture ends within packet {number:,}, of which {len(rest) - header:,} of {captured:,} bytes are there."
    )
