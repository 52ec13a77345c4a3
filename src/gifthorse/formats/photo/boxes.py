"""Boxes, of which ISO base media files are made. ISO/IEC 14496-12, section 4.2."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from gifthorse.errors import FormatError
from gifthorse.formats.photo.canvas import Window


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its type, where its contents begin in the window, and how long they are."""

    type: bytes
    start: int
    length: int
    head: int


def boxes(window: Window, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes of a range, as far as they make sense. Raises FormatError where one does not."""
    end = len(window) if end is None else min(end, len(window))
    while start + 8 <= end:
        size, head = window.number(">I", start), 8
        kind = window.take(start + 4, 4)
        if size == 1:
            size, head = window.number(">Q", start + 8), 16
        elif size == 0:
            size = end - start
        if size < head:
            raise FormatError(f"A box at {window.offset(start):,} is smaller than its own head.", window.offset(start))
        if kind == b"uuid":
            head += 16
        yield Box(kind, start + head, max(0, min(size, end - start) - head), head)
        if start + size > end:
            raise FormatError(f"The box {kind!r} at {window.offset(start):,} is cut short.", window.offset(start))
        start += size


def whole(window: Window, needed: Container[bytes]) -> tuple[list[Box], int]:
    """The boxes of a file, and where they end: anything may lie behind.

    Raises FormatError where a needed one is cut short.
    """
    found = list[Box]()
    try:
        for box in boxes(window):
            found.append(box)
    except FormatError as error:
        if found and error.offset == window.offset(found[-1].start - found[-1].head):
            broken = found.pop()
            if broken.type in needed:
                raise
        if not found:
            raise
    return found, found[-1].start + found[-1].length if found else 0


def name(kind: bytes) -> str:
    """A box type as a name for people."""
    text = kind.decode("latin-1").replace("\xa9", "(c)").strip()
    return text if text.isprintable() and text else kind.hex()
