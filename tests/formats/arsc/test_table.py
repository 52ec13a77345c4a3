"""Resource tables in the layouts that aapt2 and obfuscators write."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.axmlwriter import Entry, Raw, Ref, chunk, pool, table

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats import arsc
from gifthorse.formats.arsc import package

FRAMEWORK = Path("/usr/share/android-framework-res/framework-res.apk")

GERMAN = b"\0\0\0\0de\0\0"
V21 = bytes(20) + struct.pack("<HH", 21, 0)
V31 = bytes(20) + struct.pack("<HH", 31, 0)
GERMAN_V31 = b"\0\0\0\0de\0\0" + bytes(12) + struct.pack("<HH", 31, 0)

TYPES: list[Any] = [
    (
        "string",
        [
            (GERMAN, [Entry("Hallo"), Entry("nur deutsch")]),
            (b"", [Entry("Hello"), None, Entry(Ref(0x7F010000)), Entry(Ref(0x7F010003))]),
        ],
    ),
    ("bool", [(GERMAN_V31, [Entry(False)]), (b"", [Entry(False)]), (V31, [Entry(True)]), (V21, [Entry(False)])]),
    ("style", [(b"", [Entry(None, parent=0x01030055), Entry(None, parent=0x7F030000)])]),
    ("integer", [(b"", [None] * 30 + [Entry(42)])]),
]


@pytest.mark.parametrize("layout", [{}, {"sparse": True}, {"short": True}, {"compact": True}])
def test_values_in_every_layout(layout: dict[str, Any]) -> None:
    read = arsc.open_table(table(0x7F, TYPES, **layout))
    assert [p.name for p in read.packages] == ["org.example"]

    def text(number: int, **how: Any) -> str | None:
        found = arsc.resolve([read], number, **how)
        return found.as_text() if found else None

    assert text(0x7F010000) == "Hello", "the unqualified value"
    assert text(0x7F010001) == "nur deutsch", "else the first there is"
    assert text(0x7F010002) == "Hello", "through a reference"
    assert text(0x7F010003) is None, "a reference to itself"
    assert text(0x7F040000 + 30) == "42"
    for nobody in (0x7F04001D, 0x7F04FFFF, 0x7F090000, 0x7F000000, 0x01010000, 0, 0xFFFFFFFF):
        assert text(nobody) is None
    assert text(0x7F020000) == "true", "the highest version"
    assert text(0x7F020000, sdk=30) == "false"
    assert text(0x7F020000, sdk=31) == "true"
    assert [v.sdk for v in read.values(0x7F020000)] == [31, 21, 0, 31]
    assert read.name(0x7F030001) == "style/key1"
    assert read.parent(0x7F030001) == 0x7F030000
    assert read.parent(0x7F010000) is None
    assert text(0x7F030000) is None, "a style is no value"


def test_references_lead_from_table_to_table() -> None:
    app = arsc.open_table(table(0x7F, [("string", [(b"", [Entry(Ref(0x01010000)), Entry(Ref(0x02010000))])])]))
    framework = arsc.open_table(table(0x01, [("string", [(b"", [Entry("from the framework")])])]))
    found = arsc.resolve([app, framework], 0x7F010000)
    assert found is not None
    assert found.text == "from the framework"
    assert arsc.resolve([app], 0x7F010000) is None
    assert arsc.resolve([app, framework], 0x7F010001) is None


def test_staged_ids_and_library_packages() -> None:
    staged = arsc.open_table(table(0x7F, [("string", [(b"", [Entry("new")])])], aliases=[(0x7F550000, 0x7F010000)]))
    found = arsc.resolve([staged], 0x7F550000)
    assert found is not None
    assert found.text == "new"
    library = arsc.open_table(table(0x00, [("string", [(b"", [Entry("shared")])])]))
    found = arsc.resolve([library], 0x02010000)
    assert found is not None
    assert found.text == "shared"


def test_counts_that_lie() -> None:
    data = bytearray(table(0x7F, TYPES))
    for place in (m.start() for m in re.finditer(b"\x01\x02\x54\0", bytes(data))):
        struct.pack_into("<I", data, place + 12, 0xFFFFFFFF)  # entryCount
    read = arsc.open_table(bytes(data))
    found = arsc.resolve([read], 0x7F010000)
    assert found is not None
    assert found.text == "Hello"
    assert arsc.resolve([read], 0x7F01FFFF) is None


def test_values_that_point_nowhere() -> None:
    data = table(0x7F, [("string", [(b"", [Entry(Raw(0x03, 999)), Entry(Raw(0x00, 0)), Entry(Raw(0x07, 0))])])])
    read = arsc.open_table(data)
    assert [arsc.resolve([read], 0x7F010000 + i) for i in range(3)][2] is None
    assert [v.as_text() for i in range(2) for v in read.values(0x7F010000 + i)] == [None, None]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "too short"),
        (bytes(40), "does not begin"),
        (chunk(2, bytes(4), pool(["a"])), "no package"),
        (chunk(2, bytes(4), chunk(0x0200, bytes(4), b"")), "cut off"),
    ],
)
def test_what_is_no_table_ends_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        arsc.open_table(data)


def test_endless_chunks_hit_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_CHUNKS", 3)
    with pytest.raises(LimitError, match="more chunks"):
        arsc.open_table(table(0x7F, TYPES))


def test_a_package_counts_the_configurations_it_looks_through() -> None:
    read = arsc.open_table(table(0x7F, [("string", [(GERMAN, [Entry("x"), Entry("y")])] * 30)]))
    assert len(list(read.values(0x7F010001))) == 30
    assert read.looked == 30


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(
        [table(0x7F, TYPES), table(0x7F, TYPES, sparse=True, aliases=[(1, 2)]), table(0x7F, TYPES, short=True)]
    ),
    st.integers(0, 6000),
    st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 255))),
)
def test_damage_never_escapes(data: bytes, cut: int, flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(data[: len(data) - cut] if cut < 3000 else data)
    for place, value in flips:
        if damaged:
            damaged[place % len(damaged)] = value
    try:
        read = arsc.open_table(bytes(damaged))
        for kind in range(6):
            for index in (0, 1, 2, 3, 30):
                number = 0x7F000000 | kind << 16 | index
                arsc.resolve([read], number)
                read.name(number)
                read.parent(number)
    except FormatError as error:
        assert str(error).endswith(".")


@pytest.mark.skipif(
    not (shutil.which("aapt") and FRAMEWORK.exists()), reason="aapt and android-framework-res are not installed"
)
def test_the_framework_reads_as_aapt_reads_it() -> None:
    read = arsc.open_table(zipfile.ZipFile(FRAMEWORK).read("resources.arsc"))
    said = subprocess.run(
        ["aapt", "dump", "--values", "resources", FRAMEWORK],
        capture_output=True,
        text=True,
        check=True,
        errors="replace",
    ).stdout
    default = said.split("    config (default):", 2)[1:]
    found = re.findall(
        r"^ *resource 0x(\w{8}) android:(bool|integer|string)/(\S+): t=0x(\w\w) d=0x(\w{8}) \(s=0x0008 r=0x00\)",
        "".join(default),
        re.MULTILINE,
    )
    checked = 0
    for number, kind, key, value_type, data in found[:: max(1, len(found) // 2000)]:
        assert read.name(int(number, 16)) == f"{kind}/{key}"
        # aapt prints every configuration; ours must be among the values of that resource.
        values = {(v.type, v.data) for v in read.values(int(number, 16))}
        assert (int(value_type, 16), int(data, 16)) in values
        checked += 1
    assert checked > 1000
