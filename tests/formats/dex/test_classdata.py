"""Class data: running indices, odd layouts, hostile counts."""

from __future__ import annotations

import struct

import pytest
from tests.dexwriter import Class, Code, Writer, uleb

from gifthorse.formats import dex


def many() -> Writer:
    """Three classes with 0, 1 and 200 methods, so that LEB128 numbers of several lengths occur."""
    writer = Writer()
    writer.classes.append(Class("La/Empty;", parent=None))
    one = writer.method("La/One;", "one")
    writer.classes.append(Class("La/One;", directs=[(one, 9, Code([0x000E]))]))
    methods = [writer.method("La/Many;", f"m{i}") for i in range(200)]
    fields = [writer.field("La/Many;", "I", f"f{i}") for i in range(150)]
    writer.classes.append(
        Class(
            "La/Many;",
            statics=[(f, 8) for f in fields[:70]],
            instances=[(f, 2) for f in fields[70:]],
            directs=[(m, 0x10002, None) for m in methods[:50]],
            virtuals=[(m, 1, Code([0x000E])) for m in methods[50:]],
        )
    )
    return writer


def test_members_and_their_classes() -> None:
    read = dex.read(many().build())
    assert read.truncated == []
    assert read.member_method.tolist() == list(range(201))
    assert read.member_class.tolist() == [1] + [2] * 200
    assert read.member_direct.tolist() == [True] * 51 + [False] * 150
    assert (read.member_code >= 0).sum() == 151
    assert read.member_field.tolist() == list(range(150))
    assert read.member_field_static.sum() == 70
    assert read.class_super.tolist()[0] == -1


def test_one_item_for_two_classes() -> None:
    """The second class may not list the first one's members, as Android's verifier has it."""
    writer = many()
    data = bytearray(writer.build())
    table = struct.unpack_from("<I", data, 100)[0]
    struct.pack_into("<I", data, table + 24, writer.places["members La/One;"])
    read = dex.read(bytes(data))
    assert read.member_class.tolist().count(0) == 0
    assert len(read.member_method) == 201
    assert "do not belong" in read.truncated[0]


def test_an_item_that_starts_inside_a_number() -> None:
    """A continuation byte right before an item belongs to nobody; the item is read on its own."""
    writer = many()
    data = bytearray(writer.build())
    data += b"\xff" + uleb(0) + uleb(0) + uleb(1) + uleb(0) + uleb(0) + uleb(9) + uleb(0)
    table = struct.unpack_from("<I", data, 100)[0]
    struct.pack_into("<I", data, table + 32 + 24, len(data) - 7)
    read = dex.read(bytes(data))
    assert read.member_method.tolist()[0] == 0
    assert len(read.member_method) == 201
    assert read.member_code[0] == -1
    assert read.truncated == []


def test_overlong_numbers_are_read_as_android_does() -> None:
    writer = many()
    data = bytearray(writer.build())
    # A fifth byte ends the number whatever its top bit says.
    data += b"\0" + uleb(0) + uleb(0) + uleb(1) + uleb(0) + b"\x80\x80\x80\x80\x80" + uleb(9) + uleb(0)
    table = struct.unpack_from("<I", data, 100)[0]
    struct.pack_into("<I", data, table + 32 + 24, len(data) - 11)
    read = dex.read(bytes(data))
    assert read.member_method.tolist()[0] == 0
    assert read.member_flags[0] == 9


@pytest.mark.parametrize("count", [b"\xff\xff\xff\xff\x0f", b"\xff\xff\x03"])
def test_giant_counts(count: bytes) -> None:
    writer = many()
    data = bytearray(writer.build())
    place = writer.places["members La/Many;"]
    data[place : place + len(count)] = count
    read = dex.read(bytes(data))
    assert read.member_method.tolist() == [0]
    assert any("damaged" in s or "belong" in s for s in read.truncated)


def test_members_outside_the_file() -> None:
    data = bytearray(many().build())
    table = struct.unpack_from("<I", data, 100)[0]
    struct.pack_into("<I", data, table + 64 + 24, 0xFFFFFFFF)
    read = dex.read(bytes(data))
    assert read.member_method.tolist() == [0]
    assert "outside the file" in read.truncated[0]


def test_a_thousand_classes_that_share_a_large_item() -> None:
    writer = many()
    for i in range(1000):
        writer.classes.append(Class(f"Lz/C{i};"))
    data = bytearray(writer.build())
    table = struct.unpack_from("<I", data, 100)[0]
    for row in range(3, 1003):
        struct.pack_into("<I", data, table + 32 * row + 24, writer.places["members La/Many;"])
    read = dex.read(bytes(data))
    assert len(read.member_method) == 201
    assert any("share their members" in s for s in read.truncated)
