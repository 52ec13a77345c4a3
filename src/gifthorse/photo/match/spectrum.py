"""Cleaning in the frequency domain: what is periodic or shared by every camera of a kind is no sensor's pattern."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import fft

from gifthorse.photo.match.lifting import Plane
from gifthorse.photo.match.residual import WORKERS

Spectrum = npt.NDArray[np.complex64]

CELL: Final = 16
SPIKE: Final = np.float32(1 / 9)
"""A single frequency counts as no more than nine times its surroundings' power."""
GRID: Final = 8
LINE: Final = 1


def transform(plane: Plane, shape: tuple[int, int] | None = None) -> Spectrum:
    """The spectrum of a real plane, filled up with zeros to `shape`."""
    found: Spectrum = fft.rfft2(plane, shape, workers=WORKERS)
    return found


def back(spectrum: Spectrum, shape: tuple[int, int]) -> Plane:
    """The plane of a spectrum."""
    found: Plane = fft.irfft2(spectrum, shape, workers=WORKERS)
    return found


def power(spectrum: Spectrum) -> Plane:
    """The power around each frequency, and no less than a ninth of its own."""
    own = np.square(spectrum.real)
    own += np.square(spectrum.imag)
    rows, columns = own.shape
    tall, wide = -rows % CELL, -columns % CELL
    whole = np.pad(own, ((0, tall), (0, wide)), mode="edge") if tall or wide else own
    cells = whole.reshape(whole.shape[0] // CELL, CELL, whole.shape[1] // CELL, CELL).mean((1, 3))
    around = np.repeat(np.repeat(cells, CELL, 0)[:rows], CELL, 1)[:, :columns]
    own *= SPIKE
    np.maximum(own, around, out=own)
    own += np.float32(1e-12) + own.mean() * np.float32(1e-6)
    return own


def without_grid(spectrum: Spectrum, shape: tuple[int, int]) -> Spectrum:
    """Blank, in place, the lines on which JPEG's blocks of 8 and the demosaicing's period of 2 lie."""
    height, width = shape
    for number in range(GRID):
        middle = round(number * height / GRID)
        spectrum[[(middle + step) % height for step in range(-LINE, LINE + 1)]] = 0
    for number in range(GRID // 2 + 1):
        middle = round(number * width / GRID)
        spectrum[:, max(0, middle - LINE) : middle + LINE + 1] = 0
    return spectrum


def whitened(plane: Plane, shape: tuple[int, int]) -> Spectrum:
    """The spectrum of a shot's noise over its power: frequencies that are loud in any photo weigh less."""
    spectrum = without_grid(transform(plane, shape), shape)
    spectrum /= power(spectrum)
    return spectrum


def wiener(pattern: Plane) -> Plane:
    """A pattern without what stands out in its spectrum (Wiener filter in the DFT, Chen et al. 2008)."""
    spectrum = without_grid(transform(pattern), pattern.shape)
    around = power(spectrum)
    mean = float(np.mean(np.square(np.abs(spectrum))))
    spectrum *= np.minimum(np.float32(1), np.float32(mean) / around)
    return back(spectrum, pattern.shape)


def zero_mean(pattern: Plane) -> Plane:
    """Take the mean of every row and column from a pattern, in place, for each of the places of a colour filter."""
    for y in (0, 1):
        for x in (0, 1):
            part = pattern[y::2, x::2]
            part -= part.mean(0, keepdims=True)
            part -= part.mean(1, keepdims=True)
    return pattern
