from __future__ import annotations

from typing import Any

import pytest
from PIL import Image, ImageOps
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


def against(main: Image.Image, thumbnail: Image.Image) -> tuple[bool | None, float | None]:
    """What is said of a thumbnail behind a picture."""
    data = jpeg(main)
    inner = jpeg(thumbnail.resize((160, 160 * thumbnail.height // thumbnail.width)), 60)
    (found,) = compare.with_main(data + inner, read(data + inner))
    return found


def bordered(image: Image.Image) -> Image.Image:
    """In a black frame, as cameras fit a wide picture into a thumbnail."""
    return ImageOps.expand(image, (10, 30, 10, 50), fill=0)


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_thumbnail_of_the_same(number: int) -> None:
    main = scene(number, 480, 320)
    for same in (main, bordered(main), main.rotate(90, expand=True), main.crop((30, 0, 450, 320))):
        differs, distance = against(main, same)
        assert differs is False and distance is not None and distance < 0.12


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_thumbnail_that_shows_more(number: int) -> None:
    whole = scene(number, 480, 320)
    for more in (whole, bordered(whole)):
        assert against(whole.crop((0, 0, 300, 240)), more)[0] is True
    assert against(scene(number + 1, 480, 320), whole)[0] is True


def test_walls_are_not_compared() -> None:
    assert against(Image.new("L", (480, 320), 90), Image.new("L", (160, 120), 90)) == (None, None)


def test_a_claimed_gigapixel_is_not_decoded() -> None:
    data = bytearray(photos.saved("PNG"))
    data[16:24] = (1 << 20).to_bytes(4, "big") * 2
    assert compare.grey(bytes(data)) is None
