from __future__ import annotations

import numpy as np
import pytest

from gifthorse.photo.compare import index
from gifthorse.photo.compare.index import Hashes, Places


def random_bits(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, 32), np.uint8)


def near(bits: np.ndarray, share: float, seed: int = 2) -> np.ndarray:
    flips = np.random.default_rng(seed).random((len(bits), 256)) < share
    return bits ^ np.packbits(flips, axis=1)


def test_a_near_hash_is_found_among_many_whatever_its_form() -> None:
    hashes = random_bits(3000)
    forms = random_bits(8, 9)
    forms[5] = near(hashes[77:78], 0.1)[0]
    assert [number for number, _ in Hashes(hashes).near(forms)] == [77]
    assert Hashes(hashes).near(random_bits(8, 10)) == []


@pytest.mark.parametrize("limit", [400_000, 100])
def test_the_photo_that_shares_features_is_most_likely(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "FLAT_LIMIT", limit)  # both kinds of index
    photos = [random_bits(50, seed) for seed in range(40)]
    places = Places(photos)
    found = places.likely(near(photos[7], 0.08), 3)
    assert found[0][0] == 7 and found[0][1] > 25
    assert places.likely(random_bits(50, 99), 3) == []


def test_photos_without_features_are_no_trouble() -> None:
    empty = np.zeros((0, 32), np.uint8)
    assert Places([empty, empty]).likely(random_bits(5), 3) == []
    assert Places([random_bits(5)]).likely(empty, 3) == []
