"""The `meta` box of HEIF: items, where they lie, and what they are to each other. ISO/IEC 23008-12."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.photo.boxes import boxes, name
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.model import Found, Nested, Picture, Tag

ITEMS_LIMIT: Final = 10_000
EXTENTS_LIMIT: Final = 50_000
_AUXILIARY: Final = (
    ("auxid:1", "alpha"),
    ("auxid:2", "depth"),
    ("depth", "depth"), ("disparity", "depth"), ("hdrgainmap", "gain-map"), ("gainmap", "gain-map"), ("alpha", "alpha"),
    ("matte", "mask"), ("mask", "mask"),
)  # fmt: skip
_PICTURES: Final = ("hvc1", "av01", "jpeg", "grid", "iovl", "iden", "avc1", "unci", "tmap")


@dataclass(slots=True)
class Item:
    """One item: its type, its extents in the file, its properties by number, its relations to others."""

    type: str = ""
    mime: str = ""
    name: str = ""
    extents: list[tuple[int, int]] = field(default_factory=list)
    inside: bool = False  # in `idat`, not in the file
    properties: list[int] = field(default_factory=list)
    relations: list[tuple[str, int]] = field(default_factory=list)
    hidden: bool = False


@dataclass(slots=True)
class Items:
    """All items of one `meta` box."""

    items: dict[int, Item] = field(default_factory=dict)
    primary: int | None = None
    properties: list[tuple[str, Window]] = field(default_factory=list)
    data: Window | None = None  # idat

    def item(self, number: int) -> Item:
        """The item of this number, made when it is first named. Raises FormatError beyond the limit."""
        if number not in self.items and len(self.items) >= ITEMS_LIMIT:
            raise FormatError(f"It has more than {ITEMS_LIMIT:,} items.")
        return self.items.setdefault(number, Item())


def parse(meta: Window, file: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Read the items of a file and yield those that hold metadata: `meta` is the box, its offsets count in `file`."""
    items = collected(meta, prefix)
    yield from _emit(items, file, found, prefix)


def collected(meta: Window, prefix: str = "meta") -> Items:
    """The items that a `meta` box lists; what cannot be read of it is a problem."""
    items = Items()
    try:
        for box in boxes(meta, 4):
            meta.claim(box.start - box.head, box.head + box.length, f"{prefix}.{name(box.type)}")
            inner = meta.part(box.start, box.length)
            if box.type == b"iprp":
                for part in boxes(inner):
                    if part.type == b"ipco":
                        container = inner.part(part.start, part.length)
                        items.properties = [(name(p.type), container.part(p.start, p.length)) for p in boxes(container)]
                    elif part.type == b"ipma":
                        _associations(inner.part(part.start, part.length), items)
            elif box.type == b"idat":
                items.data = inner
            elif box.type in _READERS:
                _READERS[box.type](inner, items)
    except FormatError as error:
        meta.canvas.problem(f"The list of items cannot be read to its end. {error}")
    return items


def _emit(items: Items, file: Window, found: Found, prefix: str) -> Iterator[Nested]:
    """Claim every item's bytes, and hand on what they hold."""
    for profile in profiles(items):
        yield Nested("icc", profile, f"{prefix}.iprp.ipco.colr.icc")
    tiles = {to for item in items.items.values() for kind, to in item.relations if kind == "dimg"}
    roles = {}
    for number, item in items.items.items():
        for kind, _to in item.relations:
            if kind == "thmb":
                roles[number] = "thumbnail"
            elif kind == "auxl":
                roles[number] = auxiliary(items, item)
    for number, item in sorted(items.items.items()):
        source = items.data if item.inside and items.data is not None else file
        label = f"{prefix}.item.{number}.{item.type or 'unknown'}"
        for start, length in item.extents:
            source.claim(start, length, label)
        if not item.extents:
            continue
        whole = source.joined(source.part(start, length) for start, length in item.extents)
        width, height = _size(items, item)
        if number == items.primary:
            found.width, found.height = width or found.width, height or found.height
            _primary(items, item, found)
        if item.type == "Exif":
            skip = whole.number(">I", 0) if len(whole) >= 4 else 0
            yield Nested("tiff", whole.part(4 + skip), f"{label}.exif")
        elif item.type == "mime" and "xml" in item.mime:
            yield Nested("xmp", whole, f"{label}.xmp")
        elif item.type in _PICTURES and number != items.primary and number not in tiles:
            data = whole.data.tobytes() if item.type == "jpeg" and len(item.extents) > 1 else None
            role = roles.get(number, "preview")
            start = source.offset(item.extents[0][0])
            found.picture(Picture(item.type, role, start, len(whole), width, height, declared=True, data=data))
        elif item.type not in _PICTURES and item.type not in ("Exif", "mime"):
            text = item.name or item.mime
            found.tag(Tag("heif", f"Item:{item.type}", number, "item", text, text, whole.offset(0), len(whole)))


def _primary(items: Items, item: Item, found: Found) -> None:
    """What the main picture's properties say: turning, mirroring, colour, kind of codec."""
    for index in item.properties:
        kind, window = items.properties[index]
        if kind == "irot" and len(window):
            _property(found, window, "Rotation", (window.data[0] & 3) * 90)
        elif kind == "imir" and len(window):
            _property(found, window, "Mirroring", window.data[0] & 1)


def _property(found: Found, window: Window, label: str, value: int) -> None:
    found.tag(Tag("heif", label, None, "property", value, str(value), window.offset(0), len(window)))


def profiles(items: Items) -> Iterator[Window]:
    """The ICC profiles among the properties."""
    for kind, window in items.properties:
        if kind == "colr" and window.data[:4].tobytes() in (b"prof", b"rICC"):
            yield window.part(4)


def _size(items: Items, item: Item) -> tuple[int | None, int | None]:
    for index in item.properties:
        kind, window = items.properties[index]
        if kind == "ispe" and len(window) >= 12:
            return window.number(">I", 4), window.number(">I", 8)
    return None, None


def auxiliary(items: Items, item: Item) -> str:
    """What an auxiliary picture is: depth, gain-map, alpha, mask, or auxiliary where its name is not known."""
    for index in item.properties:
        kind, window = items.properties[index]
        if kind == "auxC":
            urn = window.data[4:132].tobytes().split(b"\0", 1)[0].decode("latin-1").lower()
            return next((role for word, role in _AUXILIARY if word in urn), "auxiliary")
    return "auxiliary"


def _info(window: Window, items: Items) -> None:
    """`iinf`: the items' types."""
    for box in boxes(window, 6 if window.number(">B", 0) == 0 else 8):
        version, flags = window.number(">B", box.start), window.number(">I", box.start) & 0xFFFFFF
        if version < 2:
            continue
        wide = version > 2
        number = window.number(">I" if wide else ">H", box.start + 4)
        at = box.start + (8 if wide else 6) + 2
        item = items.item(number)
        item.type = window.take(at, 4).decode("latin-1")
        item.hidden = bool(flags & 1)
        texts = window.data[at + 4 : box.start + box.length].tobytes()[:4096].split(b"\0")
        item.name = texts[0].decode("utf-8", "replace")
        item.mime = texts[1].decode("latin-1") if item.type == "mime" and len(texts) > 1 else ""


def _locations(window: Window, items: Items) -> None:
    """`iloc`: where the items lie."""
    version, sizes = window.number(">B", 0), window.number(">H", 4)
    wide_offset, wide_length, wide_base, wide_index = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15
    count, at = (window.number(">I", 6), 10) if version == 2 else (window.number(">H", 6), 8)
    left = EXTENTS_LIMIT

    def integer(width: int) -> int:
        nonlocal at
        value = int.from_bytes(window.take(at, width))
        at += width
        return value

    for _ in range(min(count, ITEMS_LIMIT)):
        item = items.item(integer(4 if version == 2 else 2))
        method = integer(2) & 15 if version else 0
        integer(2)
        base = integer(wide_base)
        for _ in range(integer(2)):
            left -= 1
            if left < 0:
                raise FormatError(f"Its items lie in more than {EXTENTS_LIMIT:,} pieces.")
            if version and wide_index:
                integer(wide_index)
            start, length = base + integer(wide_offset), integer(wide_length)
            item.extents.append((start, length))
        item.inside = method == 1


def _references(window: Window, items: Items) -> None:
    """`iref`: an item is the thumbnail of, an auxiliary of, made from, or says something of another."""
    code, width = (">I", 4) if window.number(">B", 0) else (">H", 2)
    for box in boxes(window, 4):
        source, count = window.number(code, box.start), window.number(">H", box.start + width)
        for n in range(min(count, (box.length - width - 2) // width)):
            target = window.number(code, box.start + width + 2 + n * width)
            items.item(source).relations.append((name(box.type), target))


def _associations(window: Window, items: Items) -> None:
    """`ipma`: which properties an item has."""
    version, flags = window.number(">B", 0), window.number(">I", 0) & 0xFFFFFF
    at = 8
    for _ in range(min(window.number(">I", 4), ITEMS_LIMIT)):
        item = items.item(window.number(">I" if version else ">H", at))
        at += 4 if version else 2
        count = window.number(">B", at)
        at += 1
        for _ in range(count):
            index = window.number(">H", at) & 0x7FFF if flags & 1 else window.number(">B", at) & 0x7F
            at += 2 if flags & 1 else 1
            if 0 < index <= len(items.properties):
                item.properties.append(index - 1)


def _primary_item(window: Window, items: Items) -> None:
    """`pitm`: the item that viewers show."""
    items.primary = window.number(">I" if window.number(">B", 0) else ">H", 4)


_READERS: Final = {b"iinf": _info, b"iloc": _locations, b"iref": _references, b"pitm": _primary_item}
