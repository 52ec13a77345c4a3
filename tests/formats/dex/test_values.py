"""Static finals, call sites and method handles."""

from __future__ import annotations

import random
import struct

import pytest
from tests.dexwriter import Class, Code, Writer, uleb

from gifthorse.formats import dex
from gifthorse.formats.dex.values import HANDLE_KIND


def encoded(head: int, value: int, size: int) -> bytes:
    return bytes([head | (size - 1) << 5]) + value.to_bytes(size, "little")


def value(chance: random.Random, strings: int) -> tuple[bytes, int | None]:
    kind = chance.choice([0x00, 0x02, 0x04, 0x06, 0x10, 0x11, 0x17, 0x17, 0x18, 0x1E, 0x1F])
    if kind == 0x17:
        text = chance.randrange(strings)
        return encoded(kind, text, chance.choice([1, 2, 4])), text
    if kind in (0x1E, 0x1F):
        return bytes([kind | chance.randrange(2) << 5]), None
    return encoded(kind, 1, 1 if kind == 0 else chance.randrange(1, 5)), None


@pytest.mark.parametrize("classes", [1, 80])
def test_strings_among_other_initial_values(classes: int) -> None:
    chance = random.Random(classes)
    writer = Writer()
    for i in range(60):
        writer.string(f"s{i}")
    expected = []
    for c in range(classes):
        fields = [writer.field(f"La/C{c};", "I", f"f{i}") for i in range(chance.randrange(40))]
        given = [value(chance, 60) for _ in fields]
        shown = given[: chance.randrange(len(given) + 1)] if given else []
        expected += [(f, text) for f, (_, text) in zip(fields, shown, strict=False) if text is not None]
        writer.classes.append(
            Class(
                f"La/C{c};",
                statics=[(f, 8) for f in fields],
                values=uleb(len(shown)) + b"".join(v for v, _ in shown) + b"\x17\x05",
            )
        )
    read = dex.read(writer.build())
    found = sorted(zip(read.static_field.tolist(), read.static_string.tolist(), strict=True))
    assert found == sorted(expected)


def test_more_values_than_fields_and_nested_ones() -> None:
    writer = Writer()
    text = writer.string("text")
    fields = [writer.field("La/C;", "I", f"f{i}") for i in range(3)]
    nested = bytes([0x17, text, 0x1C, 1, 0x17, text, 0x17, text])
    writer.classes.append(Class("La/C;", statics=[(f, 8) for f in fields], values=uleb(0xFFFFFFF) + nested))
    read = dex.read(writer.build())
    assert read.static_field.tolist() == [fields[0]]


def test_a_string_that_is_not_there() -> None:
    writer = Writer()
    one = writer.field("La/C;", "I", "f")
    writer.classes.append(Class("La/C;", statics=[(one, 8)], values=uleb(1) + b"\x77\xff\xff\xff\xff"))
    read = dex.read(writer.build())
    assert read.static_field.tolist() == []
    assert "string that is not there" in read.truncated[0]


def lambdas() -> Writer:
    writer = Writer(38)
    factory = writer.method("Ljava/lang/invoke/LambdaMetafactory;", "metafactory")
    body = writer.method("La/A;", "lambda$0")
    count = writer.field("La/A;", "I", "count")
    name, made = writer.string("run"), writer.proto("Ljava/lang/Runnable;")
    plain = writer.proto("V")
    writer.handles = [(4, factory), (4, body), (1, count)]
    writer.sites = [
        uleb(6) + bytes([0x16, 0, 0x17, name, 0x15, made, 0x15, plain, 0x16, 1, 0x15, plain]),
        uleb(3) + bytes([0x16, 0, 0x17, name, 0x15, made]),
        uleb(4) + bytes([0x16, 0, 0x17, name, 0x15, made, 0x16, 2]),
        uleb(2) + bytes([0x17, name, 0x16, 0]),
    ]
    use = writer.method("La/A;", "use")
    writer.classes.append(Class("La/A;", directs=[(use, 9, Code([0x00FC, 0, 0, 0x000E]))]))
    return writer


def test_call_sites_and_handles() -> None:
    read = dex.read(lambdas().build())
    assert [HANDLE_KIND[k] for k in read.method_handle_kind] == ["invoke-static", "invoke-static", "static-get"]
    assert read.method_handle_target.tolist() == [0, 1, 0]
    assert read.strings.texts(read.call_site_name[:3]) == ["run"] * 3
    assert read.descriptor(int(read.call_site_proto[0])) == "()Ljava/lang/Runnable;"
    assert read.call_site_bootstrap.tolist() == [0, 0, 0, -1]
    assert read.call_site_target.tolist() == [1, -1, -1, -1]
    assert read.insn_ref.tolist() == [0, -1]
    assert read.truncated == ["1 call sites are damaged."]


def test_map_missing_or_absurd() -> None:
    writer = lambdas()
    data = bytearray(writer.build())
    struct.pack_into("<I", data, 52, 0xFFFFFFF0)
    read = dex.read(bytes(data))
    assert len(read.call_site_name) == 0
    assert any("map" in s for s in read.truncated)
    data = bytearray(writer.build())
    struct.pack_into("<I", data, writer.places["map"] + 8, 0xFFFFFFFF)
    read = dex.read(bytes(data))
    assert len(read.call_site_name) < len(data)
    assert any("call sites promises" in s for s in read.truncated)
