"""JUMBF boxes as C2PA uses them: that there are content credentials, who made the claim, which actions it lists.

ISO/IEC 19566-5; C2PA 2.x. Signatures are not checked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.photo.boxes import boxes
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Picture, Tag

BOXES_LIMIT: Final = 5_000
DEPTH_LIMIT: Final = 16
_TOLD: Final = re.compile(
    rb"(claim_generator|digitalSourceType|softwareAgent|name|action|dc:title|author)[\x60-\x7b](.?)([\x20-\x7e]{3,200})"
)


def parse(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read the labels of all boxes into tags of the group `c2pa`, and the thumbnails inside as pictures."""
    window.claim(0, len(window), prefix)
    waiting: list[tuple[int, int, str, int]] = [(0, len(window), "", 0)]
    count = 0
    while waiting:
        start, end, path, depth = waiting.pop(0)
        label = ""
        try:
            for box in boxes(window, start, end):
                count += 1
                if count > BOXES_LIMIT:
                    raise FormatError("Its content credentials have more boxes than are read.")
                if box.type == b"jumb" and depth < DEPTH_LIMIT:
                    waiting.append((box.start, box.start + box.length, path, depth + 1))
                elif box.type == b"jumd":
                    raw = window.take(box.start, min(box.length, 512))
                    label = raw[17:].split(b"\0", 1)[0].decode("utf-8", "replace") if raw[16:17] and raw[16] & 2 else ""
                    path = f"{path}/{label}" if label else path
                    if label:
                        found.tag(Tag("c2pa", "Label", None, "text", path, path, window.offset(box.start), box.length))
                elif box.type == b"bidb" and box.length > 64:
                    where = window.offset(box.start)
                    data = window.take(box.start, box.length)
                    kind = "jpeg" if data[:2] == b"\xff\xd8" else "png" if data[:4] == b"\x89PNG" else "other"
                    found.picture(Picture(kind, "c2pa", where, box.length, None, None, declared=True, data=data))
                elif box.type in (b"cbor", b"json"):
                    _told(window, found, box.start, box.length)
        except FormatError as error:
            window.canvas.problem(f"The content credentials are damaged. {error}")
    yield from ()


def _told(window: Window, found: Found, start: int, length: int) -> None:
    """Texts of a claim or an assertion, by their keys; CBOR's text strings stand behind a byte or two of length."""
    raw = window.take(start, min(length, 1 << 20))
    for match in list(_TOLD.finditer(raw))[:100]:
        key, text = match[1].decode("ascii"), match[3].decode("ascii")
        head = raw[match.end(1)]
        size = head - 0x60 if head < 0x78 else (match[2] or b"\0")[0]
        text = (match[2].decode("latin-1") + text)[:size] if head < 0x78 else text[:size]
        if len(text) >= 3:
            found.tag(Tag("c2pa", key, None, "text", text, text, window.offset(start + match.start(3)), len(text)))
