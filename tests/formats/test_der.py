"""BER as Android takes it, and nothing but our own errors from anything else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats import der


def walk(data: bytes, item: der.Node, depth: int = 0) -> int:
    """Visit everything; the number of elements."""
    if not item.constructed or depth > 30:
        return 1
    return 1 + sum(walk(data, child, depth + 1) for child in der.children(data, item))


def test_lengths_short_long_and_needlessly_long() -> None:
    for encoded in (b"\x04\x03abc", b"\x04\x81\x03abc", b"\x04\x84\0\0\0\x03abc"):
        assert der.octets(encoded, der.node(encoded)) == b"abc"


def test_indefinite_length_ends_at_its_own_zeros() -> None:
    data = b"\x30\x80\x24\x80\x04\x01a\x04\x01b\0\0\x02\x01\x05\0\0rest"
    outer = der.node(data)
    text, number = der.children(data, outer)
    assert der.octets(data, text) == b"ab"
    assert der.integer(data, number) == 5
    assert data[outer.end :] == b"rest"


def test_object_identifiers() -> None:
    rsa = bytes.fromhex("06092a864886f70d010101")
    assert der.oid(rsa, der.node(rsa)) == "1.2.840.113549.1.1.1"
    high = bytes.fromhex("0603883703")
    assert der.oid(high, der.node(high)) == "2.999.3"
    with pytest.raises(FormatError):
        der.oid(b"\x06\x01\x81", der.node(b"\x06\x01\x81"))


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        (b"\x17\x0d080229014657Z", datetime(2008, 2, 29, 1, 46, 57, tzinfo=UTC)),
        (b"\x17\x0d991231235959Z", datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (b"\x18\x0f20500101000000Z", datetime(2050, 1, 1, tzinfo=UTC)),
        (b"\x17\x110802290146+0130", datetime(2008, 2, 29, 0, 16, tzinfo=UTC)),
        (b"\x17\x0d080230014657Z", None),
        (b"\x17\x04abcd", None),
    ],
)
def test_times(encoded: bytes, expected: datetime | None) -> None:
    encoded = encoded[:1] + bytes([len(encoded) - 2]) + encoded[2:]
    assert der.time(encoded, der.node(encoded)) == expected


def test_integers_signed_and_natural() -> None:
    data = b"\x02\x02\xff\x01"
    assert der.integer(data, der.node(data)) == -255
    assert der.natural(data, der.node(data)) == 0xFF01


def test_strings_of_many_kinds() -> None:
    assert der.text(b"\x1e\x04\x00A\x26\x3a", der.node(b"\x1e\x04\x00A\x26\x3a")) == "A☺"
    assert der.text(b"\x0c\x02\xc3\x28", der.node(b"\x0c\x02\xc3\x28")) == "�("
    assert der.text(b"\x02\x01\x00", der.node(b"\x02\x01\x00")) is None


def test_nesting_is_bounded() -> None:
    deep = b"\x30\x80" * 5000 + b"\0\0" * 5000
    with pytest.raises(LimitError):
        walk(deep, der.node(deep))


def test_parts_are_bounded() -> None:
    many = b"\x05\0" * (der.MAX_CHILDREN + 1)
    with pytest.raises(LimitError):
        der.children(
            b"\x30\x83" + len(many).to_bytes(3, "big") + many,
            der.node(b"\x30\x83" + len(many).to_bytes(3, "big") + many),
        )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        item = der.node(data)
        walk(data, item)
        der.text(data, item)
        der.time(data, item)
        der.integer(data, item)
        der.bits(data, item)
        der.oid(data, item)
    except FormatError:
        pass
