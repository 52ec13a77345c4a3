"""How much bytes look like chance, as encryption does: measured by what chance would give at the same length.

Few bytes never fill eight bits: of 64 bytes of pure chance only 5.8 bits a byte are seen.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

LEAST: Final = 48
"""Bytes below which nothing is said."""
MOST: Final = 1024
_COMMON: Final = 64
"""More often than so no byte of 1,024 recurs by chance."""


def likeness(data: bytes) -> float | None:
    """1 where the bytes are as mixed as chance makes them, less where they are not; None of too few."""
    data = data[:MOST]
    size = len(data)
    if size < LEAST:
        return None
    counts = [data.count(byte) for byte in set(data)]
    seen = -sum(count / size * math.log2(count / size) for count in counts)
    return seen / expected(size)


def halves(data: bytes) -> float:
    """The share of bytes above 127: about a half in noise, hardly any in text."""
    data = data[:MOST]
    return sum(byte > 127 for byte in data) / len(data) if data else 0.0


@lru_cache(2048)
def expected(size: int) -> float:
    """The bits a byte that so many random bytes show on average."""
    share, chance = 1 / 256, 0.0
    for times in range(2, min(size, _COMMON) + 1):
        odds = math.comb(size, times) * share**times * (1 - share) ** (size - times)
        chance += odds * times * math.log2(times)
    return math.log2(size) - 256 / size * chance
