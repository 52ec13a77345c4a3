"""Which photos may be the same, found without comparing all with all: by hash, and by what they have in local features.

Faiss (MIT) holds both. Hashes are few, so they are compared exactly, 100,000 in less than a millisecond; features are
many, and above a number of them only lists of near ones are looked through.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gifthorse.photo.compare.vision import faiss

Bits = NDArray[np.uint8]

NEAR: Final = 70
"""Bits of 256 within which two hashes may be of one photo: unrelated ones are 100 and more apart."""
NEAREST: Final = 4
ALIKE: Final = 66
"""Bits of 256 within which two features may be the same place."""
VOTES: Final = 3
FLAT_LIMIT: Final = 400_000
INDEXED: Final = 300
"""Features of each photo that are indexed."""


class Hashes:
    """An index of perceptual hashes."""

    def __init__(self, hashes: Bits) -> None:
        self._count = len(hashes)
        self._index: Any = faiss().IndexBinaryFlat(256)
        self._index.add(np.ascontiguousarray(hashes))

    def near(self, forms: Bits, within: int = NEAR) -> list[tuple[int, int]]:
        """The nearest (number, bits apart) to any of a photo's forms, the nearest first."""
        apart, numbers = self._index.search(np.ascontiguousarray(forms), min(NEAREST, self._count))
        best: dict[int, int] = {}
        for number, bits in zip(numbers.ravel().tolist(), apart.ravel().tolist(), strict=True):
            if number >= 0 and bits <= within:
                best[number] = min(bits, best.get(number, 256))
        return sorted(best.items(), key=lambda item: item[1])[:NEAREST]


class Places:
    """An index of the local features of many photos."""

    def __init__(self, features: Sequence[Bits]) -> None:
        used = [f[:INDEXED] for f in features]
        self._owner = np.repeat(np.arange(len(used)), [len(f) for f in used])
        everything = np.concatenate(used) if used else np.zeros((0, 32), np.uint8)
        if len(everything) > FLAT_LIMIT:
            # Lists around some of the features themselves: training them would take minutes and find little more
            lists = int(2 * len(everything) ** 0.5)
            chosen = np.random.default_rng(1).choice(len(everything), lists, replace=False)
            self._heads = faiss().IndexBinaryFlat(256)
            self._heads.add(np.ascontiguousarray(everything[np.sort(chosen)]))
            self._index: Any = faiss().IndexBinaryIVF(self._heads, 256, lists)
            self._index.is_trained = True
            self._index.nprobe = max(16, lists // 40)
        else:
            self._index = faiss().IndexBinaryFlat(256)
        if len(everything):
            self._index.add(everything)

    def likely(self, features: Bits, most: int) -> list[tuple[int, int]]:
        """The photos that share most features with one, and how many, the most first."""
        if not len(features) or not len(self._owner):
            return []
        apart, numbers = self._index.search(np.ascontiguousarray(features), 2)
        good = (numbers >= 0) & (apart <= ALIKE)
        query = np.repeat(np.arange(len(features))[:, None], numbers.shape[1], 1)
        seen = np.unique(np.stack([self._owner[numbers[good]], query[good]], 1), axis=0)
        owners, votes = np.unique(seen[:, 0], return_counts=True)
        order = np.argsort(-votes, kind="stable")[:most]
        return [(int(owners[i]), int(votes[i])) for i in order if votes[i] >= VOTES]
