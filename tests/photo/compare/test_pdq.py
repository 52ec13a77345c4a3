from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageOps
from samples.photos import textures, variants

from gifthorse.photo.compare import pdq


def apart(one: np.ndarray, other: np.ndarray) -> int:
    return int(np.bitwise_count(one ^ other).sum())


def grey(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("L"))


def test_copies_are_near_and_others_far(photo: Callable[[int], Image.Image]) -> None:
    first, quality = pdq.hashes(grey(photo(0)))
    assert first.shape == (8, pdq.BYTES) and quality >= pdq.TRUSTED
    for copy in (variants.saved(photo(0), 40), variants.scaled(photo(0), 0.4), variants.gamma(photo(0), 1.3)):
        assert apart(first[0], pdq.hashes(grey(copy))[0][0]) <= 31
    assert apart(first[0], pdq.hashes(grey(photo(1)))[0][0]) > 70


def test_the_eight_forms_are_those_of_turned_and_mirrored_pictures(photo: Callable[[int], Image.Image]) -> None:
    forms, _ = pdq.hashes(grey(photo(0)))
    assert apart(forms[1], pdq.hashes(grey(ImageOps.mirror(photo(0))))[0][0]) <= 16
    assert apart(forms[2], pdq.hashes(grey(ImageOps.flip(photo(0))))[0][0]) <= 16
    assert apart(forms[3], pdq.hashes(grey(photo(0).transpose(Image.Transpose.ROTATE_180)))[0][0]) <= 16
    for turn in (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.TRANSPOSE):
        turned = pdq.hashes(grey(photo(0).transpose(turn)))[0][0]
        assert min(apart(form, turned) for form in forms[4:]) <= 16


def test_a_picture_without_shape_has_no_quality() -> None:
    assert pdq.hashes(np.full((90, 120), 77, np.uint8))[1] == 0
    assert pdq.hashes(grey(textures.sky(1, 300, 200)))[1] < pdq.TRUSTED
    assert pdq.hashes(np.zeros((1, 1), np.uint8))[1] == 0
