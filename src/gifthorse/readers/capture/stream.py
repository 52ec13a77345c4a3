"""One side of a TCP connection put in order: what comes twice, too early, or never."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

HELD_BYTES: Final = 256 << 10
HELD_PIECES: Final = 128
REMEMBERED: Final = 8
"""Segments that later copies are compared with."""
_MASK: Final = 0xFFFFFFFF
_HALF: Final = 0x80000000

Piece: TypeAlias = tuple[int, bytes, int, int, int]
"""Sequence number, bytes, bytes on the wire, time, packet number."""
Given: TypeAlias = tuple[bytes, int, int, int]
"""Bytes in order, time, packet number, and how many bytes are missing before them."""


class Side:
    """Of copies of the same bytes the first wins; `altered` says whether another copy differed."""

    __slots__ = ("_held", "_held_bytes", "_missing", "_recent", "_tail", "altered", "given", "next")

    def __init__(self, begin: int = -1) -> None:
        self.next = begin  # the sequence number expected next, -1 before the first
        self.given = 0
        self.altered = False
        self._held: list[Piece] = []
        self._held_bytes = 0
        self._missing = 0
        self._tail = 0
        self._recent: list[tuple[int, bytes]] = []  # a deque takes as much room as what is in it

    def add(self, seq: int, data: bytes, wire: int, time: int, packet: int) -> Iterable[Given]:
        """Take a segment; gives whatever is in order now."""
        if seq == self.next and not self._held and wire == len(data) and not self._missing:
            self.next = (seq + wire) & _MASK  # as nearly always
            self.given += wire
            recent = self._recent
            recent.append((seq, data))
            if len(recent) > REMEMBERED:
                del recent[0]
            return ((data, time, packet, 0),)
        return self._add(seq, data, wire, time, packet)

    def _add(self, seq: int, data: bytes, wire: int, time: int, packet: int) -> Iterator[Given]:
        if self.next < 0:
            self.next = seq
        ahead = ((seq - self.next + _HALF) & _MASK) - _HALF
        if ahead > 0:
            self._held.append((seq, data, wire, time, packet))
            self._held_bytes += len(data)
            if self._held_bytes > HELD_BYTES or len(self._held) > HELD_PIECES:
                yield from self.flush()
            return
        yield from self._take(ahead, (seq, data, wire, time, packet))
        if self._held:
            yield from self._follow()

    def flush(self) -> Iterator[Given]:
        """Give up waiting for what is missing: yield all that is held, told where something lies between."""
        while self._held:
            seq = min(self._held, key=lambda p: ((p[0] - self.next + _HALF) & _MASK) - _HALF)[0]
            ahead = ((seq - self.next + _HALF) & _MASK) - _HALF
            if ahead > 0:
                self._missing += ahead
                self.next = seq
            yield from self._follow()

    def leave_out(self, count: int) -> None:
        """The next `count` bytes are not wanted."""
        self._recent.clear()  # what comes of them is no copy
        self.next = (self.next + count) & _MASK
        self._tail -= min(count, self._tail)

    def _follow(self) -> Iterator[Given]:
        """What is held and fits now."""
        found = True
        while found and self._held:
            found = False
            for number, piece in enumerate(self._held):
                ahead = ((piece[0] - self.next + _HALF) & _MASK) - _HALF
                if ahead <= 0:
                    del self._held[number]
                    self._held_bytes -= len(piece[1])
                    yield from self._take(ahead, piece)
                    found = True
                    break

    def _take(self, ahead: int, piece: Piece) -> Iterator[Given]:
        """A segment that begins where it should, or `-ahead` bytes before."""
        seq, data, wire, time, packet = piece
        if ahead < 0:
            self._compare(seq, data)
            if wire + ahead <= 0:
                return
            data = data[-ahead:]
            wire += ahead
            seq = self.next
        self.next = (self.next + len(data)) & _MASK
        self._tail = wire - len(data)  # the capture kept only the beginning of it
        if data:
            missing, self._missing = self._missing, 0
            self._recent.append((seq, data))
            del self._recent[:-REMEMBERED]
            self.given += len(data)
            yield data, time, packet, missing
        self.next = (self.next + self._tail) & _MASK
        self._missing += self._tail
        self._tail = 0

    def _compare(self, seq: int, data: bytes) -> None:
        for begin, known in self._recent:
            lead = ((seq - begin + _HALF) & _MASK) - _HALF  # where the copy begins within what is known
            first, last = max(lead, 0), min(lead + len(data), len(known))
            if first < last and known[first:last] != data[first - lead : last - lead]:
                self.altered = True
                return
