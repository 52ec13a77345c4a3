from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.abxwriter import abx

from gifthorse.errors import FormatError, GifthorseError, LimitError
from gifthorse.formats.abx import DEPTH_LIMIT, events
from gifthorse.formats.plainxml import parse

DOCUMENT = abx(
    (
        "settings",
        {"version": 183},
        [
            ("setting", {"name": "adb_enabled", "value": "1", "preserve": True, "raw": b"\x01\xff"}, []),
            ("setting", {"name": "höhe", "value": "", "preserve": False}, [("setting", {}, [])]),
        ],
    )
)


def test_elements_and_attributes_of_every_kind() -> None:
    found = parse(DOCUMENT)
    assert found.damage is None
    assert (found.root.tag, found.root.attributes) == ("settings", {"version": "183"})
    first, second = found.root.children
    assert first.attributes == {"name": "adb_enabled", "value": "1", "preserve": "true", "raw": "01ff"}
    assert second.attributes == {"name": "höhe", "value": "", "preserve": "false"}
    assert [child.tag for child in second.children] == ["setting"]


def test_what_comes_before_damage_is_kept() -> None:
    found = parse(DOCUMENT[:-20])
    assert found.damage
    assert found.root.children[0].attributes["name"] == "adb_enabled"
    with pytest.raises(FormatError):
        parse(b"ABX\0")


def test_depth_is_bounded() -> None:
    with pytest.raises(LimitError):
        list(events(b"ABX\0" + b"\x32\xff\xff\0\x01a" + b"\x32\0\0" * DEPTH_LIMIT))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, len(DOCUMENT) - 1), st.integers(0, 255), st.integers(0, len(DOCUMENT)))
def test_damage_ends_in_a_sentence(at: int, byte: int, length: int) -> None:
    data = bytearray(DOCUMENT)
    data[at] = byte
    try:
        parse(bytes(data[:length]))
    except GifthorseError as error:
        assert str(error).endswith(".")
