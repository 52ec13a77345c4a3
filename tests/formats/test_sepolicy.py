from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.errors import FormatError, GifthorseError, UnsupportedError
from gifthorse.formats.sepolicy import MAGIC, permissive, permissive_in_text


def bits(*numbers: int) -> bytes:
    """A set of numbers below 64."""
    return struct.pack("<III", 64, 64, 1) + struct.pack("<IQ", 0, sum(1 << n for n in numbers))


def word(text: bytes, *more: int) -> bytes:
    return struct.pack(f"<{1 + len(more)}I", len(text), *more) + text


def policy(version: int = 30) -> bytes:
    """A policy with one class, one role and three types, of which the second is permissive."""
    numbers = struct.pack
    constraint = numbers("<II", 1, 1) + numbers("<III", 5, 0, 0) + bits(1)
    if version >= 29:
        constraint += bits(1) + bits() + numbers("<I", 0)
    permission = word(b"read", 1)
    one_class = numbers("<6I", 4, 6, 1, 1, 1, 1) + b"file" + b"common" + permission + constraint + numbers("<I", 0)
    if version >= 27:
        one_class += numbers("<III", 0, 0, 0)
    if version >= 28:
        one_class += numbers("<I", 0)
    types = b"".join(word(n, i, 1, 0) for i, n in enumerate((b"init", b"hwd", b"shell"), 1))
    return (
        MAGIC + numbers("<I", 8) + b"SE Linux" + numbers("<IIII", version, 1, 8, 7) + bits(0) + bits(2)
        + numbers("<II", 1, 1) + numbers("<4I", 6, 1, 1, 1) + b"common" + permission
        + numbers("<II", 1, 1) + one_class
        + numbers("<II", 1, 1) + word(b"object_r", 1, 0) + bits(1) + bits(1)
        + numbers("<II", 3, 3) + types
    )  # fmt: skip


@pytest.mark.parametrize("version", [26, 27, 28, 29, 30, 33])
def test_the_permissive_domains_of_a_binary_policy(version: int) -> None:
    assert permissive(policy(version)) == ("hwd",)


def test_versions_that_are_not_known_are_refused() -> None:
    with pytest.raises(UnsupportedError, match="version 40"):
        permissive(policy(40))
    with pytest.raises(FormatError):
        permissive(b"\x8c\xff\x7c\xf9\x08\0\0\0no linux" + bytes(40))


def test_the_permissive_domains_of_a_text() -> None:
    text = b"; (typepermissive old)\n(type hwd)\n(typepermissive hwd)\n(typepermissive\n hwd)(typepermissive su)"
    assert permissive_in_text(text) == ("hwd", "su")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(policy()) - 1), st.integers(0, 255), st.integers(0, len(policy())))
def test_damage_ends_in_one_sentence(at: int, value: int, end: int) -> None:
    data = bytearray(policy())
    data[at] = value
    try:
        permissive(bytes(data[:end]))
    except GifthorseError as error:
        assert str(error).endswith(".")
