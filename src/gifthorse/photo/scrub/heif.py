"""HEIF and AVIF: the items that make the main picture are copied into a file that holds nothing else.

ISO/IEC 23008-12. Thumbnails, depth, gain maps, EXIF, XMP and what nothing points at stay behind.
"""

from __future__ import annotations

import struct
from typing import Final

from gifthorse.errors import FormatError, UnsupportedError
from gifthorse.formats.photo.boxes import whole
from gifthorse.formats.photo.canvas import Window
from gifthorse.formats.photo.heif import Item, Items, auxiliary, collected
from gifthorse.photo.scrub import profile

_DRAWING: Final = ("ispe", "pixi", "hvcC", "av1C", "colr", "irot", "imir", "clap", "pasp", "auxC", "clli", "mdcv")
_ESSENTIAL: Final = ("hvcC", "av1C", "irot", "imir", "clap")
_BRANDS: Final = (b"heic", b"heix", b"mif1", b"mif2", b"miaf", b"avif", b"MA1A", b"MA1B", b"MiHB", b"MiHE", b"MiPr")
_CODED: Final = ("hvc1", "av01", "grid", "iovl", "iden")
_SRGB: Final = b"nclx" + struct.pack(">HHHB", 1, 13, 6, 0x80)


def scrub(data: memoryview) -> bytes:
    """The copy. Raises FormatError for damaged input, UnsupportedError where the main picture is of another make."""
    window = Window.whole(data)
    found, _ = whole(window, (b"ftyp", b"meta", b"mdat"))
    top = {box.type: window.part(box.start, box.length) for box in found if box.type in (b"ftyp", b"meta")}
    if b"meta" not in top or b"ftyp" not in top:
        raise FormatError("It has no list of items, so it cannot be copied.", 0)
    items = collected(top[b"meta"])
    if items.primary not in items.items:
        raise FormatError("It names no main picture, so it cannot be copied.", 0)
    kept = _kept(items)
    for number in kept:
        if items.items[number].type not in _CODED:
            kind = items.items[number].type
            raise UnsupportedError(f"Its picture is of the kind {kind!r}, which is not scrubbed: export a JPEG.")
    return _written(items, kept, window, _brands(top[b"ftyp"]))


def _kept(items: Items) -> list[int]:
    """The main picture, what it is put together from, and its transparency."""
    assert items.primary is not None
    kept, waiting = [], [items.primary]
    while waiting:
        number = waiting.pop(0)
        if number in kept or number not in items.items:
            continue
        kept.append(number)
        waiting += [to for kind, to in items.items[number].relations if kind == "dimg"]
        if number == items.primary:
            waiting += [
                n for n, item in items.items.items() if ("auxl", number) in item.relations and _alpha(items, item)
            ]
    return sorted(kept)


def _alpha(items: Items, item: Item) -> bool:
    return auxiliary(items, item) == "alpha"


def _written(items: Items, kept: list[int], window: Window, kind: bytes) -> bytes:
    numbers = {number: place for place, number in enumerate(kept, 1)}
    media = [_bytes(items, items.items[n], window) for n in kept]
    used = sorted({i for n in kept for i in items.items[n].properties if items.properties[i][0] in _DRAWING})
    place = {index: n for n, index in enumerate(used, 1)}
    properties = b"".join(_property(*items.properties[i]) for i in used)
    associations = b""
    for number in kept:
        own = [i for i in items.items[number].properties if i in place]
        associations += struct.pack(">HB", numbers[number], len(own))
        for index in own:
            essential = 0x8000 if items.properties[index][0] in _ESSENTIAL else 0
            associations += struct.pack(">H", essential | place[index])
    info = b"".join(
        _box(
            b"infe",
            struct.pack(">IHH", 0x02000001 if _hidden(items, n) else 0x02000000, numbers[n], 0),
            items.items[n].type.encode(),
            b"\0",
        )
        for n in kept
    )
    references = b""
    for number in kept:
        for relation in ("dimg", "auxl"):
            targets = [
                numbers[to] for kind_, to in items.items[number].relations if kind_ == relation and to in numbers
            ]
            if targets:
                body = struct.pack(f">HH{len(targets)}H", numbers[number], len(targets), *targets)
                references += _box(relation.encode(), body)

    def meta(first: int) -> bytes:
        at, places = first, b""
        for number, data in zip(kept, media, strict=True):
            places += struct.pack(">HHHII", numbers[number], 0, 1, at, len(data))
            at += len(data)
        assert items.primary is not None
        return _box(
            b"meta",
            b"\0\0\0\0",
            _box(b"hdlr", bytes(8), b"pict", bytes(13)),
            _box(b"pitm", bytes(4), struct.pack(">H", numbers[items.primary])),
            _box(b"iloc", bytes(4), b"\x44\0", struct.pack(">H", len(kept)), places),
            _box(b"iinf", bytes(4), struct.pack(">H", len(kept)), info),
            *([_box(b"iref", bytes(4), references)] if references else []),
            _box(
                b"iprp",
                _box(b"ipco", properties),
                _box(b"ipma", b"\0\0\0\1", struct.pack(">I", len(kept)), associations),
            ),
        )

    first = len(kind) + len(meta(0)) + 8
    return kind + meta(first) + _box(b"mdat", *media)


def _hidden(items: Items, number: int) -> bool:
    return number != items.primary


def _bytes(items: Items, item: Item, window: Window) -> bytes:
    source = items.data if item.inside and items.data is not None else window
    return b"".join(source.take(start, length) for start, length in item.extents)


def _property(kind: str, window: Window) -> bytes:
    body = window.data.tobytes()
    if kind == "colr" and body[:4] in (b"prof", b"rICC"):
        kept = profile.neutral(body[4:])
        body = body[:4] + kept if kept else _SRGB
    return _box(kind.encode("latin-1"), body)


def _brands(window: Window) -> bytes:
    body = window.data.tobytes()
    named = [body[i : i + 4] for i in range(8, len(body) - 3, 4)]
    return _box(b"ftyp", body[:4], bytes(4), *dict.fromkeys(b for b in named if b in _BRANDS))


def _box(kind: bytes, *body: bytes) -> bytes:
    inner = b"".join(body)
    return struct.pack(">I", len(inner) + 8) + kind + inner
