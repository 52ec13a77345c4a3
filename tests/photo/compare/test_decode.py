from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gifthorse.errors import FormatError, LimitError, UnsupportedError
from gifthorse.photo.compare.decode import SIDE, decode

from .conftest import base, png

Photo = Callable[[int], Image.Image]


def jpeg(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, **options)
    return out.getvalue()


def claimed(width: int, height: int) -> bytes:
    """A PNG whose header claims a size, with pixels for almost none of it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(3000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def test_large_photos_become_small_and_keep_their_size(photo: Photo) -> None:
    made = decode(jpeg(photo(0).resize((2400, 1800))))
    assert max(made.rgb.shape) == SIDE and (made.width, made.height) == (2400, 1800)
    assert made.scale == pytest.approx(2400 / SIDE, rel=0.01)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_honoured(orientation: int, photo: Photo) -> None:
    upright = photo(0)
    undo = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    lying = upright if undo is None else upright.transpose(undo)
    made = decode(jpeg(lying, exif=exif))
    assert (made.width, made.height) == upright.size
    assert np.abs(made.rgb.astype(int) - np.asarray(upright, int)).mean() < 12


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "I;16", "1"])
def test_every_mode_becomes_colours(mode: str, photo: Photo) -> None:
    if mode == "I;16":
        image = Image.fromarray(np.asarray(photo(0).convert("L"), np.uint16) * 257)
    else:
        image = photo(0).convert(mode)
    out = io.BytesIO()
    image.save(out, "TIFF" if mode == "CMYK" else "PNG")
    made = decode(out.getvalue())
    assert made.rgb.shape == (480, 640, 3) and 40 < made.rgb.mean() < 220


def test_what_is_clear_shows_white() -> None:
    assert decode(png(Image.new("RGBA", (64, 64), (0, 0, 0, 0)))).rgb.min() == 255


def test_a_header_of_a_gigapixel_is_refused_before_anything_is_decoded() -> None:
    with pytest.raises(LimitError, match="40,000 x 30,000"):
        decode(claimed(40_000, 30_000))


def test_a_size_that_is_a_lie_is_one_sentence() -> None:
    with pytest.raises(FormatError, match="damaged"):
        decode(claimed(3000, 2000))


@pytest.mark.parametrize(("size", "words"), [((20, 900), "too small"), ((4000, 60), "strip")])
def test_odd_sizes_are_refused(size: tuple[int, int], words: str) -> None:
    with pytest.raises(FormatError, match=words):
        decode(png(Image.new("RGB", size)))


def test_films_and_texts_are_refused() -> None:
    with pytest.raises(UnsupportedError, match="film"):
        decode(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(100))
    with pytest.raises(UnsupportedError, match="no photo"):
        decode(b"dear diary")


WHOLE = jpeg(base(0).resize((160, 120)))


def test_a_truncated_photo_is_one_sentence() -> None:
    with pytest.raises(FormatError, match="cut short"):
        decode(WHOLE[: len(WHOLE) // 2])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255), st.integers(2, len(WHOLE)))
def test_damage_is_an_error_or_a_picture(at: int, value: int, length: int) -> None:
    data = bytearray(WHOLE[:length])
    data[min(at, length - 1)] = value
    try:
        made = decode(bytes(data))
    except FormatError:
        return
    assert made.rgb.shape[2] == 3
