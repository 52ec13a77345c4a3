"""What is kept of a photo while many are compared: its hashes, and its local features where they are needed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gifthorse.evidence import Node
from gifthorse.photo.compare import features, pdq
from gifthorse.photo.compare.decode import Pixels, decode
from gifthorse.photo.compare.features import Features
from gifthorse.photo.compare.index import INDEXED
from gifthorse.photo.compare.vision import cv2

BYTES_LIMIT: Final = 512 << 20
REMEMBERED: Final = 12


@dataclass(frozen=True, slots=True)
class Sketch:
    """A photo in short: its digest, size, the hashes of its eight forms, their quality."""

    digest: bytes
    hashes: NDArray[np.uint8]
    quality: int


@dataclass(slots=True)
class Seen:
    """A photo as two are compared: pixels, greys, features."""

    pixels: Pixels
    grey: NDArray[np.uint8]
    sketch: Sketch
    features: Features
    _mirrored: Features | None = None

    def mirrored(self) -> Features:
        """The features of its mirror image, looked for when first asked: most copies are not mirrored."""
        if self._mirrored is None:
            self._mirrored = features.find(mirror(self.grey))
        return self._mirrored


_remembered: OrderedDict[tuple[str, int], Seen] = OrderedDict()  # of this worker


def sketch(node: Node) -> Sketch:
    """A photo in short. Raises FormatError for what cannot be decoded."""
    pixels = decode(node.read(BYTES_LIMIT))
    return _sketch(pixels, _grey(pixels))


def described(task: tuple[Node, bool]) -> list[NDArray[np.uint8]]:
    """What local features a photo has, as an index takes or asks them; of one that is asked, its mirror image's too."""
    node, asked = task
    grey = _grey(decode(node.read(BYTES_LIMIT)))
    if not asked:  # a copy, for what is left out is not to stay in memory
        return [features.find(grey).bits[:INDEXED].copy()]
    return [features.find(grey).bits, features.find(mirror(grey)).bits]


def seen(node: Node) -> Seen:
    """A photo with all that comparing two needs; the last few are remembered."""
    key = (node.source.file, hash(node.path))
    if key in _remembered:
        _remembered.move_to_end(key)
        return _remembered[key]
    made = look(decode(node.read(BYTES_LIMIT)))
    _remembered[key] = made
    while len(_remembered) > REMEMBERED:
        _remembered.popitem(last=False)
    return made


def look(pixels: Pixels) -> Seen:
    """All that comparing needs of decoded pixels."""
    grey = _grey(pixels)
    return Seen(pixels, grey, _sketch(pixels, grey), features.find(grey))


def mirror(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture as a mirror shows it."""
    return np.ascontiguousarray(grey[:, ::-1])


def _grey(pixels: Pixels) -> NDArray[np.uint8]:
    grey: NDArray[np.uint8] = cv2().cvtColor(pixels.rgb, cv2().COLOR_RGB2GRAY)
    return grey


def _sketch(pixels: Pixels, grey: NDArray[np.uint8]) -> Sketch:
    hashes, quality = pdq.hashes(grey)
    return Sketch(pixels.digest, hashes, quality)
