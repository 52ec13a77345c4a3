"""What denoising takes away from a picture: the noise in which a sensor's pattern lies.

Mihcak, Kozintsev, Ramchandran 1999 (the smallest of four local variances per coefficient, then a Wiener filter), as
Lukas, Fridrich and Goljan 2006 use it. What is left is added up from the noise of the details alone, so the picture
itself is never subtracted from anything.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Final

import numpy as np

from gifthorse.photo.match.lifting import Plane, forward, inverse

SIGMA: Final = 5.0
"""Deviation of the noise that is looked for, in grey levels."""
FINE: Final = 1.2
"""The same in copies that were made smaller: pixels were averaged, and the noise with them."""
LEVELS: Final = 4
MULTIPLE: Final = 1 << LEVELS
WINDOWS: Final = (3, 5, 7, 9)
ROWS: Final = 384
AROUND: Final = 48
"""A strip's rows, and the rows around it that count for it: of what lies farther away nothing is seen."""
WORKERS: Final = 2


@cache
def pool() -> ThreadPoolExecutor:
    """Threads for strips: numpy lets go of the interpreter in long operations."""
    return ThreadPoolExecutor(WORKERS, thread_name_prefix="residual")


def residual(pixels: np.ndarray, sigma: float = SIGMA) -> Plane:
    """The noise of a grey picture whose sides are multiples of MULTIPLE."""
    height = pixels.shape[0]
    out = np.empty(pixels.shape, np.float32)

    def strip(start: int) -> None:
        above, end = max(0, start - AROUND), min(height, start + ROWS)
        part = _strip(pixels[above : min(height, end + AROUND)].astype(np.float32), sigma)
        out[start:end] = part[start - above : end - above]

    list(pool().map(strip, range(0, height, ROWS)))
    return out


def _strip(plane: Plane, sigma: float) -> Plane:
    details = []
    for _ in range(LEVELS):
        plane, *rest = forward(plane)
        details.append(rest)
    noise = np.zeros_like(plane)
    for bands, deviations in zip(reversed(details), reversed(_deviations()), strict=True):
        down, across, diagonal = (_noise(b, np.float32(sigma * d)) for b, d in zip(bands, deviations, strict=True))
        noise = inverse((noise, down, across, diagonal))
    return noise


def _noise(band: Plane, deviation: np.float32) -> Plane:
    """What of each coefficient is noise of that deviation, going by the quietest of the windows around it."""
    variance = deviation * deviation
    square = np.multiply(band, band)
    quietest: Plane | None = None
    for sums, window in zip(_sums(square), WINDOWS, strict=True):
        mean = _down(sums, window)
        mean *= np.float32(1 / window**2)
        quietest = mean if quietest is None else np.minimum(quietest, mean, out=quietest)
    assert quietest is not None
    np.maximum(quietest, variance, out=quietest)  # signal variance, at least none, and the noise's
    np.divide(variance, quietest, out=quietest)
    return np.multiply(quietest, band, out=quietest)


def _sums(plane: Plane) -> list[Plane]:
    """Sums of each pixel and its 1, 2, 3 and 4 neighbours on both sides, along a row."""
    reach = WINDOWS[-1] // 2
    width = plane.shape[1]
    wide = np.pad(plane, ((0, 0), (reach, reach)), mode="reflect" if width > reach else "edge")
    total, found = wide[:, reach : reach + width], []
    for step in range(1, reach + 1):
        total = total + wide[:, reach - step : reach - step + width]
        total += wide[:, reach + step : reach + step + width]
        found.append(total)
    return found


def _down(plane: Plane, window: int) -> Plane:
    """Sums over `window` rows, of two, four and eight rows at once as far as that goes."""
    reach, height = window // 2, plane.shape[0]
    tall = np.pad(plane, ((reach, reach), (0, 0)), mode="reflect" if height > reach else "edge")
    run, total, done = tall, np.zeros_like(plane), 0
    for bit in range(window.bit_length()):
        rows = 1 << bit
        if window & rows:
            total += run[done : done + height]
            done += rows
        if bit + 1 < window.bit_length():
            run = run[:-rows] + run[rows:]
    return total


@cache
def _deviations() -> tuple[tuple[float, float, float], ...]:
    """What white noise of deviation 1 becomes in each band of each level."""
    plane = np.random.default_rng(0).standard_normal((1024, 1024), np.float32)
    found = []
    for _ in range(LEVELS):
        plane, *bands = forward(plane)
        found.append((float(bands[0].std()), float(bands[1].std()), float(bands[2].std())))
    return tuple(found)
