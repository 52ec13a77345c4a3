"""Packed captures: gzip and zstd, whole, broken, and out of proportion."""

from __future__ import annotations

import gzip
import random

import pyarrow as pa
import pytest
from tests.capturewriter import pcap

from gifthorse.formats.capture import open_capture
from gifthorse.formats.capture import window as windows
from gifthorse.formats.capture.window import beginning, packing

DATA = pcap([bytes([n % 251]) * (n % 1400) for n in range(6000)])
PACKED = {"gz": gzip.compress(DATA), "zst": pa.Codec("zstd").compress(DATA, asbytes=True)}
DOUBLE = {
    "gz": gzip.compress(DATA[:100_000]) + gzip.compress(DATA[100_000:]),
    "zst": pa.Codec("zstd").compress(DATA[:100_000], asbytes=True)
    + pa.Codec("zstd").compress(DATA[100_000:], asbytes=True),
}


@pytest.mark.parametrize("how", PACKED)
@pytest.mark.parametrize("packed", [PACKED, DOUBLE], ids=["one member", "two members"])
def test_packed_captures_read_as_plain_ones(how: str, packed: dict[str, bytes]) -> None:
    assert packing(packed[how]) == how and beginning(packed[how], how) == DATA[:12]
    capture = open_capture(packed[how])
    assert sum(len(p) for p in capture.chunks(1 << 20)) == 6000
    assert capture.compressed == how and not capture.problems and not capture.unreadable


@pytest.mark.parametrize("how", PACKED)
@pytest.mark.parametrize("part", [0.3, 0.9, 0.99])
def test_a_broken_stream_gives_what_came_before(how: str, part: float) -> None:
    packed = PACKED[how][: int(len(PACKED[how]) * part)]
    capture = open_capture(packed)
    count = sum(len(p) for p in capture.chunks(1 << 20))
    assert count < 6000 and len(capture.problems) == 1
    assert "ends too early" in capture.problems[0][0]


def test_flipped_bytes_in_a_stream_are_told() -> None:
    chance = random.Random(3)
    packed = bytearray(gzip.compress(pcap([chance.randbytes(1000) for _ in range(400)])))
    packed[-20_000] ^= 0xFF
    capture = open_capture(bytes(packed))
    assert 200 < sum(len(p) for p in capture.chunks(1 << 20)) < 400 and capture.problems


@pytest.mark.parametrize("how", PACKED)
def test_a_bomb_is_given_up(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "FREE", 4 << 20)
    bomb = pcap([bytes(60_000)] * 2000)
    packed = gzip.compress(bomb) if how == "gz" else pa.Codec("zstd").compress(bomb, asbytes=True)
    capture = open_capture(packed)
    count = sum(len(p) for p in capture.chunks(1 << 20))
    assert count < 2000 and "unpacks to far more" in capture.problems[0][0]
