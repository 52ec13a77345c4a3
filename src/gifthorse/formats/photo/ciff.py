"""Canon's CIFF: a heap whose directory stands at its end. Old cameras put one into an APP0 segment.

Canon, "CIFF Specification on Image Data File" 1.0, revision 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Tag
from gifthorse.formats.photo.text import decoded

ENTRIES_LIMIT: Final = 500
DEPTH_LIMIT: Final = 6
_KIND, _ASCII, _HEAPS, _INSIDE = 0x3800, 0x0800, (0x2800, 0x3000), 0x4000
_NAMES: Final = {
    0x0805: "ImageDescription", 0x080A: "Make", 0x080B: "FirmwareVersion", 0x0810: "OwnerName",
    0x0815: "CanonImageType",
    0x0816: "OriginalFileName", 0x0817: "ThumbnailFileName", 0x180B: "SerialNumber", 0x1817: "FileNumber",
}  # fmt: skip


def parse(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read the heap that begins with its byte order and the length of its head."""
    order = {b"II": "<", b"MM": ">"}.get(window.data[:2].tobytes())
    if order is None or not window.at(6, b"HEAP"):
        return
    window.claim(0, len(window), f"{prefix}.heap")
    waiting = [(window.part(window.number(order + "I", 2)), 0)]
    while waiting:
        heap, depth = waiting.pop()
        try:
            waiting += [(inner, depth + 1) for inner in _directory(heap, found, order) if depth < DEPTH_LIMIT]
        except FormatError as error:
            window.canvas.problem(f"A directory of Canon's heap cannot be read. {error}")
    yield from ()


def _directory(heap: Window, found: Found, order: str) -> Iterator[Window]:
    at = heap.number(order + "I", len(heap) - 4)
    count = min(heap.number(order + "H", at), ENTRIES_LIMIT)
    for start in range(at + 2, at + 2 + 10 * count, 10):
        number, size, place = (heap.number(order + c, start + o) for c, o in (("H", 0), ("I", 2), ("I", 6)))
        inside = bool(number & _INSIDE)
        value = heap.part(start + 2, 8) if inside else heap.part(place, size)
        if number & _KIND in _HEAPS and not inside:
            yield value
            continue
        name = _NAMES.get(number & 0x3FFF)
        if name is None:
            continue
        if number & _KIND == _ASCII:
            for part, label in zip(value.data.tobytes().split(b"\0"), (name, "Model"), strict=False):
                text = decoded(part)
                if text and name in (label, "Make"):
                    found.tag(Tag("ciff", label, number, "ascii", text, text, value.offset(0), len(value)))
        else:
            figure = value.number(order + "I", 0)
            found.tag(Tag("ciff", name, number, "long", figure, str(figure), value.offset(0), 4))
