"""The transform, the residual and the tail, each by itself."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.photo.match.sensor import Sensor

from gifthorse.errors import GifthorseError, LimitError, UnsupportedError
from gifthorse.photo.match.grey import as_stored, decode, trimmed, usable
from gifthorse.photo.match.lifting import forward, inverse
from gifthorse.photo.match.residual import ROWS, residual
from gifthorse.photo.match.score import deviate
from gifthorse.photo.match.tail import FLOOR, false_alarm_rate


@given(st.integers(1, 12), st.integers(1, 12), st.integers(0, 1 << 30))
def test_what_was_transformed_comes_back(rows: int, columns: int, seed: int) -> None:
    plane = np.random.default_rng(seed).uniform(0, 255, (2 * rows, 2 * columns)).astype(np.float32)
    assert np.abs(inverse(forward(plane)) - plane).max() < 0.01


def test_the_residual_keeps_noise_and_leaves_the_picture() -> None:
    rng = np.random.default_rng(1)
    smooth = np.linspace(40, 200, 256, dtype=np.float32)[None, :] * np.ones((256, 1), np.float32)
    noise = rng.standard_normal((256, 256)).astype(np.float32) * 2
    noisy = np.round(smooth + noise).astype(np.uint8)
    left = residual(noisy)
    assert np.corrcoef(left.ravel(), noise.ravel())[0, 1] > 0.9
    assert abs(float(residual(np.round(smooth).astype(np.uint8)).std())) < 0.5


def test_strips_join_without_a_seam() -> None:
    grey = np.asarray(Sensor(3, size=(256, ROWS * 2 + 64)).scene(4).convert("L"))
    whole, lower = residual(grey), residual(grey[ROWS // 16 * 16 - 208 :])
    assert np.abs(whole[ROWS + 16 : ROWS + 64] - lower[208 + 16 : 208 + 64]).max() < 0.2


def test_frames_and_clipped_pixels_do_not_count() -> None:
    grey = np.full((160, 160), 128, np.uint8)
    grey[:64] = np.random.default_rng(0).integers(0, 256, (64, 160), np.uint8)
    good = usable(grey)
    assert not good[64:].any()
    assert (good[:64] == ((grey[:64] > 4) & (grey[:64] < 250))).all()
    assert trimmed(grey[:150, :159]).shape == (144, 144)


def test_a_decoder_that_turns_is_turned_back() -> None:
    sensor = np.arange(12, dtype=np.uint8).reshape(3, 4)
    shown = {1: sensor, 3: sensor[::-1, ::-1], 6: np.rot90(sensor, -1), 8: np.rot90(sensor)}  # EXIF's 6 is clockwise
    for orientation, picture in shown.items():
        assert (as_stored(picture, "heic", orientation) == sensor).all()
        assert as_stored(picture, "jpeg", orientation).shape == picture.shape


def png(width: int, height: int) -> bytes:
    """A PNG that says it is as large, with no pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


def test_a_gigapixel_header_is_refused() -> None:
    for side in (9_000, 40_000):
        with pytest.raises(LimitError, match=r"pixels.* than (the )?64,000,000|pixels than the 64,000,000"):
            decode(png(side, side))
    with pytest.raises(UnsupportedError, match="too few"):
        decode(png(20, 20))


@given(st.binary(max_size=300), st.integers(0, 4000))
def test_damage_is_an_error_of_ours(noise: bytes, at: int) -> None:
    out = io.BytesIO()
    Image.new("RGB", (160, 160), (90, 120, 30)).save(out, "JPEG")
    data = out.getvalue()
    for damaged in (noise, data[:at], data[: at % len(data)] + noise + data[at % len(data) :]):
        try:
            decode(damaged)
        except GifthorseError as error:
            assert str(error).endswith(".")


def test_the_rate_grows_with_the_search_and_has_a_floor() -> None:
    assert false_alarm_rate(0.0, 1) == 0.5
    assert false_alarm_rate(4.0, 24) == pytest.approx(24 * false_alarm_rate(4.0, 1), rel=0.01)
    assert false_alarm_rate(7.0, 2000) == pytest.approx(2 * false_alarm_rate(7.0, 1000), rel=0.01)
    assert false_alarm_rate(6.0, 1000) > 1000 * false_alarm_rate(6.0, 1) / 2
    assert false_alarm_rate(40.0, 1) == FLOOR
    assert false_alarm_rate(-3.0, 10) == 1.0


def test_no_single_block_carries_a_deviate() -> None:
    rng = np.random.default_rng(2)
    sums = rng.standard_normal(400)
    assert abs(deviate(sums)) < 4
    assert deviate(sums + 0.5) > 7
    sums[0] = 1e6
    assert deviate(sums) < 1.1
    assert deviate(np.zeros(10)) == 0.0
