"""When a capture was running, from the times of its packets."""

from __future__ import annotations

import numpy as np

from gifthorse.formats.capture import UNKNOWN_TIME, Packets

PAUSE = 3600 * 1_000_000_000
"""Nanoseconds between packets after which the capture counts as interrupted."""
BACK = 1_000_000_000


class Clock:
    """First and last time, nanoseconds without long pauses, and how often the clock went back."""

    def __init__(self) -> None:
        self.first: int | None = None
        self.last: int | None = None
        self.running = 0
        self.jumps = 0
        self._before: int | None = None

    def take(self, packets: Packets) -> None:
        """The times of a piece."""
        time = packets.time[packets.time != UNKNOWN_TIME]
        if not time.size:
            return
        low, high = int(time.min()), int(time.max())
        self.first = low if self.first is None else min(self.first, low)
        self.last = high if self.last is None else max(self.last, high)
        steps = np.diff(time, prepend=time[0] if self._before is None else self._before)
        self._before = int(time[-1])
        self.jumps += int(np.count_nonzero(steps < -BACK))
        self.running += int(steps[(steps > -BACK) & (steps < PAUSE)].sum())
