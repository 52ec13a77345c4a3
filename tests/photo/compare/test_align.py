from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image
from samples.photos import variants

from gifthorse.photo.compare import align, features, verify
from gifthorse.photo.compare.sketch import Seen

Photo = Callable[[int], Image.Image]
See = Callable[[Image.Image], Seen]
First = Callable[[int], Seen]

# A copy, and where the corner and the middle of the photo of 640 by 480 lie in it.
Places = dict[tuple[float, float], tuple[float, float]]
MOVED: dict[str, tuple[Callable[[Image.Image], Image.Image], Places]] = {
    "turned": (lambda i: i.transpose(Image.Transpose.ROTATE_90), {(0, 0): (0, 639), (320, 240): (240, 319)}),
    "mirrored and turned": (lambda i: i.transpose(Image.Transpose.TRANSPOSE), {(0, 0): (0, 0), (320, 240): (240, 320)}),
    "cut": (lambda i: i.crop((64, 48, 640, 480)), {(64, 48): (0, 0), (320, 240): (256, 192)}),
    "half": (lambda i: variants.scaled(i, 0.5), {(0, 0): (-0.25, -0.25), (320, 240): (159.75, 119.75)}),
}


def at(movement: np.ndarray, x: float, y: float) -> tuple[float, ...]:
    return tuple((movement @ [x, y, 1]).tolist())


@pytest.mark.parametrize("how", ["turned", "cut", "half"])
def test_features_know_the_movement_to_a_part_of_a_pixel(how: str, photo: Photo, seen: See, first: First) -> None:
    copy, places = MOVED[how]
    movement, matches = features.movement(first(1).features, seen(copy(photo(1))).features)
    assert movement is not None and matches > 60
    for place, wanted in places.items():
        assert at(movement, *place) == pytest.approx(wanted, abs=0.4)


@pytest.mark.parametrize("how", MOVED)
@pytest.mark.parametrize("off", [0.0, 0.8])
def test_what_lies_a_little_off_is_laid_exactly(how: str, off: float, photo: Photo, seen: See, first: First) -> None:
    copy, places = MOVED[how]
    (x0, y0), (x1, y1) = places
    grey = seen(copy(photo(1))).grey
    (u0, v0), (u1, v1) = places.values()
    swapped = "turned" in how
    scale = np.array([(u1 - u0) / (y1 - y0 if swapped else x1 - x0), (v1 - v0) / (x1 - x0 if swapped else y1 - y0)])
    linear = np.array([[0, scale[0]], [scale[1], 0]]) if swapped else np.diag(scale)
    shift = np.array([u0, v0]) - linear @ [x0, y0] + off
    laid = align.refine(first(1).grey, grey, np.hstack([linear, shift[:, None]]))
    assert laid is not None
    for place, wanted in places.items():
        assert at(laid.movement, *place) == pytest.approx(wanted, abs=0.1)
    checked = verify.check(laid, grey)
    assert checked.detail > 0.97 and checked.waver < 0.1 and checked.shifted < 0.02


def test_other_pictures_do_not_agree(first: First) -> None:
    laid = align.refine(first(0).grey, first(1).grey, np.eye(2, 3))
    assert laid is not None
    checked = verify.check(laid, first(1).grey)
    assert checked.detail < 0.2 and not checked.drawn


def test_what_hardly_overlaps_is_not_laid(first: First) -> None:
    away = np.array([[1.0, 0, 639], [0, 1, 479]])
    assert align.lay(first(0).grey, first(0).grey, away) is None
    assert align.lay(first(0).grey, first(0).grey, np.array([[0.01, 0, 0], [0, 0.01, 0]])) is None


def test_only_what_is_steep_both_ways_says_where_it_lies() -> None:
    picture = np.full((64, 64), 60, np.float32)
    picture[:, 40:] = 180  # an edge alone
    picture[20:, :24] = 180  # a corner
    steep = align.steep(picture, 16)
    assert steep[1, 1] and not steep[:, 2:].any()


def test_a_picture_without_texture_has_no_features() -> None:
    found = features.find(np.full((200, 200), 90, np.uint8))
    assert len(found.bits) == 0 and features.movement(found, found) == (None, 0)
