"""Tnetstrings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats.tnetstring import Reader


def written(value: object) -> bytes:
    match value:
        case bool():
            body, letter = b"true" if value else b"false", b"!"
        case int():
            body, letter = str(value).encode(), b"#"
        case float():
            body, letter = repr(value).encode(), b"^"
        case bytes():
            body, letter = value, b","
        case str():
            body, letter = value.encode(), b";"
        case list():
            body, letter = b"".join(map(written, value)), b"]"
        case dict():
            body, letter = b"".join(written(k) + written(v) for k, v in value.items()), b"}"
        case _:
            body, letter = b"", b"~"
    return str(len(body)).encode() + b":" + body + letter


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 60), 1 << 60) | st.floats(-1e9, 1e9) | st.binary() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_what_was_written_is_read(value: object) -> None:
    reader = Reader(written(value) + written(1))
    assert reader.next() == value
    assert reader.next() == 1
    assert not reader.more()


@given(st.binary(max_size=200) | st.text("0123456789:,;#^!~]}truefalse", max_size=60).map(str.encode))
def test_damage_ends_in_a_sentence(data: bytes) -> None:
    reader = Reader(data)
    try:
        while reader.more():
            reader.next()
    except FormatError as error:
        assert str(error).endswith(".")


def test_a_damaged_value_is_stepped_over() -> None:
    reader = Reader(b"3:9:x]" + written(b"next"))
    with pytest.raises(FormatError):
        reader.next()
    assert reader.next() == b"next"


def test_depth_is_bounded() -> None:
    value: object = 1
    for _ in range(40):
        value = [value]
    with pytest.raises(LimitError):
        Reader(written(value)).next()
