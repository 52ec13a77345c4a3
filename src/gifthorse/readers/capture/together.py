"""A capture read by several workers together: each keeps its connections, but every piece is looked at only once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import astuple, replace

from gifthorse.formats.capture import Capture, Packets
from gifthorse.formats.capture.grid import ROOM, Grid, Piece
from gifthorse.formats.capture.pcap import HEADER
from gifthorse.formats.capture.pcapdroid import Trailers
from gifthorse.formats.net import Category, decode
from gifthorse.readers.capture import seen, traffic
from gifthorse.readers.capture.board import SLOTS, Board, Slot
from gifthorse.readers.capture.clock import Times
from gifthorse.readers.capture.seen import Seen, Whole
from gifthorse.readers.capture.traffic import Traffic

_HEAPS: Final = len(Category)
_TIMES: Final = len(Times.__struct_fields__)
_PACKETS: Final = tuple(name for name in Packets.__struct_fields__ if name != "data")
_NOBODY: Final = Packets.none()


class _Facts(Struct, frozen=True):
    """Numbers about a piece, as they lie on the board. Of a piece that does not fit there only these are."""

    begin: int
    end: int
    lead: int
    held: int
    last: int
    packets: int
    cut_short: int
    again: int
    fits: int
    timed: int


class Together:
    """What the worker of one share sees of a capture."""

    def __init__(self, capture: Capture, board: Board | None, share: tuple[int, int], seed: int) -> None:
        self._capture, self._board, self._share, self._seed = capture, board, share, seed
        self._grid = Grid(capture)
        self._trailers = Trailers(capture.apps)
        self._uses_trailers = capture.interfaces[0].link_type == 1
        self._room = np.zeros(0, np.uint8)

    def pieces(self) -> Iterator[Seen]:
        """Every piece in order."""
        number, begin, count = 0, HEADER, 0
        share = self._share[0]
        with self._board.at_work(share) if self._board is not None else nullcontext():
            while True:
                found, end, packets, last = self._piece(number, begin, count)
                held = int(found.whole.tally[1].sum())
                self._capture.framing += end - begin - held
                yield found
                del found
                number, begin, count = number + 1, end, count + packets
                if self._board is not None:
                    self._board.taken(share, number)
                if last:
                    break
        self._grid.finish(self._capture, begin, count)

    def _piece(self, number: int, begin: int, count: int) -> tuple[Seen, int, int, bool]:
        """One piece, where it ends, its packets, and whether it is the last."""
        board = self._board
        if board is None:
            return self._alone(number, begin, count)
        slot = board.slots[number % SLOTS]
        while not board.claim(number):
            if not self._ahead(board, number + 1):
                board.wait(number)
        try:
            if slot.piece != number:
                with board.writing(self._share[0], number, patient=True) as free:
                    if free:
                        self._put(number, begin, slot)
        finally:
            board.release(number)
        if slot.piece == number:
            facts = _Facts(*slot.numbers[: len(_Facts.__struct_fields__)].tolist())
            if facts.begin == begin and facts.fits and not self._trailers.present:
                return self._read(slot, facts, count), facts.end, facts.packets, bool(facts.last)
        return self._alone(number, begin, count)

    def _ahead(self, board: Board, number: int) -> bool:
        """Look at a piece whose turn it is not yet, where nobody else does and there is room for it."""
        slot = board.slots[number % SLOTS]
        if slot.piece >= number or not board.claim(number):
            return False
        try:
            with board.writing(self._share[0], number, patient=False) as free:
                return free and self._put(number, None, slot)
        finally:
            board.release(number)

    def _alone(self, number: int, begin: int, count: int) -> tuple[Seen, int, int, bool]:
        if not self._room.size:
            self._room = np.empty(ROOM, np.uint8)
        piece = self._grid.piece(number, begin, self._room)
        assert piece is not None
        packets = self._named(piece.packets)
        packets = replace(packets, number=packets.number + (count + 1))
        headers = decode(packets, self._capture.interfaces)
        return seen.seen(packets, headers, self._seed, self._share), piece.end, len(packets), piece.last

    def _named(self, packets: Packets) -> Packets:
        return self._trailers.read(packets) if self._uses_trailers else packets

    def _put(self, number: int, begin: int | None, slot: Slot) -> bool:
        """Look at a piece and put on the board what each share needs."""
        slot.piece = -1
        piece = self._grid.piece(number, begin, slot.room)
        if piece is None:
            return False
        packets = piece.packets
        named = self._uses_trailers and (self._trailers.present or self._trailers.found(packets))
        headers = decode(packets, self._capture.interfaces)
        whole = seen.whole(packets, headers)
        columns = traffic.columns(packets, headers, self._seed)
        rows = [traffic.shared(headers.category, columns["key"], (n, self._share[1])) for n in range(self._share[1])]
        again = seen.again(headers)
        others = {name: getattr(packets, name) for name in _PACKETS}
        size = sum(len(part) * _width(columns) for part in rows) + len(again) * _width(others)
        fits = not named and slot.fits(size + 64 * len(columns) * len(rows))
        facts = _facts(piece, whole, len(again), fits=fits)
        numbers = np.concatenate(
            [
                np.array(astuple(facts), np.int64),
                np.array(astuple(whole.times) if whole.times is not None else [0] * _TIMES, np.int64),
                whole.tally.ravel(),
                np.array([len(part) for part in rows], np.int64),
            ]
        )
        slot.numbers[: len(numbers)] = numbers
        if fits:
            slot.rewind()
            for wanted, part in ((others, again), *((columns, part) for part in rows)):
                for column in wanted.values():
                    room = slot.column(column.dtype, (len(part), *column.shape[1:]))
                    np.take(column, part, 0, room, "clip")
        slot.piece = number
        return True

    def _read(self, slot: Slot, facts: _Facts, count: int) -> Seen:
        """What lies on the board for this share; the packets before this piece were `count`."""
        at = len(_Facts.__struct_fields__)
        times = Times(*slot.numbers[at : at + _TIMES].tolist()) if facts.timed else None
        tally = slot.numbers[at + _TIMES : at + _TIMES + 2 * _HEAPS].reshape(2, _HEAPS).copy()
        lengths = slot.numbers[at + _TIMES + 2 * _HEAPS :][: self._share[1]].tolist()
        data = slot.room[facts.lead : facts.lead + facts.held]
        slot.rewind()
        again = _NOBODY
        if facts.again:
            again = Packets(data=data, **{n: slot.column(*_kind(_NOBODY, n, facts.again)) for n in _PACKETS})
            again = replace(again, number=again.number + (count + 1))
        for other in range(self._share[0] + 1):
            found: dict[str, npt.NDArray[Any]] = {
                name: slot.column(kind, (lengths[other], *width)) for name, kind, width in traffic.KINDS
            }
        found["number"] = found["number"] + (count + 1)
        return Seen(Whole(tally, times, facts.cut_short), Traffic(data=data, **found), again)


def _kind(of: Packets, name: str, count: int) -> tuple[Any, tuple[int]]:
    return getattr(of, name).dtype, (count,)


def _width(columns: dict[str, npt.NDArray[Any]]) -> int:
    """Bytes a row."""
    return sum(column.dtype.itemsize * (column.shape[1] if column.ndim > 1 else 1) for column in columns.values())


def _facts(piece: Piece, whole: Whole, again: int, *, fits: bool) -> _Facts:
    return _Facts(
        begin=piece.begin,
        end=piece.end,
        lead=piece.lead,
        held=piece.held,
        last=int(piece.last),
        packets=len(piece.packets),
        cut_short=whole.cut_short,
        again=again,
        fits=int(fits),
        timed=int(whole.times is not None),
    )
