"""Bytes like chance are told at any length."""

from __future__ import annotations

import random
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gifthorse.formats import noise


@pytest.mark.parametrize("size", [48, 64, 128, 200, 1024, 4000])
def test_chance_is_chance_whatever_its_length(size: int) -> None:
    data = random.Random(size).randbytes(size)
    assert (noise.likeness(data) or 0) > 0.96
    assert 0.3 < noise.halves(data) < 0.7


@pytest.mark.parametrize(
    "data", [b"a word and another one, " * 9, b64encode(bytes(range(256))), bytes(range(64)) * 2, bytes(100)]
)
def test_text_and_tables_are_not(data: bytes) -> None:
    likeness = noise.likeness(data)
    assert likeness is not None and (likeness < 0.96 or noise.halves(data) < 0.35)


def test_of_few_bytes_nothing_is_said() -> None:
    assert noise.likeness(b"x" * 47) is None
    assert noise.halves(b"") == 0


@given(st.binary(max_size=2000))
def test_nonsense(data: bytes) -> None:
    likeness = noise.likeness(data)
    assert likeness is None or 0 <= likeness < 1.1
