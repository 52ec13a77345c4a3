"""AFCP, AXS's file concatenation protocol: IPTC, a thumbnail or a preview that a program hung behind a picture.

Twelve bytes at the very end name the place of a directory: its mark, version, count, then kind, size and place of each.
"""

from __future__ import annotations

from typing import Final

from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Picture, Tag
from gifthorse.formats.photo.text import decoded

ENTRIES_LIMIT: Final = 100
TAIL: Final = 12
_ORDERS: Final = {b"AXS!": ">", b"AXS*": "<"}
_PICTURES: Final = {b"Nail": "thumbnail", b"PrVw": "preview"}


def parse(window: Window, found: Found, prefix: str) -> tuple[int, list[Nested]]:
    """Read the directory that the window's end names; returns where the first of it begins, and what lies inside."""
    end, before = len(window), window.offset(0)  # places count from the file's beginning
    mark = window.data[end - TAIL : end - TAIL + 4].tobytes() if end >= 2 * TAIL else b""
    order = _ORDERS.get(mark)
    if order is None:
        return end, []
    head = window.number(order + "I", end - TAIL + 4) - before
    if head < 0 or not window.at(head, mark) or head + TAIL > end:
        return end, []
    window.claim(end - TAIL, TAIL, f"{prefix}.afcp.tail")
    count = min(window.number(order + "H", head + 6), ENTRIES_LIMIT)
    window.claim(head, TAIL + TAIL * count, f"{prefix}.afcp.directory")
    first, inside = head, list[Nested]()
    for at in range(head + TAIL, min(head + TAIL + TAIL * count, end - TAIL), TAIL):
        kind = window.data[at : at + 4].tobytes()
        size, start = window.number(order + "I", at + 4), window.number(order + "I", at + 8) - before
        if start < 0 or start + size > end:
            window.canvas.problem("A block of AFCP's trailer lies outside the file.")
            continue
        first = min(first, start)
        name = kind.decode("latin-1").strip()
        window.claim(start, size, f"{prefix}.afcp.{name if name.isalnum() else 'block'}")
        if kind == b"IPTC":
            inside.append(Nested("iptc", window.part(start, size), f"{prefix}.afcp.iptc"))
        elif kind in _PICTURES:
            _picture(window.part(start, size), found, _PICTURES[kind])
        elif kind == b"TEXT":
            text = decoded(window.data[start : start + min(size, 4096)].tobytes())
            found.tag(Tag("afcp", "Text", None, "text", text, text[:1024], window.offset(start), size))
    return first, inside


def _picture(part: Window, found: Found, role: str) -> None:
    """A JPEG behind a few bytes of its own."""
    at = part.data[:256].tobytes().find(b"\xff\xd8\xff")
    if at >= 0:
        found.picture(Picture("jpeg", role, part.offset(at), len(part) - at, None, None, declared=True))
