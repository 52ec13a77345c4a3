"""A perceptual hash of 256 bits with a quality, after PDQ (Meta, 2019): near for copies, far for other pictures.

Luminance is smoothed and sampled at 64 by 64; of its cosine transform the 16 by 16 lowest frequencies but the constant
ones count, each bit telling whether one is above their median. Mirrored and turned pictures have the same frequencies
with other signs and places, so the hashes of all eight come from one transform.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

BYTES: Final = 32
SIDE: Final = 64
KEPT: Final = 16
TRUSTED: Final = 50
"""Quality from which a hash tells anything: below, the picture has hardly any shape."""

_K = np.arange(1, KEPT + 1)[:, None]
_DCT: Final = (np.sqrt(2 / SIDE) * np.cos(np.pi / (2 * SIDE) * _K * (2 * np.arange(SIDE) + 1))).astype(np.float32)
_ODD: Final = np.where(np.arange(1, KEPT + 1) % 2 == 1, -1, 1).astype(np.float32)


def hashes(grey: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int]:
    """The hashes of a picture and of its seven turned and mirrored forms (8 x 32 bytes), and the quality.

    The first is its own, the second that of the mirrored picture.
    """
    small = _sampled(grey)
    waves = _DCT @ small @ _DCT.T
    forms = [waves, waves * _ODD[None, :], waves * _ODD[:, None], waves * _ODD[None, :] * _ODD[:, None]]
    forms += [form.T for form in forms]
    return np.stack([_bits(form) for form in forms]), _quality(small)


def _bits(waves: NDArray[np.float32]) -> NDArray[np.uint8]:
    return np.packbits(waves.ravel() > np.median(waves))


def _quality(small: NDArray[np.float32]) -> int:
    """How much shape there is, 0 to 100: the sum of the steps between neighbours, small ones left out."""
    down, across = np.diff(small, axis=0), np.diff(small, axis=1)
    steps = sum(float(np.abs(np.trunc(d * 100 / 255)).sum()) for d in (down, across))
    return min(100, int(steps / 90))


def _sampled(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """64 by 64 means of the picture after two smoothings each way."""
    values = grey.astype(np.float32)
    for axis in (0, 1):
        window = max(1, (values.shape[axis] + 2 * SIDE - 1) // (2 * SIDE))
        for _ in range(2):
            values = _smoothed(values, window, axis)
    rows = ((np.arange(SIDE) + 0.5) * values.shape[0] / SIDE).astype(int)
    columns = ((np.arange(SIDE) + 0.5) * values.shape[1] / SIDE).astype(int)
    return np.ascontiguousarray(values[np.ix_(rows, columns)])


def _smoothed(values: NDArray[np.float32], window: int, axis: int) -> NDArray[np.float32]:
    """Means over a window along one axis, of what of the window lies inside."""
    if window < 2:
        return values
    length = values.shape[axis]
    sums = np.concatenate([np.zeros_like(np.take(values, [0], axis)), values.cumsum(axis, dtype=np.float64)], axis)
    first = np.arange(length) - (window + 1) // 2 + 1
    low, high = np.clip(first, 0, length), np.clip(first + window, 0, length)
    shape = [1, 1]
    shape[axis] = length
    means = (np.take(sums, high, axis) - np.take(sums, low, axis)) / (high - low).reshape(shape)
    result: NDArray[np.float32] = means.astype(np.float32)
    return result
