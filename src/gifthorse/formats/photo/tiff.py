"""TIFF directories: EXIF, GPS, DNG and the maker notes that are built like them.

TIFF 6.0, BigTIFF, CIPA DC-008. Offsets count from the beginning of the window.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.photo import names
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Picture, Tag, Value
from gifthorse.formats.photo.text import TEXT_LIMIT, decoded, shown

ENTRIES_LIMIT: Final = 4_096
DIRECTORIES_LIMIT: Final = 256
COUNT_LIMIT: Final = 1_024  # numbers kept of one value
STRIPS_LIMIT: Final = 65_536

# Type: its name, bytes a value, struct code.
TYPES: Final = {
    1: ("byte", 1, "B"),
    2: ("ascii", 1, ""),
    3: ("short", 2, "H"),
    4: ("long", 4, "I"),
    5: ("rational", 8, "II"),
    6: ("sbyte", 1, "b"),
    7: ("undefined", 1, ""),
    8: ("sshort", 2, "h"),
    9: ("slong", 4, "i"),
    10: ("srational", 8, "ii"),
    11: ("float", 4, "f"),
    12: ("double", 8, "d"),
    13: ("ifd", 4, "I"),
    16: ("long8", 8, "Q"),
    17: ("slong8", 8, "q"),
    18: ("ifd8", 8, "Q"),
    129: ("utf8", 1, ""),
}
_POINTERS: Final = {0x8769: "exif", 0x8825: "gps", 0xA005: "interop"}
_NESTED: Final = {0x02BC: "xmp", 0x83BB: "iptc", 0x8773: "icc", 0x8649: "photoshop"}
_WINDOWS: Final = range(0x9C9B, 0x9CA0)  # texts in UTF-16 that call themselves bytes
_NUMBERS: Final = ("ImageUniqueID", "RawDataUniqueID", "LensSerialNumber", "InternalSerialNumber")
_JPEG: Final = (6, 7)  # values of Compression
_REDUCED: Final = 1  # the bit of SubfileType that tells a preview


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a directory: `at` is where its value lies in the window."""

    number: int
    type: int
    count: int
    at: int
    length: int
    value: Value


@dataclass(slots=True)
class Reader:
    """A TIFF structure under way: what is still to be read, and what was.

    `moved` is by how many bytes its values lie further behind than its offsets say.
    """

    window: Window
    found: Found
    prefix: str
    order: str
    big: bool = False
    moved: int = 0
    seen: set[int] = field(default_factory=set)

    def directory(self, at: int, group: str, *, pointer: bool = True) -> tuple[list[Entry], int]:
        """The entries of the directory at `at`, and where the next one is (0: nowhere). Raises FormatError."""
        count = self.window.number(self.order + ("Q" if self.big else "H"), at)
        head, size = (8, 20) if self.big else (2, 12)
        if count > ENTRIES_LIMIT:
            raise FormatError(f"A directory claims {count:,} entries.", self.window.offset(at))
        end = at + head + count * size
        tail = (8 if self.big else 4) if pointer and end + (8 if self.big else 4) <= len(self.window) else 0
        self.window.claim(at, head + count * size + tail, f"{self.prefix}.{group}")
        entries = []
        for start in range(at + head, min(end, len(self.window) - size + 1), size):
            entry = self.entry(start)
            if entry is not None:
                entries.append(entry)
        if end > len(self.window):
            self.window.canvas.problem(f"A directory ({group}) is cut short.")
        following = self.window.number(self.order + ("Q" if self.big else "I"), end) if tail else 0
        return entries, following

    def entry(self, start: int) -> Entry | None:
        """The entry at `start`, or None when its type or place makes no sense."""
        order, wide = self.order, self.big
        number, kind = struct.unpack_from(order + "HH", self.window.data, start)
        count = self.window.number(order + ("Q" if wide else "I"), start + 4)
        known = TYPES.get(kind)
        if known is None:
            return None
        length, inline = count * known[1], 8 if wide else 4
        field_at = start + (12 if wide else 8)
        at = field_at
        if length > inline:
            at = max(0, self.window.number(order + ("Q" if wide else "I"), field_at) + self.moved)
        if at + length > len(self.window):
            self.window.canvas.problem(f"The value of tag 0x{number:04x} lies outside its directory's block.")
            length = max(0, len(self.window) - at)
            count = length // known[1]
        return Entry(number, kind, count, at, length, self.value(kind, count, at))

    def value(self, kind: int, count: int, at: int) -> Value:
        """What lies at `at`, as a Python value: text, bytes, a number or a tuple of numbers."""
        name, size, code = TYPES[kind]
        if name in ("ascii", "utf8"):
            return decoded(self.window.data[at : at + min(count, 65_536)].tobytes())
        if name == "undefined":
            return self.window.data[at : at + min(count, 65_536)].tobytes()
        count = min(count, COUNT_LIMIT)
        raw = struct.unpack_from(self.order + code * count, self.window.data, at) if count else ()
        if size == 8 and len(code) == 2:
            pairs = zip(raw[::2], raw[1::2], strict=True)
            raw = tuple(top / bottom if bottom else None for top, bottom in pairs)
        return raw[0] if len(raw) == 1 else tuple(raw)

    def tag(self, entry: Entry, group: str, name: str | None = None) -> None:
        """Keep an entry as a tag, and claim its value where it lies apart."""
        label, value = name or names.name(group, entry.number), entry.value
        if entry.number in _WINDOWS and entry.type in (1, 7):
            raw = self.window.data[entry.at : entry.at + min(entry.length, 2 * TEXT_LIMIT)].tobytes()
            value = raw.decode("utf-16-le", "replace").split("\0", 1)[0].strip()
        self.found.tag(
            Tag(
                group,
                label,
                entry.number,
                TYPES[entry.type][0],
                value,
                _digits(value) if label in _NUMBERS else shown(value),
                self.window.offset(entry.at),
                entry.length,
            )
        )
        if entry.length > (8 if self.big else 4):
            self.window.claim(entry.at, entry.length, f"{self.prefix}.{group}.{label}")


def gps(window: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """A TIFF structure of its own whose only directory is one of positions, as in CR3."""
    yield from parse(window, found, prefix, only="gps")


def parse(window: Window, found: Found, prefix: str, *, top: str = "ifd", only: str = "") -> Iterator[Nested]:
    """Read a TIFF structure and yield what lies inside it for other parsers. Damage is a problem."""
    opened = _header(window)
    if opened is None:
        window.canvas.problem(f"The {prefix} block does not begin like TIFF.")
        return
    order, big, first = opened
    reader = Reader(window, found, prefix, order, big)
    window.claim(0, 16 if big else 8, f"{prefix}.header")
    waiting = [(first, only or f"{top}0")]
    while waiting and len(reader.seen) < DIRECTORIES_LIMIT:
        at, group = waiting.pop(0)
        if not at or at in reader.seen:
            continue
        reader.seen.add(at)
        try:
            entries, following = reader.directory(at, group)
        except FormatError as error:
            window.canvas.problem(f"The directory {group} cannot be read. {error}")
            continue
        found.order.append(f"{prefix}.{group}:" + ",".join(f"{e.number:x}" for e in entries))
        by_number = {e.number: e for e in entries}
        for entry in entries:
            reader.tag(entry, group)
            if entry.number in _POINTERS and isinstance(entry.value, int):
                waiting.append((entry.value, _POINTERS[entry.number]))
            elif entry.number == 0x014A:
                offsets = entry.value if isinstance(entry.value, tuple) else (entry.value,)
                waiting += [(int(o), f"sub{n}") for n, o in enumerate(offsets) if isinstance(o, int)]
            elif entry.number in _NESTED and entry.length:
                inner = _NESTED[entry.number]
                yield Nested(inner, window.part(entry.at, entry.length), f"{prefix}.{inner}")
            elif entry.number == 0x927C and entry.length:
                window.claim(entry.at, entry.length, f"{prefix}.makernote")
                yield Nested("makernote", window, f"{prefix}.makernote", entry.at, entry.length, order)
        _pictures(reader, by_number, group)
        if following and group[:-1] == top:
            waiting.append((following, f"{top}{int(group[-1]) + 1}" if group[-1] < "9" else f"{top}9"))


def _digits(value: Value) -> str:
    """A number that is written as bytes, in hexadecimal digits as other programs show it."""
    if isinstance(value, tuple) and all(isinstance(v, int) and 0 <= v < 256 for v in value):
        value = bytes(int(v or 0) for v in value)
    return value.hex() if isinstance(value, bytes) and not value.rstrip(b"\0").isalnum() else shown(value)


def _header(window: Window) -> tuple[str, bool, int] | None:
    """Byte order, whether it is BigTIFF, and where the first directory is."""
    mark = window.data[:4].tobytes()
    order = {b"II": "<", b"MM": ">"}.get(mark[:2])
    if order is None or len(window) < 8:
        return None
    magic = window.number(order + "H", 2)
    if magic == 43 and len(window) >= 16:
        return order, True, window.number(order + "Q", 8)
    return (order, False, window.number(order + "I", 4)) if magic in (42, 0x4F52, 0x5352, 0x55) else None


def _pictures(reader: Reader, by_number: dict[int, Entry], group: str) -> None:
    """The picture that a directory points at: a thumbnail in one piece, or strips and tiles."""
    window, found = reader.window, reader.found
    width, height = (_whole(by_number.get(n)) for n in (0x0100, 0x0101))
    start, length = _whole(by_number.get(0x0201)), _whole(by_number.get(0x0202))
    if start is not None and length:
        role = "thumbnail" if group in ("ifd1",) else "preview"
        _picture(reader, start, length, role, (width, height))
    subfile, compression = _whole(by_number.get(0x00FE)), _whole(by_number.get(0x0103))
    for offsets, counts in ((0x0111, 0x0117), (0x0144, 0x0145)):
        if offsets not in by_number or counts not in by_number:
            continue
        places, sizes = (_all(reader, by_number[n]) for n in (offsets, counts))
        for place, size in zip(places, sizes, strict=False):
            window.claim(place, size, f"{reader.prefix}.{group}.image")
        single = len(places) == 1 and compression in _JPEG
        if single and (group == "ifd1" or (subfile or 0) & _REDUCED) and sizes:
            _picture(reader, places[0], sizes[0], "preview", (width, height))
        elif (
            not (subfile or 0) & _REDUCED
            and width
            and height
            and width * height > (found.width or 0) * (found.height or 0)
        ):
            found.width, found.height = width, height


def _picture(reader: Reader, start: int, length: int, role: str, size: tuple[int | None, int | None]) -> None:
    window = reader.window
    if start >= len(window):
        window.canvas.problem(f"The {role} that a directory names lies outside the file.")
        return
    part = window.part(start, length)
    part.claim(0, len(part), f"{reader.prefix}.{role}")
    kind = "jpeg" if part.at(0, b"\xff\xd8") else "raw"
    data = part.data.tobytes() if len(part.pieces) > 1 else None
    reader.found.picture(Picture(kind, role, part.offset(0), len(part), *size, declared=True, data=data))


def _whole(entry: Entry | None) -> int | None:
    value = entry.value if entry else None
    value = value[0] if isinstance(value, tuple) and value else value
    return value if isinstance(value, int) else None


def _all(reader: Reader, entry: Entry) -> list[int]:
    """Every number of an entry, also of those that are too long to keep as a value."""
    _, size, code = TYPES[entry.type]
    if code not in ("H", "I", "Q", "B"):
        return []
    count = min(entry.length // size, STRIPS_LIMIT)
    return list(struct.unpack_from(f"{reader.order}{count}{code}", reader.window.data, entry.at))
