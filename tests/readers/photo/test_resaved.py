from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from samples.photos.build import PLAIN, again, busy
from samples.photos.scene import jpeg

from gifthorse.formats.photo.read import read
from gifthorse.readers.photo.resaved import Resaved, examine


def asked(data: bytes) -> Resaved | None:
    return examine(data, read(data))


@pytest.mark.parametrize(("first", "last"), [(50, 75), (60, 85), (60, 95), (70, 90), (75, 90), (80, 95)])
def test_an_earlier_save_is_found_with_its_quality(first: int, last: int) -> None:
    found = asked(again(busy(41), first, last))
    assert found is not None and found.score > 0.4 and abs(found.quality - first) <= 2


@pytest.mark.parametrize("quality", [50, 75, 85, 90, 95, 100])
def test_a_single_save_is_left_alone(quality: int) -> None:
    found = asked(jpeg(busy(42), quality))
    assert found is None or found.score < 0.4 or found.quality > 91


def test_only_the_upper_lines_are_decoded() -> None:
    tall = Image.fromarray(np.tile(np.asarray(busy(43)), (4, 2)))
    found = asked(again(tall, 60, 90))
    assert found is not None and found.score > 0.4 and found.quality == 60
    whole = io.BytesIO()
    tall.save(whole, "JPEG", quality=90, progressive=True)
    assert asked(whole.getvalue()) is not None


def test_too_little_to_say_anything() -> None:
    assert asked(PLAIN) is None  # smooth and small
    assert asked(jpeg(Image.new("L", (600, 600), 90), 90)) is None
