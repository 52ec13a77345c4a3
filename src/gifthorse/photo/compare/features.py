"""Local features: places that are found again after resizing, turning and covering, and where they lie in the other.

SIFT of OpenCV (Apache-2.0; the patent ended in 2020). A description becomes 256 bits, the signs of random projections:
a match costs a count of bits then, and a whole folder fits an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gifthorse.photo.compare.vision import cv2

KEPT: Final = 700
"""Features of a photo, the strongest."""
SIDE: Final = 800
"""Pixels of the longer side at which they are looked for."""
CELLS: Final = 6
BIAS: Final = np.float32(0.25)
"""Pixels by which OpenCV tells a place too far to the right and below, for it doubles the picture first."""
RATIO: Final = 0.85
"""How much nearer than the next nearest a match must be, in bits."""
PIXELS_OFF: Final = 3.0
LEAST: Final = 8
"""Matches that agree on one movement; unrelated photos reach 6."""

_PROJECTIONS: Final = np.random.default_rng(20).standard_normal((128, 256)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Features:
    """Where (x, y in compared pixels) and what (32 bytes each), the strongest first."""

    places: NDArray[np.float32]
    bits: NDArray[np.uint8]


def find(grey: NDArray[np.uint8]) -> Features:
    """The features of a picture."""
    cv = cv2()
    factor = min(1.0, SIDE / max(grey.shape))
    if factor < 1:
        grey = cv.resize(grey, None, fx=factor, fy=factor, interpolation=cv.INTER_AREA)
    points, described = cv.SIFT_create(3 * KEPT, contrastThreshold=0.02).detectAndCompute(grey, None)
    if described is None or not len(points):
        return Features(np.zeros((0, 2), np.float32), np.zeros((0, 32), np.uint8))
    places = np.array([p.pt for p in points], np.float32)
    order = _spread(places, np.array([p.response for p in points], np.float32), grey.shape)[:KEPT]
    places = (places[order] - BIAS + 0.5) / np.float32(factor) - np.float32(0.5)  # centres of pixels lie at halves
    roots = np.sqrt(described[order] / np.maximum(described[order].sum(1, keepdims=True), 1e-6))
    signs = (roots - roots.mean(1, keepdims=True)) @ _PROJECTIONS > 0
    return Features(places, np.packbits(signs, axis=1))


def _spread(places: NDArray[np.float32], strength: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.intp]:
    """An order in which every part of the picture has its turn: else letters would crowd out the photo beside them."""
    cell = (places[:, 0] * CELLS / shape[1]).astype(int) * CELLS + (places[:, 1] * CELLS / shape[0]).astype(int)
    order = np.lexsort((-strength, cell))
    first = np.searchsorted(cell[order], cell[order])
    turn = np.empty(len(order), int)
    turn[order] = np.arange(len(order)) - first
    return np.lexsort((-strength, turn))


def movement(first: Features, second: Features) -> tuple[NDArray[np.float64] | None, int]:
    """The similarity that leads from the first picture into the second, and on how many matches it stands."""
    cv = cv2()
    if min(len(first.bits), len(second.bits)) < LEAST:
        return None, 0
    pairs: Any = cv.BFMatcher(cv.NORM_HAMMING).knnMatch(second.bits, first.bits, k=2)
    good = [m for m, *other in pairs if other and m.distance < RATIO * other[0].distance]
    if len(good) < LEAST:
        return None, len(good)
    source = first.places[[m.trainIdx for m in good]]
    target = second.places[[m.queryIdx for m in good]]
    cv.setRNGSeed(1)
    found, inside = cv.estimateAffinePartial2D(
        source, target, method=cv.RANSAC, ransacReprojThreshold=PIXELS_OFF, maxIters=3000, confidence=0.999
    )
    if found is None:
        return None, 0
    # Repeated patterns match many to one place; each place counts once.
    kept = inside.ravel().astype(bool)
    distinct = min(len(np.unique(np.round(p[kept] / 4), axis=0)) for p in (source, target))
    return (np.asarray(found, np.float64) if distinct >= LEAST else None), int(distinct)
