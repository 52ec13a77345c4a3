"""When a capture was running, from the times of its packets."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from gifthorse.formats.capture import UNKNOWN_TIME, Packets

PAUSE = 3600 * 1_000_000_000
"""Nanoseconds between packets after which the capture counts as interrupted."""
BACK = 1_000_000_000


class Times(Struct, frozen=True):
    """The times of a piece: of its first and last packet, the lowest and highest, nanoseconds without long pauses, and
    how often the clock went back."""

    begin: int
    end: int
    low: int
    high: int
    running: int
    jumps: int


def times(packets: Packets) -> Times | None:
    """Those of these packets, if they have any."""
    time = packets.time
    unknown = time == UNKNOWN_TIME
    if unknown.any():
        time = time[~unknown]
    if not time.size:
        return None
    steps = np.diff(time)
    running = int(steps[(steps > -BACK) & (steps < PAUSE)].sum())
    jumps = int(np.count_nonzero(steps < -BACK))
    return Times(int(time[0]), int(time[-1]), int(time.min()), int(time.max()), running, jumps)


class Clock:
    """First and last time, nanoseconds without long pauses, and how often the clock went back."""

    def __init__(self) -> None:
        self.first: int | None = None
        self.last: int | None = None
        self.running = 0
        self.jumps = 0
        self._before: int | None = None

    def take(self, found: Times | None) -> None:
        """The times of the next piece."""
        if found is None:
            return
        self.first = found.low if self.first is None else min(self.first, found.low)
        self.last = found.high if self.last is None else max(self.last, found.high)
        step = found.begin - (found.begin if self._before is None else self._before)
        self._before = found.end
        self.jumps += found.jumps + (step < -BACK)
        self.running += found.running + (step if -BACK < step < PAUSE else 0)
