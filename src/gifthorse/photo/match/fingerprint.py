"""A sensor's pattern from reference shots, and how well these agree with each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Final

import numpy as np

from gifthorse.photo.match.grey import Picture
from gifthorse.photo.match.lifting import Plane
from gifthorse.photo.match.probe import survives
from gifthorse.photo.match.score import aligned, query
from gifthorse.photo.match.shot import Shot, shot
from gifthorse.photo.match.spectrum import wiener, zero_mean

SHOTS_MIN: Final = 10
SHOTS_MAX: Final = 50
BELONGS: Final = 3.0
"""A reference shot fits the ones before it by at least this deviate, or it is left out."""
LOUD: Final = 3.0
SIDE: Final = 32
PROBED: Final = 5
SLIGHT: Final = np.float32(0.02)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A pattern, the shots it was made of, and the share of it that another shot of the sensor confirms.

    `agreement` is the median strength with which later shots fitted the earlier ones, `gain` what a shot of the same
    sensor should show, `survives` the share of a known pattern that came through in some of them.
    """

    pattern: Plane
    shots: int
    left_out: int
    agreement: float
    gain: float
    survives: float


@dataclass(slots=True)
class _Sums:
    noise: Plane
    power: Plane
    shots: int = 1

    def add(self, one: Shot) -> None:
        self.noise += one.noise
        self.power += one.power
        self.shots += 1

    def pattern(self) -> Plane:
        slight = SLIGHT * self.power.mean() + np.float32(1e-9)
        pattern = zero_mean(self.noise / (self.power + slight))
        pattern[~_quiet(pattern, self.power)] = 0
        return wiener(pattern)


@dataclass(slots=True)
class _Fits:
    strengths: list[float] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)


def build(pictures: Iterable[Picture], expected: int) -> Fingerprint | None:
    """The fingerprint of `expected` shots of one size; None when fewer than two could be used.

    The first half makes a pattern that each shot of the second half must fit; then all that fitted are put together.
    """
    sums: _Sums | None = None
    first: Plane | None = None
    fits, left_out = _Fits(), 0
    shares: list[float] = []
    for number, picture in enumerate(pictures):
        one = shot(picture.grey)
        if len(shares) < PROBED:
            shares.append(survives(picture.grey, picture.tables))
        if sums is None:
            sums = _Sums(one.noise, one.power)
            continue
        if number >= (expected + 1) // 2:
            first = sums.pattern() if first is None else first
            noise = one.noise.copy()
            score = aligned(query(Shot(noise, one.power)), first)
            fits.strengths.append(score.strength)
            if score.strength < BELONGS:
                left_out += 1
                continue
            fits.gains.append(score.gain)
        sums.add(one)
    if sums is None or sums.shots < 2:
        return None
    middle = median(fits.gains) if fits.gains else 0.0
    return Fingerprint(
        pattern=sums.pattern(),
        shots=sums.shots,
        left_out=left_out,
        agreement=median(fits.strengths) if fits.strengths else 0.0,
        gain=_grown(middle, sums.shots / max(1, (expected + 1) // 2)),
        survives=median(shares),
    )


def _grown(share: float, times: float) -> float:
    """The pattern's share of an estimate's energy when `times` as many shots are averaged."""
    share = min(max(share, 0.0), 0.99)
    odds = share / (1 - share) * times
    return odds / (1 + odds)


def _quiet(pattern: Plane, power: Plane) -> np.ndarray:
    """Where the pattern is no louder than elsewhere: watermarks and frames stand in every shot alike.

    Both the pattern beside its own uncertainty and what is left of it without that are compared with the usual block.
    """
    height, width = pattern.shape
    energy, certain = _blocks(pattern * pattern), _blocks(power)
    sure = energy * certain
    left = energy - np.float32(1) / np.maximum(certain, np.float32(1e-9))
    bad = np.pad(_loud(sure) | _loud(left), 1)
    rows, columns = energy.shape
    near = np.zeros_like(energy, bool)
    for down in range(3):
        for across in range(3):
            near |= bad[down : down + rows, across : across + columns]
    return ~np.repeat(np.repeat(near, SIDE, 0), SIDE, 1)[:height, :width]


def _blocks(plane: Plane) -> Plane:
    """Means over blocks; those at the edge are filled up by its last rows and columns."""
    height, width = plane.shape
    whole = np.pad(plane, ((0, -height % SIDE), (0, -width % SIDE)), mode="edge")
    means: Plane = whole.reshape(whole.shape[0] // SIDE, SIDE, whole.shape[1] // SIDE, SIDE).mean((1, 3))
    return means


def _loud(blocks: np.ndarray) -> np.ndarray:
    known = blocks[blocks > 0]
    return blocks > LOUD * float(np.median(known)) if known.size else np.zeros(blocks.shape, bool)
