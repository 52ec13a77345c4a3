"""Binary XML: what Android accepts is read the way Android reads it, anything else ends in one sentence."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.axmlwriter import ANDROID, IDS, Document, E, Raw, chunk, manifest, pool

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats import axml
from gifthorse.formats.axml import document

FRAMEWORK = Path("/usr/share/android-framework-res/framework-res.apk")

TREE = manifest(
    "org.example.app",
    E("uses-sdk", {"minSdkVersion": 21}),
    application=E(
        "application",
        {"label": "Grüße 😀", "debuggable": True},
        children=[E("activity", {"name": ".Main", "exported": False}), E("note", text="some text")],
    ),
)


def flat(element: axml.Element) -> list[tuple[str, dict[str, str | None]]]:
    found, waiting = [], [element]
    while waiting:
        one = waiting.pop()
        found.append((one.name, {a.name: a.as_text() for a in one.attributes}))
        waiting += reversed(one.children)
    return found


EXPECTED = [
    ("manifest", {"package": "org.example.app"}),
    ("uses-sdk", {"minSdkVersion": "21"}),
    ("application", {"label": "Grüße 😀", "debuggable": "true"}),
    ("activity", {"name": ".Main", "exported": "false"}),
    ("note", {}),
]


@pytest.mark.parametrize("utf8", [False, True])
def test_a_tree_comes_back(utf8: bool) -> None:
    read = axml.parse(Document(TREE, utf8=utf8).data())
    assert flat(read.root) == EXPECTED
    assert read.damage == []
    application = read.root.find("application")[0]
    assert application.children[1].text == "some text"
    assert application.children[0].attributes[0].namespace == ANDROID
    assert application.children[0].by_id(IDS["name"]) == application.children[0].by_name("name", ANDROID)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(Document(TREE).data(kind=0), id="type of the file is 0"),
        pytest.param(Document(TREE).data(kind=0x4242), id="type of the file is nonsense"),
        pytest.param(Document(TREE).data(tail=b"\xff" * 999), id="bytes behind the stated size"),
        pytest.param(Document(TREE, between=chunk(0x0400, b"", b"junk" * 5)).data(), id="unknown chunks"),
        pytest.param(Document(TREE, between=chunk(0x0105, b"", b"junk" * 5)).data(), id="unknown nodes"),
        pytest.param(Document(TREE, attribute_size=28).data(), id="longer attributes"),
        pytest.param(Document(TREE, extra_ids=4000).data(), id="a resource map that is too long"),
    ],
)
def test_what_android_ignores_is_ignored(data: bytes) -> None:
    read = axml.parse(data)
    assert flat(read.root) == EXPECTED
    assert read.damage == []


def test_string_pools_that_lie_about_their_counts() -> None:
    whole = Document(TREE)
    for liar in (
        pool(whole.strings, count=len(whole.strings) + 3),
        pool(whole.strings, styles=7),
        pool(whole.strings, utf8=True, count=0x7FFFFFFF),
    ):
        assert flat(axml.parse(whole.data(pool=liar)).root) == EXPECTED


def test_a_longer_pool_header_moves_the_offsets() -> None:
    whole = Document(TREE)
    plain = whole.pool
    head = bytearray(plain[:28] + bytes(8) + plain[28:])
    struct.pack_into("<H", head, 2, 36)
    struct.pack_into("<I", head, 4, len(head))
    struct.pack_into("<I", head, 20, struct.unpack_from("<I", plain, 20)[0] + 8)
    assert flat(axml.parse(whole.data(pool=bytes(head))).root) == EXPECTED


def test_names_may_be_blank_where_resource_ids_say_it_all() -> None:
    root = axml.parse(Document(TREE, blank_names=True, no_namespace=True).data()).root
    activity = root.find("application")[0].find("activity")[0]
    assert [a.name for a in activity.attributes] == ["", ""]
    name = activity.by_id(IDS["name"])
    assert name is not None
    assert name.text == ".Main"
    assert name.namespace is None


def test_android_finds_only_attributes_in_rising_order() -> None:
    element = E(
        "activity",
        attributes=[
            ("exported", False, IDS["exported"]),
            ("exported", True, IDS["exported"]),
            ("name", ".Shadow", IDS["name"]),
            ("process", ":p", IDS["process"]),
        ],
    )
    read = axml.parse(Document(element).data()).root
    assert len(read.attributes) == 4
    exported, process = read.by_id(IDS["exported"]), read.by_id(IDS["process"])
    assert exported is not None
    assert exported.as_text() == "false", "the first of duplicates"
    assert read.by_id(IDS["name"]) is None, "an id after a larger one is passed over"
    assert process is not None
    assert process.text == ":p"


def test_end_tags_close_whatever_is_open_and_extra_ones_end_the_document() -> None:
    whole = Document(E("manifest", children=[E("application")]))
    node = struct.pack("<II", 7, 0xFFFFFFFF)
    extra = chunk(0x0103, node, struct.pack("<II", 0xFFFFFFFF, 0))
    whole.nodes += extra * 3 + whole.nodes
    read = axml.parse(whole.data())
    assert flat(read.root) == [("manifest", {}), ("application", {})]
    assert read.damage == ["2 elements lie behind the end of the first one; Android does not read them."]


def test_a_cut_file_is_read_as_far_as_it_goes() -> None:
    data = Document(TREE).data()
    read = axml.parse(data[: data.rindex(struct.pack("<HH", 0x0102, 16))])
    assert [name for name, _ in flat(read.root)] == ["manifest", "uses-sdk", "application", "activity"]
    assert read.damage == ["The header states sizes that do not fit the file."]


def test_a_deep_tree_costs_no_recursion() -> None:
    root = E("a")
    for _ in range(100):
        root = E("a", children=[root])
    whole = Document(root)
    start = whole.nodes[: whole.nodes.index(struct.pack("<HH", 0x0103, 16))]
    whole.nodes = start * 400
    read = axml.parse(whole.data())
    deep, here = 0, read.root
    while here.children:
        deep, here = deep + 1, here.children[0]
    assert deep == 101 * 400 - 1


def test_attributes_that_all_lie_in_one_place_hit_the_limit() -> None:
    whole = Document(E("a", children=[E("b", {"name": "x"}) for _ in range(20)]))
    nodes = bytearray(whole.nodes)
    for found in re.finditer(re.escape(struct.pack("<HHH", 20, 20, 1)), whole.nodes):
        struct.pack_into("<HHH", nodes, found.start(), 20, 0, 0xFFFF)
    whole.nodes = bytes(nodes)
    read = axml.parse(whole.data())
    decoded = [len(child.attributes) for child in read.root.children]
    assert sum(decoded) <= document.MAX_ATTRIBUTES
    assert decoded[0] == 0xFFFF
    assert decoded[-1] == 0
    assert read.damage == ["The XML has more attributes than a real file can; the rest was left out."]


def test_strings_that_all_lie_in_one_place_hit_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(axml.pool, "MAX_DECODED", 1000)
    read = axml.parse(Document(E("a", children=[E("x" * 100 + str(i)) for i in range(20)])).data())
    assert [child.name for child in read.root.children][-1] == ""
    assert read.damage == ["The XML has more text than a real file can; the rest was left out."]


def test_too_many_nodes_hit_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MAX_CHUNKS", 50)
    with pytest.raises(LimitError, match="more nodes"):
        axml.parse(Document(E("a", children=[E("b") for _ in range(60)])).data())


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "too short"),
        (b"\x03\x00\x08\x00", "too short"),
        (struct.pack("<HHI", 3, 8, 8), "no element"),
        (chunk(3, b"", pool(["a"])), "no element"),
        (chunk(3, b"", Document(E("a")).nodes), "no string pool"),
        (chunk(3, b"", b"\x01\0\x08\0\0\0\0\0"), "has no size"),
        (b"<manifest package='x'/>" * 9, "no element|has no size|no string pool"),
    ],
)
def test_what_is_no_binary_xml_ends_in_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        axml.parse(data)


def test_text_is_told_from_binary() -> None:
    assert axml.looks_binary(Document(TREE).data())
    assert axml.looks_binary(Document(TREE).data(kind=0))
    for text in (b"", b"<?xml version='1.0'?><a/>", b"\xef\xbb\xbf <a></a>", "<a></a>".encode("utf-16-le")):
        assert not axml.looks_binary(text)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Raw(0x00, 0), None),
        (Raw(0x01, 0x7F010002), "@0x7f010002"),
        (Raw(0x02, 0x0101003A), "?0x0101003a"),
        (Raw(0x04, 0x3FC00000), "1.5"),
        (Raw(0x05, 0x00001001), "16dip"),
        (Raw(0x06, 0x40000030), "50%"),
        (Raw(0x10, 0xFFFFFFFE), "-2"),
        (Raw(0x11, 0x1F), "0x1f"),
        (Raw(0x12, 1), "true"),
        (Raw(0x1C, 0xFF00FF00), "#ff00ff00"),
        (Raw(0x77, 1), None),
        (Raw(0x03, 0x00FFFFFF), None),
    ],
)
def test_typed_values_as_text(cell: Raw, text: str | None) -> None:
    root = axml.parse(Document(E("a", {"value": cell})).data()).root
    assert root.attributes[0].as_text() == text


def _walk(root: axml.Element) -> None:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        waiting += element.children
        assert isinstance(element.text, str)
        for attribute in element.attributes:
            attribute.as_text()


SAMPLES = [Document(TREE).data(), Document(TREE, utf8=True, between=chunk(0x0400, b"", b"1234")).data()]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.sampled_from(SAMPLES), st.integers(0, 2000), st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255))))
def test_damage_never_escapes(data: bytes, cut: int, flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(data[: len(data) - cut] if cut < 1000 else data)
    for place, value in flips:
        if damaged:
            damaged[place % len(damaged)] = value
    try:
        _walk(axml.parse(bytes(damaged)).root)
    except FormatError as error:
        assert str(error).endswith(".")


@pytest.mark.skipif(
    not (shutil.which("aapt") and FRAMEWORK.exists()), reason="aapt and android-framework-res are not installed"
)
def test_the_framework_manifest_reads_as_aapt_reads_it() -> None:
    data = zipfile.ZipFile(FRAMEWORK).read("AndroidManifest.xml")
    said = subprocess.run(
        ["aapt", "dump", "xmltree", FRAMEWORK, "AndroidManifest.xml"], capture_output=True, text=True, check=True
    ).stdout
    elements = re.findall(r"^ *E: (\S+) \(line=(\d+)\)$", said, re.MULTILINE)
    attributes = re.findall(r"^ *A: (?:\S+:)?([\w.]+)(?:\((0x\w{8})\))?=(.*?)(?: \(Raw: .*\))?$", said, re.MULTILINE)
    read = axml.parse(data)
    mine, listed, waiting = [], [], [read.root]
    while waiting:
        element = waiting.pop()
        waiting += reversed(element.children)
        mine.append((element.name, str(element.line)))
        for a in element.attributes:
            if a.type == 0x03:
                shown = f'"{a.text}"'
            elif a.type == 0x01:
                shown = f"@0x{a.data:08x}"
            else:
                shown = f"(type 0x{a.type:x})0x{a.data:x}"
            listed.append((a.name, f"0x{a.id:08x}" if a.id else "", shown))
    assert mine == elements
    assert len(mine) > 1000
    assert listed == attributes
