"""The code tables of a small app."""

from __future__ import annotations

from typing import Any

from tests.dexwriter import Class, Code, Writer, sample

from gifthorse.formats import dex
from gifthorse.readers import code
from gifthorse.tables import Rows, node_id


def tables(*writers: Writer) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, without their evidence, which is checked."""
    rows = Rows()
    code.read("app.apk", [dex.read(w.build()) for w in writers], rows)
    found = {name: table.to_pylist() for name, table in rows.tables()}
    for table in found.values():
        for row in table:
            assert row.pop("evidence") == node_id("app.apk")
    return found


def test_one_file() -> None:
    found = tables(sample())
    assert sorted(found) == ["calls", "classes", "field_uses", "methods", "string_uses"]
    assert found["classes"] == [
        {"class": "a.Main", "super": "java.lang.Object", "interfaces": ["java.lang.Runnable"], "flags": 1, "dex": 0}
    ]
    assert found["calls"] == [{"method": 2, "pc": 4, "op": "static", "callee": 0}]
    assert found["string_uses"] == [
        {"method": 2, "pc": 0, "value": "hello"},
        {"method": None, "pc": None, "value": "hello"},
    ]
    # The method's own field is no row.
    assert found["field_uses"] == [{"method": 2, "pc": 7, "write": False, "class": "sys.Log", "field": "level"}]
    named, _, run = found["methods"]
    assert named == {
        "method": 0, "class": "sys.Log", "name": "write", "descriptor": "(JLjava/lang/String;)V", "flags": None,
        "dex": None, "code_offset": None, "code_units": None,
    }  # fmt: skip
    assert (run["name"], run["dex"], run["flags"], run["code_units"]) == ("run", 0, 1, 27)


def test_calls_across_files_use_one_number() -> None:
    other = Writer()
    start = other.method("Lb/New;", "start")
    run = other.method("La/Main;", "run", "I", "I")
    other.classes.append(Class("Lb/New;", virtuals=[(start, 1, Code([0x206E, run, 0x10, 0x000E]))]))
    found = tables(sample(), other)
    assert found["calls"][-1] == {"method": 3, "pc": 0, "op": "virtual", "callee": 2}
    assert [m["method"] for m in found["methods"]] == [0, 1, 2, 3]
    assert found["methods"][3]["dex"] == 1


def test_shadowed_and_damaged_code_is_said() -> None:
    twice = sample()
    twice.classes[0].virtuals = [(2, 1, Code([0x0018, 1]))]
    found = tables(sample(), twice)
    sentences = [p["sentence"] for p in found["problems"]]
    assert sentences[0].startswith("DEX 2: The instructions of 1 methods break off")
    assert sentences[1].startswith("1 classes are defined more than once")
    assert len(found["calls"]) == 1


def test_every_kind_of_invoke() -> None:
    writer = Writer(38)
    callee = writer.method("Lx/X;", "call")
    name, made = writer.string("call"), writer.proto("V")
    writer.handles = [(4, callee)]
    writer.sites = [bytes([3, 0x16, 0, 0x17, name, 0x15, made])]
    run = writer.method("La/A;", "run")
    units: list[int] = []
    for op in (0x6E, 0x6F, 0x70, 0x71, 0x72, 0x74, 0x75, 0x76, 0x77, 0x78, 0xFC, 0xFD):
        units += [op, 0, 0]
    units += [0x00FA, callee, 0, made, 0x00FB, callee, 0, made, 0x000E]
    writer.classes.append(Class("La/A;", directs=[(run, 9, Code(units))]))
    calls = tables(writer)["calls"]
    kinds = ["virtual", "super", "direct", "static", "interface"]
    assert [c["op"] for c in calls] == kinds + kinds + ["custom"] * 2 + ["polymorphic"] * 2
    assert [c["callee"] for c in calls] == [0] * 10 + [None] * 2 + [0] * 2


def test_nothing_to_read() -> None:
    assert tables() == {}
    assert tables(Writer()) == {}
