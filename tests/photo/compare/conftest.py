from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

import pytest
from PIL import Image
from samples.photos import textures

from gifthorse.photo.compare.decode import decode
from gifthorse.photo.compare.sketch import Seen, look

pytest.importorskip("cv2")
pytest.importorskip("faiss")

WIDTH, HEIGHT = 640, 480


@cache
def base(number: int) -> Image.Image:
    """A rendered photo of the tests' size."""
    return textures.photograph(number, WIDTH, HEIGHT)


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=0)
    return out.getvalue()


def see(image: Image.Image) -> Seen:
    return look(decode(png(image)))


@cache
def seen_base(number: int) -> Seen:
    return see(base(number))


@pytest.fixture
def photo() -> Callable[[int], Image.Image]:
    return base


@pytest.fixture
def seen() -> Callable[[Image.Image], Seen]:
    return see


@pytest.fixture
def first() -> Callable[[int], Seen]:
    return seen_base
