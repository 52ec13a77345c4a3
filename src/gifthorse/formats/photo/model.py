"""What is known of a photo once it was read, and the collector that parsers fill."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from gifthorse.formats.photo.canvas import Span, Window

TAGS_LIMIT: Final = 20_000
PICTURES_LIMIT: Final = 500

Value: TypeAlias = int | float | str | bytes | tuple[int | float | None, ...] | None


@dataclass(frozen=True, slots=True)
class Tag:
    """One piece of metadata.

    `group` says where it stands (ifd0, exif, gps, xmp, iptc, icc, xiaomi ...), `name` is ExifTool's name where there is
    one. `number` is None where the format names its tags. `value` is bounded; `text` is it for people. `offset` and
    `length` are where the value lies in the file; the offset is that of its first byte where it lies in pieces.
    """

    group: str
    name: str
    number: int | None
    type: str
    value: Value
    text: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole picture or film inside a photo, besides the one that viewers show.

    `role` is thumbnail, preview, depth, gain-map, mask, burst, video or undeclared; `declared` is False when nothing in
    the file points at it. `data` holds its bytes where they lie in pieces, else None: read them at `offset`.
    """

    kind: str
    role: str
    offset: int
    length: int
    width: int | None
    height: int | None
    declared: bool
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo or film.

    `kind` is jpeg, heic, avif, png, webp, dng, tiff, mp4, mov or cr3. `quantisation` holds the tables of the main
    JPEG in zigzag order by number, `subsampling` is such as 2x2,1x1,1x1. `order` lists markers, boxes or chunks and the
    tags of the directories in the order of the file: cameras differ in it. `spans` cover every byte exactly once.
    """

    kind: str
    width: int | None
    height: int | None
    spans: tuple[Span, ...]
    tags: tuple[Tag, ...]
    pictures: tuple[Picture, ...]
    quantisation: dict[int, tuple[int, ...]]
    subsampling: str | None
    progressive: bool
    order: tuple[str, ...]
    problems: tuple[str, ...]

    def first(self, name: str, *groups: str) -> Tag | None:
        """The first tag of this name, in these groups if any are given, in the order of the groups."""
        if not groups:
            return next((t for t in self.tags if t.name == name), None)
        return next((t for g in groups for t in self.tags if t.group == g and t.name == name), None)


@dataclass(slots=True)
class Found:
    """What parsers have found so far; shared by the parsers of one file."""

    kind: str = ""
    width: int | None = None
    height: int | None = None
    tags: list[Tag] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    quantisation: dict[int, tuple[int, ...]] = field(default_factory=dict)
    subsampling: str | None = None
    progressive: bool = False
    order: list[str] = field(default_factory=list)

    def tag(self, tag: Tag) -> None:
        """Add a tag, up to a limit."""
        if len(self.tags) < TAGS_LIMIT:
            self.tags.append(tag)

    def picture(self, picture: Picture) -> None:
        """Add a picture, up to a limit, once for a place."""
        same = any(p.offset == picture.offset and p.length == picture.length for p in self.pictures)
        if len(self.pictures) < PICTURES_LIMIT and not same:
            self.pictures.append(picture)


@dataclass(frozen=True, slots=True)
class Nested:
    """Something inside that another parser knows: which (`tiff`, `xmp`, `icc` ...), where, and how its spans begin.

    Maker notes are handed over with the whole window around them, because their offsets may count from its beginning:
    `start`, `length` and byte `order` say where and how they lie.
    """

    kind: str
    window: Window
    prefix: str
    start: int = 0
    length: int = 0
    order: str = ""


def in_pieces(kind: str, role: str, window: Window) -> Picture:
    """A declared picture whose bytes may lie in pieces of the file; its length is from the first to the last."""
    start, (_, last, length) = window.offset(0), window.pieces[-1] if window.pieces else (0, 0, 0)
    data = window.data.tobytes() if len(window.pieces) > 1 else None
    return Picture(kind, role, start, last + length - start, None, None, declared=True, data=data)
