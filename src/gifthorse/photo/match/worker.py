"""Luminance decoded in a process of its own: what crashes a decoder, hangs or swells takes only its photo with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import numpy as np

from gifthorse.errors import LimitError
from gifthorse.evidence import Node
from gifthorse.photo import apart
from gifthorse.photo.match.facts import BYTES_LIMIT, Facts
from gifthorse.photo.match.grey import Picture, as_stored, decode

SCANNED_LIMIT: Final = 1 << 31
"""Pixels that a decoder may go over, scan by scan: a progressive photo of 12 megapixels has 10 scans."""

Photo: TypeAlias = tuple[Node, Facts]


def pictures(photos: Sequence[Photo]) -> Iterator[tuple[Picture | None, str]]:
    """What each photo shows, as its sensor was read, or the sentence why that cannot be had; in their order."""
    for _, made, sentence in apart.run(photos, stored, jobs=1):
        yield made, sentence


def stored(photo: Photo) -> Picture:
    """One photo's luminance; runs in the worker. Raises GifthorseError for what cannot be decoded within bounds."""
    node, told = photo
    if told.scans * (told.width or 0) * (told.height or 0) > SCANNED_LIMIT:
        raise LimitError(f"Its picture is written in {told.scans:,} scans, more than are decoded.")
    picture = decode(node.map(BYTES_LIMIT))
    return Picture(np.ascontiguousarray(as_stored(picture.grey, told.kind, told.orientation)), picture.tables)
