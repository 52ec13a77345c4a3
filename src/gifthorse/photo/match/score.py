"""How well a shot's noise fits a pattern: peak, strength over the frame, strength over the spectrum, gain.

PCE is Goljan's: the peak over the mean energy of the correlation plane around it. Beside it stand two deviates: the sum
over blocks of the frame, and over cells of the spectrum, each divided by the root of the sum of squares (a
self-normalised sum), so that neither one corner (a watermark) nor a few frequencies (a grid) carries it alone. The gain
is 1 where all of the pattern is in the shot, less where the pattern is noise or another's in part.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from gifthorse.photo.match.lifting import Plane
from gifthorse.photo.match.shot import Shot
from gifthorse.photo.match.spectrum import Spectrum, back, power, transform, without_grid

HOLE: Final = 5
BLOCKS: Final = 500
SIDE_MIN: Final = 32
"""Noise of neighbouring pixels hangs together over about 16: smaller blocks would not be independent."""
WORTH: Final = 2.0
CLIP: Final = 2.0
CELLS: Final = 32


@dataclass(frozen=True, slots=True)
class Query:
    """A shot ready to be compared: its whitened noise, as plane and as spectrum, and what it was divided by."""

    plane: Plane
    spectrum: Spectrum
    loudness: Plane
    power: Plane

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.plane.shape[0], self.plane.shape[1]


@dataclass(frozen=True, slots=True)
class Score:
    """How one pattern fitted at one place; `reach` is the deviate that a gain of 1 would show there."""

    pce: float
    strength: float
    spread: float
    gain: float
    reach: float


def query(one: Shot) -> Query:
    """Prepare a shot for comparisons; its noise is used up."""
    shape = (one.noise.shape[0], one.noise.shape[1])
    spectrum = without_grid(transform(one.noise), shape)
    loudness = power(spectrum)
    spectrum /= loudness
    return Query(back(spectrum, shape), spectrum, loudness, one.power)


def aligned(asked: Query, pattern: Plane, *, weigh: bool = True) -> Score:
    """The score of a pattern of the shot's own size, pixel on pixel.

    Without `weigh`, gain and reach are worked out only where the strength is worth it, and are 0 elsewhere.
    """
    spectrum = transform(pattern)
    product = np.conj(spectrum)
    product *= asked.spectrum
    plane = back(product, asked.shape)
    peak = float(plane[0, 0])
    rows = np.arange(-HOLE, HOLE + 1)
    hole = float(np.square(plane[np.ix_(rows, rows)], dtype=np.float64).sum())
    rest = max(0.0, float(np.vdot(plane, plane)) - hole) / (plane.size - rows.size**2)
    spread = _spread(product)
    del spectrum, product, plane
    deviation = strength(asked, pattern)
    expected = _expected(asked, pattern) if weigh or deviation >= WORTH else 0.0
    return Score(
        pce=ratio(peak, rest),
        strength=deviation,
        spread=spread,
        gain=peak / expected if expected > 0 else 0.0,
        reach=expected / math.sqrt(rest) if rest > 0 else 0.0,
    )


def ratio(peak: float, energy: float) -> float:
    """PCE with the sign of the peak."""
    return math.copysign(peak * peak / energy, peak) if energy > 0 else 0.0


def strength(asked: Query, pattern: Plane) -> float:
    """The deviate over blocks of the frame."""
    height, width = asked.shape
    side = max(SIDE_MIN, int(math.sqrt(height * width / BLOCKS)) // 8 * 8)
    rows, columns = height // side, width // side
    both = asked.plane[: rows * side, : columns * side] * pattern[: rows * side, : columns * side]
    return deviate(_clipped(both.reshape(rows, side, columns, side).sum((1, 3), dtype=np.float64)))


def _clipped(sums: np.ndarray) -> np.ndarray:
    """Sums of which none counts for more than CLIP times the usual one: a corner that is too loud is no sensor."""
    usual = np.abs(sums[sums != 0])
    limit = CLIP * float(np.median(usual)) if usual.size else 0.0
    clipped: np.ndarray = np.clip(sums, -limit, limit)
    return clipped


def deviate(sums: np.ndarray) -> float:
    """A self-normalised sum, of values around their own mean in the denominator."""
    total = float(sums.sum())
    around = float(np.square(sums).sum()) - total * total / max(1, sums.size)
    return total / math.sqrt(around) if around > 0 else 0.0


def _spread(product: Spectrum) -> float:
    side = max(4, min(CELLS, min(product.shape) // 12))
    rows, columns = product.shape[0] // side, product.shape[1] // side
    cut = product.real[: rows * side, : columns * side]
    return deviate(cut.reshape(rows, side, columns, side).sum((1, 3), dtype=np.float64))


def _expected(asked: Query, pattern: Plane) -> float:
    """The peak that a shot would show that has the whole pattern in it."""
    spectrum = without_grid(transform(asked.power * pattern), asked.shape)
    spectrum /= asked.loudness
    return float(np.vdot(back(spectrum, asked.shape), pattern))
