"""Manifests that are damaged, booby-trapped or none at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.axmlwriter import IDS, Document, E, Entry, Ref, table
from tests.readers.manifest.made import FILTER, PACKAGE, app, read

from gifthorse.readers import manifest
from gifthorse.readers.manifest import filling
from gifthorse.tables import Rows


def test_a_booby_trapped_manifest_says_to_us_what_it_says_to_android() -> None:
    decoy = ("exported", True, IDS["exported"])
    root = app(
        E("service", {"name": ".S", "permission": "android.permission.DUMP", "exported": False}, [decoy]),
        E("uses-permission", {"name": "not.here"}),
    )
    whole = Document(root, blank_names=True, no_namespace=True, attribute_size=24, extra_ids=9)
    rows = Rows()
    facts = manifest.read("x", whole.data(kind=0, tail=b"PADDING" * 9), rows=rows)
    assert facts is not None
    (row,) = rows.rows("components")
    assert (row["component"], row["exported"], row["permission"]) == (f"{PACKAGE}.S", False, "android.permission.DUMP")
    assert rows.rows("problems") == []


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "too short"),
        (Document(E("resources")).data(), "begins with another element"),
        (Document(E("manifest")).data(), "names no package"),
    ],
)
def test_what_is_no_manifest_is_a_problem(data: bytes, sentence: str) -> None:
    rows = Rows()
    assert manifest.read("a!b.apk", data, rows=rows) is None
    (problem,) = rows.rows("problems")
    assert sentence in problem["sentence"]
    assert (problem["path"], problem["reader"]) == ("a!b.apk", "manifest")


def test_a_damaged_table_costs_the_references_alone() -> None:
    facts, rows = read(app(E("service", {"name": ".S"}), label=Ref(0x7F010000)), arsc_bytes=b"rubbish rubbish")
    assert facts.app["label"] is None
    assert len(rows.rows("components")) == 1
    assert len(rows.rows("problems")) == 1


def test_a_manifest_made_of_filters_upon_filters_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MAX_CELLS", 500)
    data = [E("data", {"host": f"h{i}"}) for i in range(60)]
    actions = [E("action", {"name": f"A{i}"}) for i in range(60)]
    _, rows = read(app(E("activity", {"name": ".M"}, children=[E("intent-filter", children=[*actions, *data])])))
    assert len(rows.rows("intent_filters")) < 10
    assert [p["error"] for p in rows.rows("problems")] == ["limit"]


def test_text_is_cut_to_what_a_reader_can_use() -> None:
    facts, _ = read(app(label="x" * 200_000))
    assert len(facts.app["label"]) == 32_768


SAMPLE = Document(
    app(
        E("activity", {"name": ".M", "theme": Ref(0x7F020000)}, children=[FILTER]),
        E("provider", {"name": ".P", "authorities": "a"}, children=[E("meta-data", {"name": "a", "value": 1})]),
        label=Ref(0x7F010000),
        networkSecurityConfig=Ref(0x7F010000),
    )
).data()
RESOURCES = table(0x7F, [("string", [(b"", [Entry("text")])]), ("style", [(b"", [Entry(None, parent=0x01030055)])])])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.integers(0, 1500),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=40),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=10),
)
def test_damage_never_escapes(cut: int, flips: list[tuple[int, int]], bends: list[tuple[int, int]]) -> None:
    data, resources = bytearray(SAMPLE[: len(SAMPLE) - cut] if cut < 700 else SAMPLE), bytearray(RESOURCES)
    for place, byte in flips:
        data[place % len(data)] = byte
    for place, byte in bends:
        resources[place % len(resources)] = byte
    rows = Rows()
    facts = manifest.read("x.apk", bytes(data), rows=rows, arsc_bytes=bytes(resources), entry=lambda _: bytes(data))
    if facts is None:
        assert rows.rows("problems")
    else:
        manifest.add_app("x.apk", facts, rows=rows, path="x", installed_as="single", sha256="")
    list(rows.tables())
