"""Who accounts for which byte: parsers claim ranges of a file, later claims refine earlier ones.

A parser sees a `Window`: bytes that it reads as if they were one piece, though they may lie in several places of the
file (an EXIF item in two extents, a preview cut into segments). What it claims in the window is claimed in the file.
"""

from __future__ import annotations

import heapq
import itertools
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from gifthorse.errors import FormatError

CLAIMS_LIMIT: Final = 100_000
PROBLEMS_LIMIT: Final = 50

Bytes: TypeAlias = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Span:
    """A run of bytes and what it is, as a dotted name such as `jpeg.app1.exif.ifd0`.

    `known` is False for bytes that nothing explains: behind the end, between structures, in no table.
    """

    start: int
    length: int
    what: str
    known: bool


class Canvas:
    """The claims on one file of `size` bytes, in the order in which they were made."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.problems: list[str] = []
        self._claims: list[tuple[int, int, str, bool]] = [(0, size, "unexplained", False)] if size else []

    def claim(self, start: int, end: int, what: str, *, known: bool = True) -> None:
        """Say what the bytes from `start` to before `end` are; beyond the file, and beyond the limit, is ignored."""
        start, end = max(0, start), min(self.size, end)
        if start < end and len(self._claims) < CLAIMS_LIMIT:
            self._claims.append((start, end, what, known))

    def problem(self, sentence: str) -> None:
        """Note damage in one sentence."""
        if len(self.problems) < PROBLEMS_LIMIT and sentence not in self.problems:
            self.problems.append(sentence)

    def spans(self) -> list[Span]:
        """The claims as spans that cover every byte exactly once: the latest claim on a byte holds."""
        edges = sorted({edge for start, end, _, _ in self._claims for edge in (start, end)})
        begins = sorted(range(len(self._claims)), key=lambda i: self._claims[i][0])
        made: list[Span] = []
        live: list[int] = []  # negated claim numbers, so that the heap's head is the latest
        following, last = 0, -1
        for start, end in itertools.pairwise(edges):
            while following < len(begins) and self._claims[begins[following]][0] <= start:
                heapq.heappush(live, -begins[following])
                following += 1
            while self._claims[-live[0]][1] <= start:
                heapq.heappop(live)
            top = -live[0]
            if made and top == last:
                before = made.pop()
                made.append(Span(before.start, end - before.start, before.what, before.known))
            else:
                _, _, what, known = self._claims[top]
                made.append(Span(start, end - start, what, known))
            last = top
        return made


@dataclass(frozen=True, slots=True)
class Window:
    """Bytes as a parser sees them: `pieces` are (place here, place in the file, length), ascending, without gaps."""

    canvas: Canvas
    data: memoryview
    pieces: tuple[tuple[int, int, int], ...]

    @classmethod
    def whole(cls, data: Bytes) -> Window:
        """A window over a whole file, and a canvas for it."""
        view = memoryview(data)
        return cls(Canvas(len(view)), view, ((0, 0, len(view)),))

    def __len__(self) -> int:
        return len(self.data)

    def part(self, start: int, length: int | None = None) -> Window:
        """The window from `start`, cut at its end."""
        start = max(0, min(start, len(self.data)))
        end = len(self.data) if length is None else max(start, min(start + length, len(self.data)))
        return Window(self.canvas, self.data[start:end], tuple(_cut(self.pieces, start, end)))

    def joined(self, parts: Iterable[Window]) -> Window:
        """Windows put one behind the other."""
        pieces: list[tuple[int, int, int]] = []
        data = bytearray()
        for one in parts:
            pieces += [(len(data) + here, there, length) for here, there, length in one.pieces]
            data += one.data
        return Window(self.canvas, memoryview(bytes(data)), tuple(pieces))

    def claim(self, start: int, length: int, what: str, *, known: bool = True) -> None:
        """Claim bytes of this window."""
        for _, there, size in _cut(self.pieces, max(0, start), start + length):
            self.canvas.claim(there, there + size, what, known=known)

    def offset(self, start: int) -> int:
        """Where a byte of this window lies in the file."""
        for here, there, length in self.pieces:
            if here <= start < here + length:
                return there + start - here
        return self.pieces[-1][1] + self.pieces[-1][2] if self.pieces else 0

    def at(self, start: int, mark: bytes) -> bool:
        """Whether `mark` stands at `start`."""
        return self.data[start : start + len(mark)].tobytes() == mark

    def take(self, start: int, length: int) -> bytes:
        """`length` bytes from `start`. Raises FormatError when they are not all there."""
        if start < 0 or length < 0 or start + length > len(self.data):
            raise FormatError(f"{length:,} bytes at {start:,} lie outside.", self.offset(max(0, start)))
        return self.data[start : start + length].tobytes()

    def number(self, code: str, start: int) -> int:
        """One integer, by its struct code. Raises FormatError when it is not all there."""
        try:
            value: int = struct.unpack_from(code, self.data, start)[0]
        except struct.error:
            raise FormatError(f"A number at {start:,} lies outside.", self.offset(max(0, start))) from None
        return value


def _cut(pieces: tuple[tuple[int, int, int], ...], start: int, end: int) -> Iterable[tuple[int, int, int]]:
    for here, there, length in pieces:
        low, high = max(start, here), min(end, here + length)
        if low < high:
            yield low - start, there + low - here, high - low
