"""The packets of a capture that another program is still writing."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from gifthorse.errors import EvidenceError
from gifthorse.formats.capture import Capture, Packets, open_capture
from gifthorse.formats.capture.window import packing

PAUSE: Final = 0.25
_HEAD: Final = 24


class Moving:
    """A file that grows. It is read as far as it goes, and again when there is more."""

    def __init__(self, path: Path) -> None:
        """Open it; raises EvidenceError where it cannot be read, or is no capture."""
        self.name = path.name
        self.file: str | None = str(path)
        self.capture: Capture | None = None
        self.problems: list[str] = []
        self._path = path
        self._stopped = False
        self._end: int | None = None
        try:
            if not path.is_file():
                raise EvidenceError(f"{path} is no file that can be watched.")
            self._handle = os.open(path, os.O_RDONLY)
        except OSError as error:
            raise EvidenceError(f"{path} cannot be read: {error.strerror}.") from error
        self._open()

    def _open(self) -> bool:
        """Begin to read, once the file's beginning is there."""
        head = self.range(0, _HEAD)
        if packing(head):
            raise EvidenceError(f"{self._path} is packed: `gifthorse check` reads it once it is finished.")
        if len(head) == _HEAD:
            self.capture = open_capture(self, self._size())
            self.capture.growing = True
        return self.capture is not None

    def packets(self) -> Iterator[Packets]:
        """Pieces of what is there, then of what is added."""
        while not (self._stopped or self._open_yet()):
            yield Packets.none()
            time.sleep(PAUSE)
        if self.capture is None:
            return
        largest = 0
        for piece in self.capture.chunks():
            yield piece
            size = self._size()
            self.capture.size, largest = size, max(size, largest)
            if len(piece):
                continue
            if size < largest or self._replaced():
                self.problems.append("Another file took the place of the one that was watched; that was not read.")
                self._stopped = True
            self.capture.growing = not self._stopped
            if not self._stopped:
                time.sleep(PAUSE)

    def stop(self) -> None:
        """Read what is there by now, then end."""
        if not self._stopped:
            self._stopped, self._end = True, self._size()

    def lost(self) -> int:
        """How many packets the capturing program says it lost."""
        return (self.capture.dropped or 0) if self.capture else 0

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._handle)

    def range(self, start: int, count: int, /) -> bytes:
        """`count` bytes from `start`, fewer at the end."""
        return os.pread(self._handle, count if self._end is None else max(0, min(count, self._end - start)), start)

    def fill(self, start: int, room: memoryview, /) -> int:
        """Put what lies at `start` into `room`, as far as it goes."""
        filled = 0
        if self._end is not None:
            room = room[: max(0, self._end - start)]
        while filled < len(room):
            count = os.preadv(self._handle, [room[filled:]], start + filled)
            if not count:
                break
            filled += count
        return filled

    def _open_yet(self) -> bool:
        return self.capture is not None or self._open()

    def _size(self) -> int:
        return os.fstat(self._handle).st_size if self._end is None else self._end

    def _replaced(self) -> bool:
        """Whether its name leads to another file now."""
        try:
            return not os.path.samestat(self._path.stat(), os.fstat(self._handle))
        except OSError:
            return False
