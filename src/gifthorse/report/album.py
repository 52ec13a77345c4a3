"""What the report shows of photos: pictures made anew and small, parts of the files, a map. Plain values."""

from __future__ import annotations

from msgspec import Struct


class Image(Struct, frozen=True):
    """A small picture made for the report, as a `data:` address."""

    uri: str
    width: int
    height: int


class Inside(Struct, frozen=True):
    """A picture, film or sound inside a photo; `image` is None where it cannot be decoded here."""

    role: str
    size: str
    place: str
    declared: bool
    differs: bool | None
    image: Image | None


class Part(Struct, frozen=True):
    """A run of bytes: `kind` is picture, words, inside, padding or unexplained, `x` and `width` are percents."""

    kind: str
    x: float
    width: float


class Bytes(Struct, frozen=True):
    """What one kind of bytes comes to, with the names of what it holds."""

    kind: str
    total: int
    share: float
    names: tuple[str, ...]


class Town(Struct, frozen=True):
    """A town on a map."""

    name: str
    x: float
    y: float
    end: bool


class Map(Struct, frozen=True):
    """The outlines around a place as the path of an SVG, in its units; the place is in the middle."""

    width: int
    height: int
    land: str
    towns: tuple[Town, ...]
    says: str


class Photo(Struct, frozen=True):
    """One photo of the album."""

    name: str
    facts: tuple[tuple[str, str], ...]
    image: Image | None
    why_not: str
    inside: tuple[Inside, ...]
    parts: tuple[Part, ...]
    bytes: tuple[Bytes, ...]
    map: Map | None


class Album(Struct, frozen=True):
    """The photos that a report shows, the worst first, and how many more there are."""

    photos: tuple[Photo, ...]
    left_out: int
    revealed: bool
