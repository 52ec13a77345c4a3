from __future__ import annotations

from typing import Any

import pytest
from samples.photos.scene import jpeg, scene
from tests.formats.photo import photos

from gifthorse.formats.photo.read import read
from gifthorse.readers.photo import compare, history, place, time


def exif(*entries: tuple[int, int, bytes]) -> bytes:
    return photos.with_exif(photos.PLAIN, photos.tiff(*entries))


@pytest.mark.parametrize("quality", [10, 50, 75, 85, 92, 95, 100])
def test_the_quality_of_the_last_save(quality: int) -> None:
    facts = history.facts(read(jpeg(scene(1, 64, 48), quality)))
    assert (facts["quality"], facts["quality_exact"]) == (quality, True)


def test_tables_of_one_encoder_have_one_digest() -> None:
    one, two, other = (history.facts(read(jpeg(scene(n, 64, 48), q))) for n, q in ((1, 80), (2, 80), (1, 81)))
    assert one["tables_digest"] == two["tables_digest"] != other["tables_digest"]


@pytest.mark.parametrize(
    ("software", "edited"), [("Adobe Photoshop 25.0", True), ("NovaOS 14.2", False), ("Snapseed 2", True)]
)
def test_programs_that_edit(software: str, edited: bool) -> None:
    facts = history.facts(read(exif((0x0131, 2, software.encode() + b"\0"))))
    assert (facts["edited_by"] is not None) == edited


def test_a_time_without_a_zone() -> None:
    facts: dict[str, Any] = time.facts(read(photos.PLAIN))
    assert facts["taken"] is None and facts["offset_minutes"] is None


def test_the_position_of_a_film() -> None:
    facts = place.facts(read(photos.everything()["film"]))
    assert (facts["latitude"], facts["longitude"]) == (48.2, 16.3)


def test_pictures_that_differ() -> None:
    first, second = (compare.small(jpeg(scene(n))) for n in (1, 2))
    again = compare.small(jpeg(scene(1).resize((160, 120)), 60))
    assert first and second and again
    assert compare._distance(first[0], again[0]) < compare.DIFFERS / 2
    assert compare._distance(first[0], second[0]) > compare.DIFFERS


def test_a_claimed_gigapixel_is_not_decoded() -> None:
    data = bytearray(photos.saved("PNG"))
    data[16:24] = (1 << 20).to_bytes(4, "big") * 2
    assert compare.small(bytes(data)) is None
