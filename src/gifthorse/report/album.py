"""What the report shows of photos: pictures made anew and small, parts of the files, a map. Plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Image:
    """A small picture made for the report, as a `data:` address."""

    uri: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Inside:
    """A picture, film or sound inside a photo; `image` is None where it cannot be decoded here."""

    role: str
    size: str
    place: str
    declared: bool
    differs: bool | None
    image: Image | None


@dataclass(frozen=True, slots=True)
class Part:
    """A run of bytes: `kind` is picture, words, inside, padding or unexplained, `x` and `width` are percents."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bytes:
    """What one kind of bytes comes to, with the names of what it holds."""

    kind: str
    total: int
    share: float
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """A town on a map."""

    name: str
    x: float
    y: float
    end: bool


@dataclass(frozen=True, slots=True)
class Map:
    """The outlines around a place as the path of an SVG, in its units; the place is in the middle."""

    width: int
    height: int
    land: str
    towns: tuple[Town, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of the album."""

    name: str
    facts: tuple[tuple[str, str], ...]
    image: Image | None
    why_not: str
    inside: tuple[Inside, ...]
    parts: tuple[Part, ...]
    bytes: tuple[Bytes, ...]
    map: Map | None


@dataclass(frozen=True, slots=True)
class Album:
    """The photos that a report shows, the worst first, and how many more there are."""

    photos: tuple[Photo, ...]
    left_out: int
    revealed: bool
