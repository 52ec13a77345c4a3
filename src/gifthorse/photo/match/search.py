"""Where a photo may lie in a pattern: turned, made smaller, cut out of it. Every place tried is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy import fft

from gifthorse.photo.match.lifting import Plane
from gifthorse.photo.match.score import HOLE, Query, Score, aligned, ratio
from gifthorse.photo.match.spectrum import back, transform
from gifthorse.photo.match.tail import false_alarm_rate

SCALES_MIN: Final = 0.1
SHAPE: Final = 1.5
"""Pixels by which the sides of a smaller copy may miss the original's proportions: rounding."""
ZOOM_MIN: Final = 1.01
ZOOM_MAX: Final = 4.0
MARGIN: Final = 16
TURNS: Final = (0, 2, 4, 6, 1, 3, 5, 7)
"""Quarter turns, plus 4 where mirrored; those that keep the sides first."""


@dataclass(frozen=True, slots=True)
class Found:
    """The best place, how many were tried so far, and how the photo lies there."""

    score: Score
    searched: int
    turn: int
    scale: float
    shift: tuple[int, int]
    rate: float

    @property
    def aligned(self) -> bool:
        """Pixel on pixel at the size of the reference shots, turned or not."""
        return self.scale == 1.0 and self.shift == (0, 0)

    @property
    def native(self) -> bool:
        """Pixel on pixel, at the size of the reference shots, and not turned."""
        return self.turn == 0 and self.scale == 1.0 and self.searched == 1


def search(asked: Query, size: tuple[int, int], pattern: Plane, before: int, *, zoom: float = 1.0) -> Iterator[Found]:
    """Try a photo of `size` (width, height) against a pattern, the likeliest way first.

    `before` places were tried already; each place found knows how many were tried with it. `zoom` is the photo's
    digital zoom beside that of the pattern's shots: its middle was enlarged by that much.
    """
    tried = before
    if ZOOM_MIN < zoom < ZOOM_MAX and pattern.shape == (size[1], size[0]):
        best, shift, places = _shifted(asked, size, _zoomed(pattern, zoom))
        tried += places
        yield Found(best, tried, 0, zoom, shift, false_alarm_rate(best.strength, tried))
    for turn in TURNS:
        turned = _turned(pattern, turn)
        for scale in _scales(size, (turned.shape[1], turned.shape[0])):
            smaller = turned if scale == 1.0 else _resized(turned, size, scale)
            if smaller.shape == (size[1], size[0]):
                tried += 1
                window = smaller[: asked.shape[0], : asked.shape[1]]
                best, shift = aligned(asked, window, weigh=turn == 0), (0, 0)
            else:
                best, shift, places = _shifted(asked, size, smaller)
                tried += places
            yield Found(best, tried, turn, scale, shift, false_alarm_rate(best.strength, tried))


def at(asked: Query, size: tuple[int, int], pattern: Plane, found: Found) -> Score:
    """The score of another pattern where one was found before."""
    turned = _turned(pattern, found.turn)
    if found.scale > 1.0:
        smaller = _zoomed(pattern, found.scale)
    else:
        smaller = turned if found.scale == 1.0 else _resized(turned, size, found.scale)
    x, y = found.shift
    return aligned(asked, smaller[y : y + asked.shape[0], x : x + asked.shape[1]])


def _scales(size: tuple[int, int], whole: tuple[int, int]) -> list[float]:
    """By which factors a photo of `size` can have come out of one of `whole`: same proportions, cut out, or both."""
    across, down = size[0] / whole[0], size[1] / whole[1]
    if max(across, down) > 1.0:
        return []
    if size == whole:
        return [1.0]
    same = abs(size[1] - whole[1] * across) <= SHAPE or abs(size[0] - whole[0] * down) <= SHAPE
    if same:  # made smaller; or cut out in the same proportions
        return [max(across, down), 1.0] if across >= SCALES_MIN else [1.0]
    # Cut out without a change of size, or first cut to other proportions (a square, 16:9) and then made smaller
    return [s for s in dict.fromkeys((1.0, max(across, down))) if s >= SCALES_MIN]


def _turned(pattern: Plane, turn: int) -> Plane:
    mirrored = pattern[:, ::-1] if turn >= 4 else pattern
    return np.rot90(mirrored, turn % 4)


def _resized(pattern: Plane, size: tuple[int, int], scale: float) -> Plane:
    from PIL import Image  # few photos are copies of another size

    width, height = (round(side * scale) for side in (pattern.shape[1], pattern.shape[0]))
    if abs(width - size[0]) <= SHAPE and abs(height - size[1]) <= SHAPE:
        width, height = size
    image = Image.fromarray(np.ascontiguousarray(pattern))
    return np.asarray(image.resize((max(width, size[0]), max(height, size[1])), Image.Resampling.LANCZOS), np.float32)


def _zoomed(pattern: Plane, zoom: float) -> Plane:
    """The middle of a pattern, enlarged, with a margin in which the photo may lie."""
    from PIL import Image  # few photos are zoomed

    sides = [min(side, round(side / zoom) + MARGIN) for side in pattern.shape]
    top, left = ((whole - side) // 2 for whole, side in zip(pattern.shape, sides, strict=True))
    middle = Image.fromarray(np.ascontiguousarray(pattern[top : top + sides[0], left : left + sides[1]]))
    height, width = (max(whole, round(side * zoom)) for whole, side in zip(pattern.shape, sides, strict=True))
    return np.asarray(middle.resize((width, height), Image.Resampling.BICUBIC), np.float32)


def _shifted(asked: Query, size: tuple[int, int], pattern: Plane) -> tuple[Score, tuple[int, int], int]:
    """The best place of a photo inside a larger pattern, its score, and how many places there are."""
    shape = (fft.next_fast_len(pattern.shape[0], real=True), fft.next_fast_len(pattern.shape[1], real=True))
    product = np.conj(transform(asked.plane, shape))
    product *= transform(np.ascontiguousarray(pattern), shape)
    plane = back(product, shape)
    down, across = pattern.shape[0] - size[1] + 1, pattern.shape[1] - size[0] + 1
    valid = plane[:down, :across]
    y, x = (int(n) for n in np.unravel_index(int(valid.argmax()), valid.shape))
    rows, columns = asked.shape
    score = aligned(asked, pattern[y : y + rows, x : x + columns], weigh=False)
    near = plane[np.ix_(np.arange(y - HOLE, y + HOLE + 1) % shape[0], np.arange(x - HOLE, x + HOLE + 1) % shape[1])]
    energy = float(np.vdot(plane, plane)) - float(np.vdot(near, near))
    pce = ratio(float(plane[y, x]), max(0.0, energy) / (plane.size - near.size))
    return replace(score, pce=pce), (x, y), down * across
