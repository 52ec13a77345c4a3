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

from gifthorse.formats.scattered import Bools, Longs

NOTHING = 1 << 40
"""More than any record's length."""
STEPS = 16
FEW = 40
"""Cursors that are sooner followed one by one."""
Lengths: TypeAlias = Callable[[Longs], Longs]
"""The whole length of the record at each position, or anything above `Chain.most` where none can be."""
Length: TypeAlias = Callable[[int], int]
"""The same of one."""


class Chain(Struct, frozen=True):
    """Records within `size` bytes: each has a header of `header` bytes and is at most `most` bytes long."""

    lengths: Lengths
    one: Length
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
        length = self.one(at)
        return length if length <= min(self.most, self.size - at) else 0

    def _walk(self, seeds: Longs) -> tuple[Longs, Longs]:
        """Every cursor until it reaches the next one's beginning: positions by step and cursor (-1: none), and ends.

        A cursor that gets there stays there until all have made some steps; only then is it told from the others.
        """
        ends = seeds.copy()
        cursor, here = np.arange(len(seeds)), seeds
        limit = np.append(seeds[1:], self.size - self.header + 1)
        far = bool(np.any(limit - seeds > self.most))  # else whoever leaps further than allowed leaps out of bounds
        seen: list[Longs] = []
        while cursor.size > FEW:
            block = np.empty((STEPS, cursor.size), np.int64)
            for row in block:
                row[:] = here
                length = self.lengths(here)
                if far:
                    length[length > self.most] = NOTHING
                here = np.minimum(here + length, limit)
            inside = block < limit
            there = np.flatnonzero(here >= limit)
            self._arrive(block, inside, there, cursor, ends)
            block[~inside] = -1
            whole = np.full((STEPS, len(seeds)), -1, np.int64)
            whole[:, cursor] = block
            seen.append(whole)
            on = here < limit
            cursor, here, limit = cursor[on], here[on], limit[on]
        rest = [
            (number, *self._alone(at, stop))
            for number, at, stop in zip(cursor.tolist(), here.tolist(), limit.tolist(), strict=True)
        ]
        last = np.full((max((len(visited) for _, visited, _ in rest), default=0), len(seeds)), -1, np.int64)
        for number, visited, end in rest:
            last[: len(visited), number] = visited
            ends[number] = end
        return np.concatenate([*seen, last]), ends

    def _arrive(self, block: Longs, inside: Bools, there: Longs, cursor: Longs, ends: Longs) -> None:
        """Note where the cursors in columns `there` end: behind their last record, or before it if it is not whole."""
        row = np.count_nonzero(inside[:, there], axis=0) - 1
        at = block[row, there]
        length = self.lengths(at)
        whole = (length <= self.most) & (at + length <= self.size)
        ends[cursor[there]] = np.where(whole, at + length, at)
        inside[row[~whole], there[~whole]] = False

    def _alone(self, at: int, stop: int) -> tuple[list[int], int]:
        """One cursor until it reaches `stop`: its positions, and where it ends."""
        visited: list[int] = []
        one, most, size = self.one, self.most, self.size
        while True:
            length = one(at)
            if length > most or at + length > size:
                return visited, at
            visited.append(at)
            at += length
            if at >= stop:
                return visited, at
