"""Where the records of a capture begin, without a Python step a record.

Each record says how long it is, so that only the one before tells where the next begins. Many cursors walk the same
bytes at once, each from a place that looks like the beginning of a record. What a cursor saw is believed only when
the chain from the first record arrives exactly where that cursor began; else the chain is followed slowly until it
arrives at a later cursor's beginning.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from gifthorse.formats.scattered import Longs

NOTHING = 1 << 40
"""More than any record's length."""
Lengths: TypeAlias = Callable[[Longs], Longs]
"""The whole length of the record at each position, or anything above `Chain.most` where none can be."""


class Chain(Struct, frozen=True):
    """Records within `size` bytes: each has a header of `header` bytes and is at most `most` bytes long."""

    lengths: Lengths
    size: int
    header: int
    most: int

    def follow(self, seeds: Longs) -> tuple[Longs, int]:
        """The beginnings of all records from `seeds[0]` on, and where the chain ends.

        `seeds` are distinct, ascending positions, of which only the first must be the beginning of a record.
        """
        if self.size < self.header:
            return np.zeros(0, np.int64), 0
        seen, ends = self._walk(seeds)
        count = len(seeds)
        beginnings: list[Longs] = []
        cursor, at = 0, int(seeds[0])
        while True:
            while cursor < count and seeds[cursor] == at:
                run = cursor
                while run + 1 < count and ends[run] == seeds[run + 1]:  # the next took over where this one stopped
                    run += 1
                visited = seen[:, cursor : run + 1].T.ravel()
                beginnings.append(visited[visited >= 0])
                at, cursor = int(ends[run]), run + 1
            slow: list[int] = []
            cursor = max(cursor, int(np.searchsorted(seeds, at)))
            target = int(seeds[cursor]) if cursor < count else self.size
            while at != target and (length := self._length(at)):
                slow.append(at)
                at += length
                while target < at:
                    cursor += 1
                    target = int(seeds[cursor]) if cursor < count else self.size
            if slow:
                beginnings.append(np.array(slow, np.int64))
            if at != target or cursor >= count:
                return (np.concatenate(beginnings) if beginnings else np.zeros(0, np.int64)), at

    def _length(self, at: int) -> int:
        """The length of one record, 0 where none lies whole."""
        if at > self.size - self.header:
            return 0
        length = int(self.lengths(np.array([at], np.int64))[0])
        return length if length <= min(self.most, self.size - at) else 0

    def _walk(self, seeds: Longs) -> tuple[Longs, Longs]:
        """Every cursor until it reaches the next one's beginning: positions by step and cursor (-1: none), and ends."""
        ends = seeds.copy()
        cursor, here = np.arange(len(seeds)), seeds
        limit = np.append(seeds[1:], self.size - self.header + 1)
        far = bool(np.any(limit - seeds > self.most))  # else whoever leaps further than allowed leaps out of bounds
        seen = np.full((64, len(seeds)), -1, np.int64)
        step = 0
        while cursor.size:
            length = self.lengths(here)
            after = here + length
            on = after < limit
            if far:
                on &= length <= self.most
            if step == len(seen):
                seen = np.concatenate([seen, np.full_like(seen, -1)])
            if np.count_nonzero(on) == len(on):
                seen[step, cursor] = here
                here = after
            else:
                whole = on | ((length <= self.most) & (after <= self.size))
                seen[step, cursor[whole]] = here[whole]
                ends[cursor] = np.where(whole, after, here)
                cursor, here, limit = cursor[on], after[on], limit[on]
            step += 1
        return seen[:step], ends
