"""ICC profiles: who made them, for which device, and what they are called. ICC.1:2022, sections 7.2 and 10."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Tag

TAGS_LIMIT: Final = 512
_HEADER: Final = (
    (4, "ProfileCMMType"),
    (12, "ProfileClass"),
    (16, "ColorSpaceData"),
    (40, "PrimaryPlatform"),
    (48, "DeviceManufacturer"),
    (52, "DeviceModel"),
    (80, "ProfileCreator"),
)
_TEXTS: Final = {
    b"desc": "ProfileDescription",
    b"cprt": "ProfileCopyright",
    b"dmnd": "DeviceMfgDesc",
    b"dmdd": "DeviceModelDesc",
    b"vued": "ViewingCondDesc",
}


def parse(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read the header and the texts of a profile into tags of the group `icc`."""
    window.claim(0, len(window), f"{prefix}.unclaimed", known=False)
    window.claim(0, 128, f"{prefix}.header")
    head = window.data[:132].tobytes()
    if len(head) < 132 or head[36:40] != b"acsp":
        window.canvas.problem("A colour profile does not begin like one.")
        window.claim(0, len(window), prefix)
        return
    for at, name in _HEADER:
        _text(window, found, name, head[at : at + 4].rstrip(b"\0 ").decode("latin-1"), (at, 4))
    year, month, day, hour, minute, second = (int.from_bytes(head[24 + i : 26 + i]) for i in range(0, 12, 2))
    when = f"{year:04}:{month:02}:{day:02} {hour:02}:{minute:02}:{second:02}"
    _text(window, found, "ProfileDateTime", when if year else "", (24, 12))
    _text(window, found, "ProfileID", head[84:100].hex() if any(head[84:100]) else "", (84, 16))
    count = min(int.from_bytes(head[128:132]), TAGS_LIMIT)
    window.claim(128, 4 + 12 * count, f"{prefix}.table")
    for at in range(132, min(132 + 12 * count, len(window) - 11), 12):
        entry = window.data[at : at + 12].tobytes()
        start, size = int.from_bytes(entry[4:8]), int.from_bytes(entry[8:12])
        size = -(-size // 4) * 4 if start + size < len(window) else size  # padded to four bytes
        label = entry[:4].decode("latin-1").strip()
        window.claim(start, size, f"{prefix}.{label}")
        said = _words(window.data[start : start + min(size, 4096)].tobytes())
        _text(window, found, _TEXTS.get(entry[:4], label), said, (start, size))
    yield from ()


def _text(window: Window, found: Found, name: str, value: str, where: tuple[int, int]) -> None:
    value = value.strip("\0 ")
    if value:
        found.tag(Tag("icc", name, None, "text", value, value, window.offset(where[0]), where[1]))


def _words(raw: bytes) -> str:
    """The text of a `desc`, `text` or `mluc` element."""
    kind = raw[:4]
    if kind == b"desc":
        return raw[12 : 12 + int.from_bytes(raw[8:12])].decode("latin-1")
    if kind == b"text":
        return raw[8:].decode("latin-1")
    if kind == b"mluc" and len(raw) >= 28:
        size, start = int.from_bytes(raw[20:24]), int.from_bytes(raw[24:28])
        return raw[start : start + size].decode("utf-16-be", "replace")
    return ""
