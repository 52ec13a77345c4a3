"""Binary XML and resource tables that are well formed and made to be slow or to swell."""

from __future__ import annotations

import struct
from collections.abc import Iterable

from tests.axmlwriter import ANDROID, IDS, NOTHING, chunk


class Bulk:
    """Writes elements by the hundred thousand; strings are written once."""

    def __init__(self) -> None:
        self.names = list(IDS)
        self.strings: list[str] = list(self.names)
        self._known: dict[str, int] = {}
        self.body = bytearray()

    def string(self, text: str) -> int:
        """Index of a string (never one of the attributes' own names, which carry ids)."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = len(self.strings)
            self.strings.append(text)
        return found

    def open(self, tag: str, **attributes: str | bool | int) -> None:
        """Start an element; attributes are the framework's, but for `package` and `split`."""
        listed = []
        for name, value in attributes.items():
            spaced = name in IDS
            where = self.names.index(name) if spaced else self.string(name)
            if isinstance(value, bool):
                raw, kind, data = NOTHING, 0x12, NOTHING if value else 0
            elif isinstance(value, int):
                raw, kind, data = NOTHING, 0x10, value & NOTHING
            else:
                raw = data = self.string(value)
                kind = 3
            space = self.string(ANDROID) if spaced else NOTHING
            listed.append((IDS.get(name, 0), struct.pack("<IIIHBBI", space, where, raw, 8, 0, kind, data)))
        cells = b"".join(cell for _, cell in sorted(listed))
        extension = struct.pack("<IIHHHHHH", NOTHING, self.string(tag), 20, 20, len(listed), 0, 0, 0)
        self.body += chunk(0x0102, struct.pack("<II", 7, NOTHING), extension + cells)

    def close(self, tag: str) -> None:
        """End an element."""
        self.body += chunk(0x0103, struct.pack("<II", 7, NOTHING), struct.pack("<II", NOTHING, self.string(tag)))

    def one(self, tag: str, **attributes: str | bool | int) -> None:
        """An element without children."""
        self.open(tag, **attributes)
        self.close(tag)

    def data(self) -> bytes:
        """The file."""
        ids = chunk(0x0180, b"", struct.pack(f"<{len(self.names)}I", *(IDS[n] for n in self.names)))
        return chunk(0x0003, b"", _pool(self.strings) + ids + bytes(self.body))


def _pool(strings: Iterable[str]) -> bytes:
    """As `axmlwriter.pool`, for hundreds of thousands of strings."""
    offsets, parts, at = [], [], 0
    for text in strings:
        raw = text.encode("utf-16-le", "surrogatepass")
        units = len(raw) // 2
        head = struct.pack("<H", units) if units < 0x8000 else struct.pack("<HH", units >> 16 | 0x8000, units & 0xFFFF)
        parts.append(head + raw + b"\0\0")
        offsets.append(at)
        at += len(parts[-1])
    data = b"".join(parts)
    data += bytes(-len(data) % 4)
    start = 28 + 4 * len(offsets)
    header = struct.pack("<IIIII", len(offsets), 0, 0, start, 0)
    return chunk(0x0001, header, struct.pack(f"<{len(offsets)}I", *offsets) + data)


def crowded(count: int = 100_000, *, name: str = "h.C{}", long: int = 0) -> bytes:
    """A manifest with so many permissions, components and filters; with `long`, all name one string of that length."""
    xml = Bulk()
    text = "L" * long
    xml.open("manifest", package="h.crowd", versionCode=1)
    for i in range(count):
        xml.one("uses-permission", name=text or f"h.permission.P{i}")
    for i in range(count):
        xml.one("permission", name=text or f"h.permission.D{i}", protectionLevel=i % 4)
    xml.open("application", label=text or "crowd")
    for i in range(count):
        xml.open("receiver", name=text or name.format(i), exported=True, permission=text or f"h.permission.D{i}")
        xml.open("intent-filter")
        xml.one("action", name=text or f"h.ACTION{i}")
        xml.one("category", name=text or "android.intent.category.DEFAULT")
        xml.one("data", scheme=text or "h", host=text or f"h{i}")
        xml.close("intent-filter")
        xml.close("receiver")
    xml.close("application")
    xml.close("manifest")
    return xml.data()


def product(count: int = 2_000) -> bytes:
    """One filter with 2,000 actions, schemes, hosts and paths each, of which a reader might make every combination."""
    xml = Bulk()
    xml.open("manifest", package="h.product")
    xml.open("application")
    xml.open("activity", name="h.Main", exported=True)
    xml.open("intent-filter")
    for i in range(count):
        xml.one("action", name=f"h.A{i}")
        xml.one("category", name=f"h.K{i}")
        xml.one("data", scheme=f"s{i}", host=f"h{i}", mimeType=f"a/{i}")
    for tag in ("intent-filter", "activity", "application", "manifest"):
        xml.close(tag)
    return xml.data()


def deep(levels: int = 200_000) -> bytes:
    """Elements within each other."""
    xml = Bulk()
    xml.open("manifest", package="h.deep")
    for _ in range(levels):
        xml.open("a")
    return xml.data()


def wide(count: int = 60_000) -> bytes:
    """An element of so many attributes, all of one name."""
    xml = Bulk()
    xml.open("manifest", package="h.wide")
    cells = struct.pack("<IIIHBBI", NOTHING, 0, 0, 8, 0, 3, 0) * count
    extension = struct.pack("<IIHHHHHH", NOTHING, xml.string("application"), 20, 20, count, 0, 0, 0)
    for _ in range(20):
        xml.body += chunk(0x0102, struct.pack("<II", 7, NOTHING), extension + cells)
    xml.close("manifest")
    return xml.data()
