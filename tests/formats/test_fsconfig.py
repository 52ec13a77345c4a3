from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gifthorse.errors import FormatError, GifthorseError
from gifthorse.formats.fsconfig import Entry, fs_config, looks_like


def entry(path: str, mode: int = 0o755, uid: int = 0, capabilities: int = 0) -> bytes:
    name = path.encode() + b"\0"
    length = (16 + len(name) + 7) // 8 * 8
    return struct.pack("<HHHHQ", length, mode, uid, 2000, capabilities) + name.ljust(length - 16, b"\0")


def test_modes_owners_and_capabilities() -> None:
    data = entry("vendor/bin/a", 0o4755) + entry("vendor/bin/bb", 0o755, 1000, 0x1400)
    assert fs_config(data) == [
        Entry("vendor/bin/a", 0o4755, 0, 2000, 0),
        Entry("vendor/bin/bb", 0o755, 1000, 2000, 0x1400),
    ]
    assert looks_like(data, len(data))


def test_what_is_no_list() -> None:
    assert not looks_like(b"# a comment, not a list of modes at all\n", 40)
    with pytest.raises(FormatError):
        fs_config(entry("vendor/bin/a")[:-4])


@given(st.binary(max_size=200))
def test_anything_else_ends_in_one_sentence(data: bytes) -> None:
    looks_like(data, len(data))
    try:
        fs_config(data)
    except GifthorseError as error:
        assert str(error).endswith(".")
