"""One photo: which parser reads what, and what is left over in the end."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from gifthorse.errors import FormatError
from gifthorse.formats.photo import (
    bmff,
    ciff,
    flir,
    icc,
    iptc,
    jpeg,
    jumbf,
    makernote,
    mpf,
    png,
    tiff,
    trailer,
    webp,
    xmp,
)
from gifthorse.formats.photo.canvas import Bytes, Span, Window
from gifthorse.formats.photo.model import Found, Nested, Photo, Picture, Tag
from gifthorse.formats.photo.sniff import sniff
from gifthorse.formats.photo.text import TEXT_LIMIT

DEPTH_LIMIT: Final = 8
NESTED_LIMIT: Final = 2_000
PICTURES_READ: Final = 64
PIXELS_A_BYTE: Final = 400  # of a JPEG: even one colour takes six bits a block of 64
UNDECLARED_BYTES: Final = 512  # smaller leftovers hold no picture
LEAST_TEXT: Final = 16
LEAST_LETTERS: Final = 6
_SCANNED: Final = re.compile(rb"\xff\xd8\xff[\xc0-\xfe]|\x89PNG\r\n\x1a\n|\xff\xe2..XMTH|....ftyp", re.DOTALL)

Parser: TypeAlias = Callable[[Window, Found, str], Iterator[Nested]]

PARSERS: Final[dict[str, Parser]] = {
    "jpeg": jpeg.parse,
    "tiff": tiff.parse,
    "xmp": xmp.parse,
    "icc": icc.parse,
    "iptc": iptc.parse,
    "photoshop": iptc.photoshop,
    "mpf": mpf.parse,
    "jumbf": jumbf.parse,
    "flir": flir.parse,
    "ciff": ciff.parse,
    "tiff-gps": tiff.gps,
    "canon": makernote.canon,
    "png": png.parse,
    "webp": webp.parse,
    "bmff": bmff.parse,
    "trailer": trailer.parse,
}
_FILES: Final = ("jpeg", "png", "webp", "bmff", "tiff")


def read(data: Bytes) -> Photo:
    """Read a photo or film; raises FormatError when it is neither. Damage ends up in its `problems`."""
    window = Window.whole(data)
    kind = sniff(window.data[:16].tobytes())
    if kind is None:
        raise FormatError("It is no photo and no film of a kind that is read.", 0)
    found = Found()
    if kind == "tiff":
        window.claim(0, len(window), "tiff.unclaimed", known=False)
    _run(Nested(kind, window, kind), found, 0)
    _inside(window, found)
    _leftovers(window, found)
    _words(window, found)
    return Photo(
        kind=_kind(kind, found),
        width=found.width,
        height=found.height,
        spans=tuple(_padded(window)),
        tags=tuple(found.tags),
        pictures=tuple(sorted(found.pictures, key=lambda p: p.offset)),
        quantisation=dict(found.quantisation),
        subsampling=found.subsampling,
        progressive=found.progressive,
        order=tuple(found.order[:1000]),
        problems=tuple(window.canvas.problems),
    )


def _padded(window: Window) -> Iterator[Span]:
    """The spans, in which zero bytes are padding and no riddle."""
    for span in window.canvas.spans():
        if not span.known and _empty(window.data, span):
            yield replace(span, what=f"{span.what.removesuffix('.unclaimed')}.padding", known=True)
        else:
            yield span


def _empty(data: memoryview, span: Span) -> bool:
    if data[span.start] or data[span.start + span.length - 1]:
        return False
    return data[span.start : span.start + span.length].tobytes().count(0) == span.length


def _kind(parser: str, found: Found) -> str:
    if parser == "bmff":
        return found.kind or "mp4"
    if parser == "tiff":
        return "dng" if any(t.name == "DNGVersion" for t in found.tags) else "tiff"
    return parser


def _run(first: Nested, found: Found, depth: int) -> int:
    """Run a parser and those of whatever it finds inside; returns how long a picture was that something follows."""
    waiting, count, own = deque([(first, depth)]), 0, len(first.window)
    while waiting:
        nested, depth = waiting.popleft()
        count += 1
        if depth > DEPTH_LIMIT or count > NESTED_LIMIT:
            nested.window.canvas.problem("It is nested more deeply than is read.")
            break
        window = nested.window
        if nested.kind == "trailer" and nested.window.pieces and nested is not first:
            own = min(own, len(first.window) - len(window)) if first.kind in ("jpeg", "png") else own
        if nested.kind == "jpeg-behind":
            length = _behind(window, found, nested.prefix, depth)
            if length < len(window):
                waiting.append((Nested("trailer", window.part(length), f"{nested.prefix}.trailer"), depth + 1))
            continue
        if nested.kind == "tiff" and nested is not first:
            window.claim(0, len(window), f"{nested.prefix}.unclaimed", known=False)
        if nested.kind == "makernote":
            parser: Iterator[Nested] = makernote.parse(nested, found)
        elif nested.kind in PARSERS:
            parser = PARSERS[nested.kind](window, found, nested.prefix)
        else:
            continue
        try:
            for inner in parser:
                waiting.append((inner, depth + 1))
        except FormatError as error:
            window.canvas.problem(f"Its {nested.prefix} part cannot be read to the end. {error}")
    return own


def _behind(window: Window, found: Found, prefix: str, depth: int) -> int:
    """A whole JPEG behind a picture: one of the pictures, with its own length."""
    inner = Found()
    end = _end(window)
    part = window.part(0, end)
    part.claim(0, end, f"{prefix}")
    _run(Nested("jpeg", part, prefix), inner, depth + 1)
    found.picture(Picture("jpeg", "undeclared", window.offset(0), end, inner.width, inner.height, declared=False))
    _merge(found, inner, "undeclared")
    return end


def _end(window: Window) -> int:
    """Where a JPEG at the window's beginning ends: found by walking its segments on a canvas of its own."""
    alone = Window.whole(window.data)
    for nested in jpeg.parse(alone, Found(), ""):
        if nested.kind == "trailer":
            return len(window) - len(nested.window)
    return len(window)


def _inside(window: Window, found: Found) -> None:
    """Read the pictures and films that the file declares: they have metadata of their own."""
    done: set[tuple[int, int]] = set()
    for _ in range(PICTURES_READ):
        todo = [p for p in found.pictures if (p.offset, p.length) not in done]
        if not todo:
            return
        picture = todo[0]
        done.add((picture.offset, picture.length))
        part = Window.whole(picture.data) if picture.data is not None else window.part(picture.offset, picture.length)
        kind = sniff(part.data[:16].tobytes())
        if kind not in _FILES:
            continue
        label = f"{picture.role}.{kind}"
        inner = Found()
        if picture.data is None:
            part.claim(0, len(part), label)
        own = _run(Nested(kind, part, label), inner, 1)
        at = found.pictures.index(picture)
        found.pictures[at] = replace(
            picture,
            width=picture.width or inner.width,
            height=picture.height or inner.height,
            length=own if picture.data is None else picture.length,
            kind=kind if kind != "bmff" else picture.kind,
        )
        done.add((picture.offset, found.pictures[at].length))
        _merge(found, inner, picture.role)


def _merge(found: Found, inner: Found, role: str) -> None:
    """Keep the tags of a picture inside under its role, and the pictures inside it."""
    for tag in inner.tags:
        found.tag(Tag(f"{role}:{tag.group}", *(getattr(tag, f) for f in Tag.__slots__[1:])))
    for picture in inner.pictures:
        found.picture(picture)


def _leftovers(window: Window, found: Found) -> None:
    """Look for pictures in bytes that nothing explains: previews that no tag points at."""
    spans = [s for s in window.canvas.spans() if not s.known and s.length >= UNDECLARED_BYTES]
    left = PICTURES_READ
    for span in spans:
        region = window.part(span.start, span.length)
        at = 0
        while left and (match := _SCANNED.search(region.data, at)):
            left -= 1
            rest = region.part(match.start())
            if match[0][4:] == b"XMTH":
                at = match.start() + _cut_up(rest, found)
                continue
            kind = sniff(rest.data[:16].tobytes())
            if kind is None:
                at = match.end()
                continue
            length = _end(rest) if kind == "jpeg" else len(rest)
            part = rest.part(0, length)
            inner = Found()
            part.claim(0, length, f"undeclared.{kind}")
            _run(Nested(kind, part, f"undeclared.{kind}"), inner, 1)
            # What only looks like a beginning has no frame, or one too large for its bytes
            if kind == "bmff" or 0 < (inner.width or 0) * (inner.height or 0) <= length * PIXELS_A_BYTE:
                role = "video" if kind == "bmff" else "undeclared"
                found.picture(Picture(kind, role, part.offset(0), length, inner.width, inner.height, declared=False))
                _merge(found, inner, role)
            at = match.start() + max(length, 4)


def _words(window: Window, found: Found) -> None:
    """Texts in bytes that nothing explains: somebody's note behind the end, or a maker's."""
    for span in window.canvas.spans():
        if span.known or span.length < LEAST_TEXT:
            continue
        raw = window.data[span.start : span.start + min(span.length, TEXT_LIMIT)].tobytes().strip(b"\0")
        try:
            said = raw.decode()
        except UnicodeDecodeError as error:
            if error.start < TEXT_LIMIT - 4:  # else the limit cut a letter
                continue
            said = raw[: error.start].decode()
        wordy = sum(map(str.isalpha, said)) > len(said) / 2 and len(set(said)) >= LEAST_LETTERS
        if len(said) >= LEAST_TEXT and wordy and said.replace("\n", " ").replace("\r", " ").isprintable():
            tag = Tag("unexplained", "Text", None, "text", said, said[:1024], span.start, span.length)
            found.tag(tag)


def _cut_up(rest: Window, found: Found) -> int:
    """Xiaomi's preview: a JPEG cut into APP2 segments marked XMTH, the first with its total length and piece count."""
    parts: list[Window] = []
    at = 0
    while rest.at(at, b"\xff\xe2") and rest.at(at + 4, b"XMTH"):
        size = rest.number(">H", at + 2)
        head = 8 + (5 if not parts else 0)
        parts.append(rest.part(at + head, max(0, size + 2 - head)))
        rest.claim(at, size + 2, "xiaomi.preview-segment")
        at += 2 + size
    whole = rest.joined(parts)
    if whole.at(0, b"\xff\xd8"):
        inner = Found()
        _run(Nested("jpeg", whole, "xiaomi.preview"), inner, 1)
        start, data = rest.offset(0), whole.data.tobytes()
        picture = Picture("jpeg", "undeclared", start, at, inner.width, inner.height, declared=False, data=data)
        found.picture(picture)
        _merge(found, inner, "undeclared")
    return max(at, 4)
