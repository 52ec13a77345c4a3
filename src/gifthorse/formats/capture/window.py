"""Reading a capture from front to back, plain or packed, without ever holding the whole of it."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator
from typing import Any, Final, Protocol

import numpy as np

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats.scattered import Bytes
from gifthorse.formats.zip.inflate import fast

GZIP: Final = b"\x1f\x8b\x08"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
PIECE: Final = 1 << 20
_OURS: Final = 2  # references: ours, and that of the question
FREE: Final = 1 << 30
RATIO: Final = 200
"""Beyond the first GiB, a packed byte may become this many: real captures become 3 to 20."""


class Source(Protocol):
    """What bytes are read from: `gifthorse.evidence.Source`, or anything like it."""

    def range(self, start: int, count: int, /) -> bytes: ...

    def fill(self, start: int, room: memoryview, /) -> int: ...


class Held:
    """Bytes in memory as a source."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def fill(self, start: int, room: memoryview, /) -> int:
        found = self.range(start, len(room))
        room[: len(found)] = found
        return len(found)

    def range(self, start: int, count: int, /) -> bytes:
        return self._data[start : start + count]


class Stream:
    """Unpacked bytes as a source that is read front to back: what lies before the last position asked for is gone.

    `problem` says why the stream ended early.
    """

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = bytearray()
        self._base = 0
        self.problem: str | None = None

    def range(self, start: int, count: int, /) -> bytes:
        if start > self._base:
            drop = min(start - self._base, len(self._held))
            del self._held[:drop]
            self._base += drop
        while self._base + len(self._held) < start + count:
            try:
                piece = next(self._pieces, b"")
            except FormatError as error:
                self.problem, self._pieces, piece = str(error), iter(()), b""
            if not piece:
                break
            self._held += piece
            if self._base < start:
                drop = min(start - self._base, len(self._held))
                del self._held[:drop]
                self._base += drop
        if start < self._base:
            return b""
        return bytes(self._held[start - self._base : start - self._base + count])

    def fill(self, start: int, room: memoryview, /) -> int:
        found = self.range(start, len(room))
        room[: len(found)] = found
        return len(found)

    def drain(self, start: int) -> int:
        """How many bytes there are from `start` on; all of them are gone afterwards."""
        end = max(start, self._base + len(self._held))
        while more := len(self.range(end, PIECE)):
            end += more
        return end - start


class Pieces:
    """Pieces of a source as arrays. The same memory serves again once nobody holds the piece before: memory that the
    system gives anew costs more than what is read into it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._room = np.zeros(0, np.uint8)

    def read(self, start: int, count: int) -> Bytes:
        """`count` bytes from `start`, fewer at the end."""
        if len(self._room) != count or sys.getrefcount(self._room) > _OURS:
            self._room = np.empty(count, np.uint8)
        return self._room[: self._source.fill(start, memoryview(self._room))]  # type: ignore[arg-type]  # an array is a buffer


def packing(head: bytes) -> str:
    """gz, zst or nothing, by how it begins."""
    if head.startswith(GZIP):
        return "gz"
    return "zst" if head.startswith(ZSTD) else ""


def beginning(head: bytes, how: str, count: int = 12) -> bytes:
    """The first unpacked bytes of something that begins with `head`; none where they cannot be had from it."""
    stream = unpacked(Held(head), how)
    return stream.range(0, count)


def unpacked(source: Source, how: str) -> Stream:
    """The unpacked content of a source as a stream, bounded."""
    return Stream(_bounded(source, _gzip if how == "gz" else _zstd))


class _Meter:
    """A source read from front to back, which counts what was taken from it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.taken = 0

    def read(self, count: int = PIECE) -> bytes:
        piece = self._source.range(self.taken, PIECE if count < 0 else min(count, PIECE))
        self.taken += len(piece)
        return piece


def _bounded(source: Source, unpack: Any) -> Iterator[bytes]:
    packed = _Meter(source)
    total = 0
    for piece in unpack(packed):
        total += len(piece)
        if total > FREE + RATIO * packed.taken:
            raise LimitError("It unpacks to far more than a capture of its size could; the rest was not read.")
        yield piece


def _gzip(packed: _Meter) -> Iterator[bytes]:
    """One gzip member after the other."""
    stream: Any = fast.decompressobj(wbits=31)
    begun = False
    while piece := packed.read(64 << 10):  # where it is damaged, what such a piece holds is lost
        while piece:
            try:
                out = stream.decompress(piece, 4 * PIECE)
            except (zlib.error, fast.error) as error:
                if not begun and stream.eof:
                    return
                raise FormatError("The compressed data is damaged; what lies behind was not read.") from error
            begun = True
            if out:
                yield out
            if stream.eof:
                piece, stream, begun = stream.unused_data.lstrip(b"\0"), fast.decompressobj(wbits=31), False
            else:
                piece = stream.unconsumed_tail
                if not piece and len(out) == 4 * PIECE:
                    yield from _rest(stream)
    if begun:
        raise FormatError("The compressed data ends too early.")


def _rest(stream: Any) -> Iterator[bytes]:
    """What a decompressor still holds after it has taken all its input."""
    while out := stream.decompress(b"", 4 * PIECE):
        yield out


def _zstd(packed: _Meter) -> Iterator[bytes]:
    import pyarrow as pa  # a third of a second, for the few captures packed this way

    class Pipe:
        """The packed bytes as a file that Arrow reads."""

        closed = False

        def read(self, count: int = -1) -> bytes:
            return packed.read(count)

        def close(self) -> None:
            """Nothing is open."""

    try:
        with pa.CompressedInputStream(pa.PythonFile(Pipe(), mode="r"), "zstd") as stream:
            size = 64  # what a file is is asked of its beginning, when the rest may not be there
            while piece := stream.read(size):
                yield piece
                size = 64 << 10  # a stream that breaks off loses as much of what was before
    except (OSError, pa.ArrowException) as error:
        raise FormatError("The compressed data is damaged or ends too early.") from error
