"""What a photo says of itself, as far as the question is which phone took it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from gifthorse.formats.photo.model import Photo
from gifthorse.formats.photo.read import read
from gifthorse.readers.photo import device, history

LISTED: Final = 1000
BYTES_LIMIT: Final = 256 << 20


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one photo: its claims, its size as stored, and how it was saved.

    `order` is the order of its segments and of the tags in its directories; `tables` a digest of its quantisation;
    `scans` how often a decoder goes over the picture.
    """

    sha256: str
    kind: str
    width: int | None
    height: int | None
    make: str | None
    model: str | None
    market_name: str | None
    lens: str | None
    zoom: float | None
    mirrored: bool
    orientation: int | None
    editor: str | None
    tables: str | None
    order: tuple[str, ...]
    scans: int

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height where both are known."""
        return (self.width, self.height) if self.width and self.height else None


def facts(data: Any) -> Facts:
    """Read a photo's claims; raises FormatError where it is no photo."""
    photo = read(memoryview(data))
    told, saved = device.facts(photo), history.facts(photo)
    zoom = told["zoom"]
    return Facts(
        sha256=hashlib.sha256(data).hexdigest(),
        kind=photo.kind,
        width=photo.width,
        height=photo.height,
        make=told["make"],
        model=told["model"],
        market_name=told["market_name"],
        lens=_lens(photo, told),
        zoom=zoom if zoom and zoom > 1.001 else None,
        mirrored=bool(told["mirrored"]),
        orientation=told["orientation"],
        editor=saved["edited_by"],
        tables=saved["tables_digest"],
        order=tuple(_order(photo)),
        scans=_scans(photo),
    )


def _scans(photo: Photo) -> int:
    """Scans of a JPEG; where its parts are too many to be listed, as many as those."""
    listed = len(photo.order)
    return listed if listed >= LISTED and photo.kind == "jpeg" else sum(p.endswith(".sos") for p in photo.order)


def _lens(photo: Photo, told: dict[str, Any]) -> str | None:
    """A name for the lens: its own, else its focal length and aperture, and the side of the phone it is on."""
    name = told["lens"]
    if not name:
        numbers = [photo.first(tag, "exif") for tag in ("FocalLength", "FNumber")]
        parts = [f"{t.value:g}" if t and isinstance(t.value, (int, float)) else None for t in numbers]
        name = f"{parts[0]} mm" + (f" f/{parts[1]}" if parts[1] else "") if parts[0] else None
    side = "front" if told["front_camera"] else None
    return " ".join(part for part in (side, name) if part) or None


def _order(photo: Photo) -> list[str]:
    """The parts in the order of the file, the directories' tags one by one."""
    found: list[str] = []
    for part in photo.order:
        name, _, tags = part.partition(":")
        found.append(name)
        found += [f"{name}:{tag}" for tag in tags.split(",") if tag]
    return found
