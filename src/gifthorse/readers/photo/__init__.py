"""Photos and films: one row a photo, its tags, its bytes, the pictures inside."""

from __future__ import annotations

import hashlib

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.photo.model import Photo
from gifthorse.formats.photo.read import read as read_photo
from gifthorse.readers.photo import compare, credentials, device, film, history, place, resaved, time
from gifthorse.tables import Rows, node_id

NAME = "photo"
READS = ("photo",)
FILLS = ("photos", "photo_tags", "photo_spans", "photo_pictures")
LIMITATIONS = [
    "Maker notes that are encrypted are kept as bytes.",
    "Signatures of content credentials are checked only where the extra c2pa is installed, and no signer is known.",
    "GIF, BMP, JPEG XL and raw files that are not built like TIFF are not read.",
]
BYTES_LIMIT = 2 << 30
VALUE_LIMIT = 4096


def read(node: Node, rows: Rows) -> None:
    """Fill the photo tables from one file; damage ends as `problems` rows."""
    try:
        data = node.map(BYTES_LIMIT)
        photo = read_photo(memoryview(data))
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error), offset=getattr(error, "offset", None))
        return
    evidence = node_id(node.path)
    for sentence in photo.problems:
        rows.problem(node.path, NAME, sentence)
    checked = credentials.check(data, photo)
    earlier = resaved.examine(data, photo)
    unexplained = sum(s.length for s in photo.spans if not s.known)
    rows.add(
        "photos",
        evidence=evidence,
        path=node.place,
        kind=photo.kind,
        width=photo.width,
        height=photo.height,
        bytes=node.size,
        sha256=hashlib.sha256(data).hexdigest(),
        unexplained=unexplained,
        has_video=any(p.role == "video" for p in photo.pictures),
        has_sound=film.sound(photo),
        has_credentials=any(t.group == "c2pa" for t in photo.tags),
        credentials=checked.state if checked else None,
        credentials_why=(checked.why or None) if checked else None,
        earlier_quality=earlier.quality if earlier else None,
        earlier_score=earlier.score if earlier else None,
        **time.facts(photo),
        **place.facts(photo),
        **device.facts(photo),
        **history.facts(photo),
    )
    _tags(photo, evidence, rows)
    _spans(photo, evidence, rows)
    for picture, (differs, distance) in zip(photo.pictures, compare.with_main(data, photo), strict=True):
        rows.add(
            "photo_pictures",
            evidence=evidence,
            start=picture.offset,
            length=picture.length,
            kind=picture.kind,
            width=picture.width,
            height=picture.height,
            role=picture.role,
            declared=picture.declared,
            differs=differs,
            distance=distance,
        )


def _tags(photo: Photo, evidence: int, rows: Rows) -> None:
    tags = photo.tags
    if not tags:
        return
    rows.put(
        "photo_tags",
        {
            "evidence": [evidence] * len(tags),
            "group": [t.group for t in tags],
            "name": [t.name for t in tags],
            "number": [t.number for t in tags],
            "type": [t.type for t in tags],
            "value": [t.text[:VALUE_LIMIT] for t in tags],
            "offset": [t.offset for t in tags],
            "length": [t.length for t in tags],
        },
    )


def _spans(photo: Photo, evidence: int, rows: Rows) -> None:
    spans = photo.spans
    if not spans:
        return
    rows.put(
        "photo_spans",
        {
            "evidence": [evidence] * len(spans),
            "start": [s.start for s in spans],
            "length": [s.length for s in spans],
            "what": [s.what for s in spans],
            "known": [s.known for s in spans],
        },
    )
