from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.errors import FormatError, GifthorseError, LimitError, UnsupportedError
from gifthorse.formats.plainxml import BYTES_LIMIT, DEPTH_LIMIT, ELEMENTS_LIMIT, parse

WHOLE = b"""<?xml version="1.0" encoding="utf-8"?>
<!-- a licence -->
<permissions>
    <privapp-permissions package="a.b">
        <permission name="P"/>
        <deny-permission name="Q"/>
    </privapp-permissions>
    <feature name="f" />
</permissions>
"""


def test_elements_attributes_and_lines() -> None:
    xml = parse(WHOLE)
    assert xml.damage is None
    privapp, feature = xml.root.children
    assert (privapp.tag, privapp.attributes, privapp.line) == ("privapp-permissions", {"package": "a.b"}, 4)
    assert [c.attributes["name"] for c in privapp.children] == ["P", "Q"]
    assert [e.tag for e in xml.root.walk()] == [
        "permissions", "privapp-permissions", "permission", "deny-permission", "feature",
    ]  # fmt: skip
    assert feature.line == 8


def test_what_comes_before_a_mistake_is_kept() -> None:
    xml = parse(WHOLE.replace(b"</privapp-permissions>", b"</privapp>"))
    assert [c.tag for c in xml.root.children[0].children] == ["permission", "deny-permission"]
    assert xml.damage == "The XML is not well formed: mismatched tag in line 7."


def test_blanks_before_the_declaration_are_forgiven() -> None:
    assert parse(b"\n\n" + WHOLE).damage is None


@pytest.mark.parametrize(
    "text",
    [
        b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ],
)
def test_entities_are_refused(text: bytes) -> None:
    with pytest.raises(UnsupportedError):
        parse(text)


def test_a_document_type_by_itself_does_no_harm() -> None:
    found = parse(b'<!DOCTYPE a SYSTEM "file:///etc/passwd" [<!ELEMENT a ANY>]><a b="1">&c;</a>')
    assert (found.root.tag, found.root.attributes) == ("a", {"b": "1"})


@pytest.mark.parametrize(
    "text",
    [
        b"<a>" * (DEPTH_LIMIT + 1),
        b"<a>" + b"<b/>" * ELEMENTS_LIMIT + b"</a>",
        b" " * (BYTES_LIMIT + 1),
    ],
    ids=["deep", "many", "large"],
)
def test_absurd_sizes_are_refused(text: bytes) -> None:
    with pytest.raises(LimitError):
        parse(text)


@pytest.mark.parametrize("text", [b"", b"plain", b"<", b'<?xml version="1.0" encoding="no-such"?><a/>', b"\xff\xfe<"])
def test_what_is_no_xml_is_said(text: bytes) -> None:
    with pytest.raises(FormatError):
        parse(text)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.data())
def test_damage_is_survived(draw: st.DataObject) -> None:
    data = bytearray(WHOLE[: draw.draw(st.integers(0, len(WHOLE)))])
    for _ in range(draw.draw(st.integers(0, 6))):
        if data:
            data[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    with contextlib.suppress(GifthorseError):
        xml = parse(bytes(data))
        assert next(xml.root.walk()) is xml.root
