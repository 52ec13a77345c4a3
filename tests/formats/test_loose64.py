"""Base64 with its padding and without."""

from __future__ import annotations

from base64 import b64encode

from hypothesis import given
from hypothesis import strategies as st

from gifthorse.formats import loose64


@given(st.binary(max_size=64))
def test_with_and_without_padding(data: bytes) -> None:
    text = b64encode(data)
    assert loose64.decoded(text) == loose64.decoded(text.rstrip(b"=")) == data


@given(st.binary(max_size=64))
def test_nonsense(text: bytes) -> None:
    loose64.decoded(text)
    assert loose64.decoded(text + b"!") is None
