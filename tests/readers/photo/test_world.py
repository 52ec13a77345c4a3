from __future__ import annotations

import pytest

from gifthorse.readers.photo.world import near


@pytest.mark.parametrize(
    ("latitude", "longitude", "says"),
    [
        (48.20849, 16.37208, "Vienna, Austria"),
        (47.07, 15.9, "37 km from Graz, Austria"),
        (-33.9, 18.4, "Cape Town, South Africa"),  # coarse outlines leave the harbour in the sea
        (43.74, 7.42, "Monaco"),
        (41.9, 12.45, "Rome, Italy"),
        (-17.7, 178.0, "67 km from Suva, Fiji"),
        (35.68, 139.7, "Tokyo, Japan"),
        (64.9, -18.0, "Iceland"),
        (0.0, -30.0, None),
        (90.0, 0.0, None),
    ],
)
def test_places_in_words(latitude: float, longitude: float, says: str | None) -> None:
    assert near(latitude, longitude) == says
