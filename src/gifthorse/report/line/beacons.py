"""A beacon's interval plot: every call at its time, as high as the time since the one before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise

from msgspec import Struct

from gifthorse.report import words
from gifthorse.report.traffic import Beacon

WIDTH, HEIGHT, LEFT = 470.0, 120.0, 52.0
DOTS = 240
PARTS = ("regular times", "same size", "even spread", "covers the time")


class Plot(Struct, frozen=True):
    """One beacon in units of its own picture: the dots as one path, the band around the period, the labels."""

    beacon: Beacon
    dots: str
    period: float
    band: tuple[float, float]  # its lower and its upper edge
    top: str
    begins: str
    ends: str
    parts: tuple[tuple[str, float], ...]
    said: str


def draw(beacons: Sequence[Beacon]) -> tuple[Plot, ...]:
    """A plot for each."""
    return tuple(_plot(beacon) for beacon in beacons)


def _plot(beacon: Beacon) -> Plot:
    times = beacon.times or (0.0,)
    between = [(later, later - earlier) for earlier, later in pairwise(times)]
    if len(between) > DOTS:
        between = [between[i * len(between) // DOTS] for i in range(DOTS)]
    limit = max(2 * beacon.period, 1.0)
    span = max(times[-1] - times[0], 1.0)

    def high(seconds: float) -> float:
        return round(HEIGHT * (1 - min(seconds, limit) / limit), 1)

    dots = "".join(
        f"M{LEFT + (WIDTH - LEFT - 6) * (at - times[0]) / span:.1f} {max(high(gap), 2.5)}h0" for at, gap in between
    )
    upper, lower = high(beacon.period + beacon.jitter), high(max(beacon.period - beacon.jitter, 0))
    middle = (upper + lower) / 2
    band = (max(lower, middle + 4), min(upper, middle - 4))
    said = (
        f"{words.count(beacon.count, 'call')}, every {words.lasting(beacon.period)}, "
        f"give or take {words.lasting(beacon.jitter)}; {words.size(beacon.out)} sent in all"
    )
    return Plot(
        beacon, dots, high(beacon.period), band, words.lasting(limit), _time(times[0]), _time(times[-1]),
        tuple(zip(PARTS, beacon.parts, strict=True)), said,
    )  # fmt: skip


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
