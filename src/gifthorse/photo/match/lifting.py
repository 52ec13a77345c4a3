"""One level of the 9/7 wavelet transform, by lifting, in float32.

Cohen, Daubechies, Feauveau 1992; lifting steps of Daubechies and Sweldens 1998 (ISO/IEC 15444-1, annex F). Nothing is
scaled: what a band does to noise is measured once by whoever needs it.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Plane: TypeAlias = npt.NDArray[np.float32]
Bands: TypeAlias = tuple[Plane, Plane, Plane, Plane]

STEPS: Final = tuple(
    np.float32(c) for c in (-1.586134342059924, -0.052980118572961, 0.882911075530934, 0.443506852043971)
)
_TWO: Final = np.float32(2)


def forward(plane: Plane) -> Bands:
    """The four bands (low, and details down, across, diagonal) of a plane with even sides."""
    low, high = np.ascontiguousarray(plane[:, 0::2]), np.ascontiguousarray(plane[:, 1::2])
    _lift(low.T, high.T)
    parts = []
    for half in (low, high):
        even, odd = half[0::2].copy(), half[1::2].copy()
        _lift(even, odd)
        parts += [even, odd]
    return parts[0], parts[1], parts[2], parts[3]


def inverse(bands: Bands) -> Plane:
    """The plane whose bands these are; the bands are used up."""
    height, width = bands[0].shape
    halves = []
    for even, odd in (bands[:2], bands[2:]):
        _unlift(even, odd)
        half = np.empty((2 * height, width), np.float32)
        half[0::2], half[1::2] = even, odd
        halves.append(half)
    _unlift(halves[0].T, halves[1].T)
    plane = np.empty((2 * height, 2 * width), np.float32)
    plane[:, 0::2], plane[:, 1::2] = halves
    return plane


def _lift(even: Plane, odd: Plane) -> None:
    room = np.empty_like(even)
    for number, step in enumerate(STEPS):
        target, source = (even, odd) if number % 2 else (odd, even)
        np.add(target, _around(source, room, step, ahead=not number % 2), out=target)


def _unlift(even: Plane, odd: Plane) -> None:
    room = np.empty_like(even)
    for number in reversed(range(len(STEPS))):
        target, source = (even, odd) if number % 2 else (odd, even)
        np.subtract(target, _around(source, room, STEPS[number], ahead=not number % 2), out=target)


def _around(source: Plane, room: Plane, step: np.float32, *, ahead: bool) -> Plane:
    """`step` times the sum of each row and its neighbour ahead or behind, mirrored at the edge."""
    if ahead:
        np.add(source[:-1], source[1:], out=room[:-1])
        np.multiply(source[-1:], _TWO, out=room[-1:])
    else:
        np.add(source[:-1], source[1:], out=room[1:])
        np.multiply(source[:1], _TWO, out=room[:1])
    return np.multiply(room, step, out=room)
