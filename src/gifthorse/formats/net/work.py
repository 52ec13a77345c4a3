"""Packets on their way through the layers: where each has got to, and what was read so far."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from gifthorse.formats.net.category import Category
from gifthorse.formats.scattered import Bools, Bytes, Longs

UNSET = np.uint8(Category.UNSET)
"""The heap of what nobody has looked at yet: a member of an enumeration takes its time to be looked up."""
FEW = 2048
"""Packets for which taking columns apart costs more than working on all of them."""
TAIL = 96
"""Bytes behind the last packet. A header of up to so many can be gathered at any `at` without looking at the end."""


@dataclass(slots=True)
class Work:
    """One row a packet. `at` is where its next header begins and `end` where its captured bytes end, at most TAIL
    before the end of `data`; `wire` is where it would end had it been captured whole. `net` is the EtherType of what
    begins at `at`, 0 for nothing; `protocol` the IP protocol number.
    """

    data: Bytes
    at: Longs
    end: Longs
    wire: Longs
    net: npt.NDArray[np.uint16]
    category: npt.NDArray[np.uint8]
    version: npt.NDArray[np.uint8]
    protocol: npt.NDArray[np.uint8]
    ttl: npt.NDArray[np.uint8]
    depth: npt.NDArray[np.uint8]
    src: npt.NDArray[np.uint64]
    dst: npt.NDArray[np.uint64]
    sport: npt.NDArray[np.uint16]
    dport: npt.NDArray[np.uint16]
    flags: npt.NDArray[np.uint8]
    seq: npt.NDArray[np.uint32]
    ack: npt.NDArray[np.uint32]
    fragment_id: npt.NDArray[np.uint32]
    fragment_at: npt.NDArray[np.int32]
    fragment_more: Bools
    uid: npt.NDArray[np.int32]
    direction: npt.NDArray[np.int8]

    @classmethod
    def begin(cls, data: Bytes, start: Longs, end: Longs, wire: Longs) -> Work:
        """Packets whose first byte has not been looked at."""
        count = len(start)
        made: dict[str, Any] = {}
        for field in fields(cls)[4:]:
            shape = (count, 2) if field.name in ("src", "dst") else (count,)
            made[field.name] = np.zeros(shape, _TYPES[field.name])
        made["uid"].fill(-1)
        made["direction"].fill(-1)
        return cls(data, start.copy(), end.copy(), wire.copy(), **made)

    def __len__(self) -> int:
        return len(self.at)

    def part(self, rows: Longs) -> Work:
        """Some of the packets, apart."""
        return Work(self.data, *(getattr(self, name)[rows] for name in _COLUMNS))

    def put(self, rows: Longs, part: Work) -> None:
        """What became of some of the packets."""
        for name in _COLUMNS:
            getattr(self, name)[rows] = getattr(part, name)

    def settle(self, which: Bools, category: Category) -> None:
        """Put packets on their heap, unless they lie on one."""
        np.copyto(self.category, np.uint8(category), where=which & (self.category == UNSET))

    def fits(self, which: Bools, size: int) -> Bools:
        """Which of these packets have another `size` captured bytes; the others are put on the heap CUT."""
        short = which & (self.at + size > self.end)
        if not short.any():
            return which
        self.settle(short, Category.CUT)
        return which & ~short

    def fits_each(self, which: Bools, size: Longs) -> Bools:
        """The same with a size for each packet."""
        short = which & (self.at + size > self.end)
        self.settle(short, Category.CUT)
        return which & ~short


Stage: TypeAlias = Callable[[Work, Bools], None]


def apply(stage: Stage, work: Work, which: Bools) -> None:
    """Have a stage work on the packets `which`: on all columns where those are most, else on an extract of them."""
    count = int(np.count_nonzero(which))
    if not count:
        return
    if count * 2 > len(work) or len(work) < FEW:
        stage(work, which)
        return
    rows = np.flatnonzero(which)
    part = work.part(rows)
    stage(part, np.ones(count, np.bool_))
    work.put(rows, part)


_COLUMNS = tuple(field.name for field in fields(Work)[1:])
_TYPES = {
    "net": np.uint16,
    "category": np.uint8,
    "version": np.uint8,
    "protocol": np.uint8,
    "ttl": np.uint8,
    "depth": np.uint8,
    "src": np.uint64,
    "dst": np.uint64,
    "sport": np.uint16,
    "dport": np.uint16,
    "flags": np.uint8,
    "seq": np.uint32,
    "ack": np.uint32,
    "fragment_id": np.uint32,
    "fragment_at": np.int32,
    "fragment_more": np.bool_,
    "uid": np.int32,
    "direction": np.int8,
}
