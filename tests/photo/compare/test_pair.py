from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from PIL import Image
from samples.photos import textures, variants

from gifthorse.photo.compare import pair
from gifthorse.photo.compare.sketch import Seen

from .conftest import see

Photo = Callable[[int], Image.Image]
See = Callable[[Image.Image], Seen]
First = Callable[[int], Seen]

COPIES = {**variants.SERVED, **variants.FILTERED, **variants.CHANGED, **variants.HARDER}


SMALL = (480, 360)


@cache
def small(number: int) -> Seen:
    return see(textures.photograph(number, *SMALL))


@cache
def moment() -> Seen:
    """The first of some shots of one scene."""
    return see(textures.burst(5, 0, 800, 600))


@pytest.mark.parametrize("name", COPIES)
def test_copies_are_the_same(name: str, seen: See) -> None:
    number = len(name) % 3  # several textures, without the price of all with all
    verdict = pair.judge(small(number), seen(COPIES[name](textures.photograph(number, *SMALL))))
    assert verdict.same is True, verdict.how
    assert verdict.score > 0.6


@pytest.mark.parametrize("one", range(4))
def test_other_photos_are_not(one: int, first: First) -> None:
    for other in range(one + 1, 4):
        verdict = pair.judge(first(one), first(other))
        assert verdict.same is False and verdict.score < 0.1


@pytest.mark.parametrize("shot", [1, 2, 3])
def test_shots_of_one_scene_are_no_copies(shot: int, seen: See) -> None:
    verdict = pair.judge(moment(), seen(textures.burst(5, shot, 800, 600)))
    assert verdict.same is not True, verdict.how


def test_two_skies_cannot_be_told(seen: See) -> None:
    verdict = pair.judge(seen(textures.sky(1, 400, 300)), seen(textures.sky(2, 400, 300)))
    assert verdict.same is None and "texture" in verdict.how


def test_chats_of_one_app_are_not_the_same(seen: See) -> None:
    one = seen(textures.chat(1))
    assert pair.judge(one, seen(textures.chat(2))).same is False
    assert pair.judge(one, seen(variants.saved(textures.chat(1), 60))).same is True


def test_a_message_alone_in_the_frame_of_an_app_is_not_called_the_same(seen: See) -> None:
    one, other = (seen(textures.chat(n, messages=1)) for n in (1, 2))
    assert pair.judge(one, other).same is not True


def test_a_logo_that_two_photos_share_makes_them_no_copies(photo: Photo, seen: See) -> None:
    verdict = pair.judge(seen(textures.branded(photo(0))), seen(textures.branded(photo(1))))
    assert verdict.same is False and "logo" in verdict.how


def test_a_logo_on_two_skies_is_not_enough(seen: See) -> None:
    one, other = (seen(textures.branded(textures.sky(n, 640, 480))) for n in (1, 2))
    assert pair.judge(one, other).same is not True


def test_two_posts_with_other_photos_are_not_the_same(photo: Photo, seen: See) -> None:
    one, other = (seen(variants.post(photo(n), n * 2)) for n in (0, 1))
    assert pair.judge(one, other).same is not True


def test_equal_pixels_need_no_texture(seen: See) -> None:
    plain = Image.new("RGB", (300, 200), (10, 20, 30))
    assert pair.judge(seen(plain), seen(plain)).same is True
    assert pair.judge(seen(plain), seen(Image.new("RGB", (300, 200), (11, 20, 30)))).same is None


@pytest.mark.parametrize("form", range(8))
def test_a_form_of_the_hash_lays_the_whole_over_the_whole(form: int) -> None:
    movement = pair._whole(form, (300, 400), (300, 400) if form < 4 else (400, 300))
    corners = np.array([[0, 0], [399, 0], [0, 299], [399, 299]]) @ movement[:, :2].T + movement[:, 2]
    right, bottom = (399, 299) if form < 4 else (299, 399)
    assert {tuple(c) for c in np.round(corners).astype(int)} == {(0, 0), (right, 0), (0, bottom), (right, bottom)}
