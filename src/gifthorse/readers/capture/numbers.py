"""Numbers for 64-bit keys: a hash table in arrays, asked and filled for a whole piece of a capture at once."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from gifthorse.formats.scattered import Longs, firsts

Keys = npt.NDArray[np.uint64]


def mixed(x: Keys) -> Keys:
    """Every bit of the outcome depends on every bit of the input (the last step of splitmix64)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


_FULL: Final = 0.4
_NONE: Final = np.int64(-1)


class Numbers:
    """Gives every key a number, in the order in which keys first come. Open addressing, linear probing."""

    def __init__(self, size: int = 1 << 14) -> None:
        self.count = 0
        self._keys = np.zeros(size, np.uint64)
        self._numbers = np.full(size, _NONE)

    def number(self, keys: Keys) -> tuple[Longs, Longs]:
        """The number of each key, and of the keys that are new the row at which each first comes, by number."""
        found = self._find(keys)
        missing = np.flatnonzero(found < 0)
        if not missing.size:
            return found, missing
        by_key = np.argsort(keys[missing], kind="stable")
        ascending = keys[missing[by_key]]
        begins = firsts(ascending)
        fresh, first = ascending[begins], by_key[begins]
        order = np.argsort(first)  # numbers go by first appearance, not by key
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        found[missing[by_key]] = self.count + rank[np.cumsum(begins) - 1]
        self._insert(fresh, self.count + rank)
        self.count += len(fresh)
        return found, missing[first[order]]

    def _find(self, keys: Keys) -> Longs:
        mask = np.uint64(len(self._keys) - 1)
        slot = (keys & mask).astype(np.int64)
        found = self._numbers[slot]
        wrong = np.flatnonzero((self._keys[slot] != keys) & (found >= 0))
        while wrong.size:
            slot[wrong] = (slot[wrong] + 1) & int(mask)
            here = slot[wrong]
            found[wrong] = self._numbers[here]
            wrong = wrong[(self._keys[here] != keys[wrong]) & (found[wrong] >= 0)]
        return found

    def _insert(self, keys: Keys, numbers: Longs) -> None:
        """Put in distinct keys that are not there."""
        while self.count + len(keys) > _FULL * len(self._keys):
            old = self._numbers >= 0
            known, known_numbers = self._keys[old], self._numbers[old]
            self._keys = np.zeros(2 * len(self._keys), np.uint64)
            self._numbers = np.full(len(self._keys), _NONE)
            self._place(known, known_numbers)
        self._place(keys, numbers)

    def _place(self, keys: Keys, numbers: Longs) -> None:
        mask = len(self._keys) - 1
        slot = (keys & np.uint64(mask)).astype(np.int64)
        while keys.size:
            free = self._numbers[slot] < 0
            self._keys[slot[free]] = keys[free]
            self._numbers[slot[free]] = numbers[free]  # of several for one slot the last stays
            left = self._numbers[slot] != numbers
            keys, numbers, slot = keys[left], numbers[left], (slot[left] + 1) & mask
