"""Memory that the workers of one capture share: each piece of it is looked at by one of them, for all.

A lock of the system says who is at a piece. It is given back when its holder ends, however that ends, so nobody waits
for a worker that is gone; who finds nothing on the board, or not what it needs, does the work alone.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gifthorse.formats.capture.grid import ROOM
from gifthorse.formats.scattered import Bytes, Longs

try:
    import fcntl
except ImportError:  # on Windows, where there are no boards either
    fcntl = None  # type: ignore[assignment]

SLOTS: Final = 4
COLUMNS_ROOM: Final = 16 << 20
HEAD: Final = 4096
NUMBERS: Final = 256
"""Numbers that a slot has room for beside its columns."""
PATIENCE: Final = 5.0
"""Seconds for which another worker may stand still before it is not counted on any more."""
_SLOT: Final = HEAD + -(-(ROOM + COLUMNS_ROOM) // 4096) * 4096
_AT_WORK: Final = 1 << 40  # where the locks lie that workers hold while they are at it: no bytes are there
_PIECES: Final = 1 << 41
_POPULATE_WRITE: Final = 23  # MADV_POPULATE_WRITE, for which Python has no name
_POPULATED: Final = (HEAD + ROOM + (2 << 20)) // 4096 * 4096
_PAUSE: Final = 0.0005


class Slot:
    """The place of one piece: its bytes, numbers about it, and columns one behind the other."""

    def __init__(self, memory: memoryview) -> None:
        self._head: Longs = np.frombuffer(memory[:HEAD], np.int64)
        self.numbers = self._head[1 : 1 + NUMBERS]
        self.room: Bytes = np.frombuffer(memory[HEAD : HEAD + ROOM], np.uint8)
        self._columns = memory[HEAD + ROOM : HEAD + ROOM + COLUMNS_ROOM]
        self._at = 0

    @property
    def piece(self) -> int:
        """The number of the piece that lies here whole, -1 for none."""
        return int(self._head[0]) - 1

    @piece.setter
    def piece(self, number: int) -> None:
        self._head[0] = number + 1

    def rewind(self) -> None:
        """Begin with the first column."""
        self._at = 0

    def fits(self, size: int) -> bool:
        """Whether columns of so many bytes find room."""
        return size <= COLUMNS_ROOM

    def column(self, kind: npt.DTypeLike, shape: tuple[int, ...]) -> npt.NDArray[Any]:
        """The next column, to be written or read."""
        found: npt.NDArray[Any] = np.ndarray(shape, kind, self._columns, self._at)
        self._at += -(-found.nbytes // 8) * 8
        return found


class Board:
    """Made before the workers are, and inherited by them."""

    def __init__(self, shares: int) -> None:
        self._shares = shares
        self._file = os.memfd_create("gifthorse")
        os.ftruncate(self._file, HEAD + SLOTS * _SLOT)
        self._memory = mmap.mmap(self._file, HEAD + SLOTS * _SLOT)
        view = memoryview(self._memory)
        self._taken: Longs = np.frombuffer(view[: 8 * shares], np.int64)  # how many pieces each has taken
        self.slots = [Slot(view[HEAD + n * _SLOT :]) for n in range(SLOTS)]
        self._gone: set[int] = set()

    def close(self) -> None:
        """Its memory is given back when no worker has it any more."""
        os.close(self._file)

    @contextmanager
    def at_work(self, share: int) -> Iterator[None]:
        """While the worker of a share reads."""
        fcntl.lockf(self._file, fcntl.LOCK_EX, 1, _AT_WORK + share)
        self._populate()
        try:
            yield
        finally:
            self._taken[share] = -1
            if (self._taken < 0).all():  # nobody comes any more
                self._memory.madvise(mmap.MADV_REMOVE)
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _AT_WORK + share)

    def _populate(self) -> None:
        """Have the pages that will be needed at hand: one fault each costs as much as reading a capture's headers."""
        with contextlib.suppress(OSError):  # a kernel before 5.14
            for number in range(SLOTS):
                self._memory.madvise(_POPULATE_WRITE, HEAD + number * _SLOT, _POPULATED)

    def taken(self, share: int, count: int) -> None:
        """The worker of a share needs these first pieces no more."""
        self._taken[share] = count

    def claim(self, piece: int) -> bool:
        """Be the one who looks at a piece, unless another is at it."""
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _PIECES + piece)
        except OSError:
            return False
        return True

    def release(self, piece: int) -> None:
        """Whoever waits for it may look."""
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _PIECES + piece)

    def wait(self, piece: int) -> None:
        """Until nobody is at a piece."""
        fcntl.lockf(self._file, fcntl.LOCK_EX, 1, _PIECES + piece)
        self.release(piece)

    @contextmanager
    def writing(self, share: int, piece: int, *, patient: bool) -> Iterator[bool]:
        """Whether the slot of a piece may be written to within: all others at work have taken what lies in it, and
        nobody begins meanwhile. Who is patient waits for that."""
        kept: list[int] = []
        try:
            yield self.slots[piece % SLOTS].piece < piece and all(
                self._takes(other, piece, kept, patient=patient) for other in range(self._shares) if other != share
            )
        finally:
            for other in kept:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _AT_WORK + other)

    def _takes(self, other: int, piece: int, kept: list[int], *, patient: bool) -> bool:
        """Whether another worker has taken what lies in the slot of a piece; one that is not at work stays so."""
        until = time.monotonic() + PATIENCE
        while 0 <= self._taken[other] < piece - SLOTS + 1:
            if other in self._gone:
                return False
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _AT_WORK + other)
            except OSError:
                if not patient:
                    return False
                if time.monotonic() > until:
                    self._gone.add(other)
                time.sleep(_PAUSE)
            else:
                kept.append(other)
                return True
        return True


_BOARDS: dict[str, Board] = {}
"""By capture. Filled before workers are forked."""
LIMIT: Final = 64
"""Captures that get one."""


@contextmanager
def boards(captures: Iterable[tuple[str, int]]) -> Iterator[None]:
    """Boards for captures, by a name of each, and by how many shares it is read in."""
    for name, shares in captures:
        if len(_BOARDS) < LIMIT and hasattr(os, "memfd_create"):
            _BOARDS[name] = Board(shares)
    try:
        yield
    finally:
        for one in _BOARDS.values():
            one.close()
        _BOARDS.clear()


def board_of(name: str) -> Board | None:
    """The board of a capture, if it was given one."""
    return _BOARDS.get(name)
