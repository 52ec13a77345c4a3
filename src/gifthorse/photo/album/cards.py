"""The cards of an album: what each photo shows, what lies inside it, what its bytes are, where it was taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from gifthorse.errors import GifthorseError
from gifthorse.evidence import Node, open_evidence
from gifthorse.formats.photo import read as reading
from gifthorse.formats.photo.model import Photo as Read
from gifthorse.photo.album import atlas, ledger, thumbnail
from gifthorse.readers.photo import compare, device, place, time
from gifthorse.report.album import Album, Image, Inside, Photo
from gifthorse.report.document import Document
from gifthorse.report.masking import masked

PHOTOS: Final = 60
INSIDE: Final = 8
BYTES_LIMIT: Final = 512 << 20
_PIECES: Final = ("hvc1", "av01", "grid", "iden", "tmap")


def album(paths: Sequence[Path], document: Document, *, reveal: bool) -> Album:
    """The photos at `paths`, those with the worst findings first."""
    order = {f.evidence[0].path: n for n, f in reversed(list(enumerate(document.findings))) if f.evidence}
    nodes = [n for n in open_evidence(paths).nodes if n.kind == "photo"]
    nodes.sort(key=lambda n: (order.get(n.path, len(order) + len(document.findings)), n.path))
    made = [card for node in nodes[:PHOTOS] if (card := _card(node, reveal=reveal)) is not None]
    return Album(tuple(made), max(0, len(nodes) - PHOTOS), reveal)


def _card(node: Node, *, reveal: bool) -> Photo | None:
    try:
        data = node.map(BYTES_LIMIT)
        photo = reading.read(memoryview(data))
    except GifthorseError:
        return None
    where = place.facts(photo)
    facts = {**time.facts(photo), **device.facts(photo), **where}
    image, why_not = None, "A film: no picture of it is made here."
    if photo.kind not in ("mp4", "mov"):
        image = thumbnail.make(data)
        why_not = "" if image else _why_not(photo.kind)
    located = facts["latitude"] is not None and reveal
    return Photo(
        name=node.place,
        facts=tuple(_facts(photo, facts, node.size, reveal=reveal)),
        image=image,
        why_not=why_not,
        inside=tuple(_inside(data, photo, facts["orientation"] or 1)),
        parts=ledger.parts(photo, node.size),
        bytes=ledger.totals(photo, node.size),
        map=atlas.around(facts["latitude"], facts["longitude"]) if located else None,
    )


def _why_not(kind: str) -> str:
    if kind == "heic":
        return "It cannot be decoded here: the extra gifthorse[heif] does that."
    return "It cannot be decoded here."


def _facts(photo: Read, facts: Mapping[str, Any], size: int, *, reveal: bool) -> Iterator[tuple[str, str]]:
    """What a photo says of itself, name and value; places are masked unless they are to be seen."""
    shown = f"{photo.width} x {photo.height}, " if photo.width and photo.height else ""
    yield "file", f"{photo.kind.upper()}, {shown}{size:,} bytes"
    camera = " ".join(
        part for part in (facts["make"], facts["model"]) if part and not _begins(facts["model"], part, facts["make"])
    )
    if camera:
        yield "camera", f"{camera} ({facts['market_name']})" if facts["market_name"] else camera
    if facts["lens"]:
        yield "lens", facts["lens"]
    if facts["taken"]:
        yield "taken", facts["taken"]
    if facts["latitude"] is not None:
        numbers = [f"{facts[k]:.5f}" for k in ("latitude", "longitude")]
        position = ", ".join(n if reveal else masked(n) for n in numbers)
        near = facts["near"] if reveal else None
        yield "place", f"{position} ({near})" if near else position
    if facts["software"]:
        yield "written by", facts["software"]


def _begins(model: str | None, part: str, make: str | None) -> bool:
    """Whether `part` is a maker that the model's name repeats."""
    return part == make and bool(model) and str(model).lower().startswith(part.lower())


def _inside(data: Any, photo: Read, orientation: int) -> Iterator[Inside]:
    compared = compare.with_main(data, photo)
    pairs = sorted(zip(photo.pictures, compared, strict=True), key=lambda p: (not p[1][0], p[0].declared, p[0].offset))
    for picture, (differs, _) in pairs[:INSIDE]:
        raw = picture.data if picture.data is not None else None
        if raw is None and picture.length <= compare.BYTES_LIMIT:
            raw = bytes(data[picture.offset : picture.offset + picture.length])
        image: Image | None = None
        if raw is not None and picture.role not in ("video", "audio", "c2pa"):
            image = thumbnail.make(raw, turned=orientation)
        size = (
            f"{picture.width} x {picture.height}" if picture.width and picture.height else f"{picture.length:,} bytes"
        )
        yield Inside(picture.role, size, f"byte {picture.offset:,}", picture.declared, differs, image)
