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

from gifthorse.formats.scattered import Longs

Lengths: TypeAlias = Callable[[Longs], Longs]
"""The whole length of the record at each position: 0 where none can be, or where it does not end within the data."""


def follow(lengths: Lengths, seeds: Longs, size: int) -> tuple[Longs, int]:
    """The beginnings of all records from `seeds[0]` on, and where the chain ends.

    `seeds` are distinct, ascending positions, of which only the first must be the beginning of a record.
    """
    seen, ends = _walk(lengths, seeds, size)
    count = len(seeds)
    beginnings: list[Longs] = []
    cursor, at = 0, int(seeds[0])
    while True:
        while cursor < count and seeds[cursor] == at:
            run = cursor
            while run + 1 < count and ends[run] == seeds[run + 1]:  # the next cursor took over where this one stopped
                run += 1
            visited = seen[:, cursor : run + 1].T.ravel()
            beginnings.append(visited[visited >= 0])
            at, cursor = int(ends[run]), run + 1
        slow: list[int] = []
        cursor = max(cursor, int(np.searchsorted(seeds, at)))
        target = int(seeds[cursor]) if cursor < count else size
        while at != target:
            length = int(lengths(np.array([at], np.int64))[0]) if at < size else 0
            if not length:
                break
            slow.append(at)
            at += length
            while target < at:
                cursor += 1
                target = int(seeds[cursor]) if cursor < count else size
        if slow:
            beginnings.append(np.array(slow, np.int64))
        if at != target or cursor >= count:
            return (np.concatenate(beginnings) if beginnings else np.zeros(0, np.int64)), at


def _walk(lengths: Lengths, seeds: Longs, size: int) -> tuple[Longs, Longs]:
    """Every cursor until it reaches the beginning of the next: positions by step and cursor (-1: none), and ends."""
    ends = seeds.copy()
    cursor = np.arange(len(seeds))
    here, limit = seeds, np.append(seeds[1:], size)
    seen = np.full((64, len(seeds)), -1, np.int64)
    step = 0
    while cursor.size:
        length = lengths(here)
        after = here + length
        if not length.all():
            going = length > 0
            ends[cursor[~going]] = here[~going]
            cursor, here, after, limit = cursor[going], here[going], after[going], limit[going]
        if step == len(seen):
            seen = np.concatenate([seen, np.full_like(seen, -1)])
        seen[step, cursor] = here
        step += 1
        on = after < limit
        if not on.all():
            ends[cursor[~on]] = after[~on]
            cursor, after, limit = cursor[on], after[on], limit[on]
        here = after
    return seen[:step], ends
