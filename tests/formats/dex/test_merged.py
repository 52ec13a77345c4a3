"""Several DEX files as one numbered space."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from tests.dexwriter import Class, Code, Writer, sample

from gifthorse.formats import dex
from gifthorse.formats.dex.merged import MethodIndex, merge, rows_of, shown


def pair() -> MethodIndex:
    """The sample, and a second file that calls into it, defines its class again and has one of its own."""
    other = Writer()
    new = other.method("Lb/New;", "start", "V", "[[B")
    run = other.method("La/Main;", "run", "I", "I")
    write = other.method("Lsys/Log;", "write", "V", "J", "Ljava/lang/String;")
    other.field("La/Main;", "I", "count")
    other.classes.append(Class("Lb/New;", parent="La/Main;", virtuals=[(new, 1, Code([0x106E, run, 0, 0x000E]))]))
    other.classes.append(Class("La/Main;", virtuals=[(run, 1, Code([0x1071, write, 0, 0x000E]))]))
    return merge([dex.read(sample().build()), dex.read(other.build())])


def test_one_method_has_one_number() -> None:
    index = pair()
    assert index.method_number[0].tolist() == [0, 1, 2]
    assert index.method_number[1].tolist() == [3, 2, 0]
    assert [index.method_text(m) for m in range(len(index))] == [
        "sys.Log.write", "a.Main.<init>", "a.Main.run", "b.New.start",
    ]  # fmt: skip
    assert index.descriptors[int(index.method_proto[3])].as_py() == "([[B)V"
    assert index.field_number[1].tolist() == [0]


def test_first_definition_counts() -> None:
    index = pair()
    assert index.shadowed == 1
    assert index.method_dex.tolist() == [-1, 0, 0, 1]
    assert index.method_code.tolist() == [-1, 0, 1, 0]
    assert index.method_flags.tolist() == [-1, 0x10001, 1, 1]
    names = index.type_name.to_pylist()
    assert [names[t] for t in index.class_type] == ["a.Main", "b.New"]
    assert [names[t] for t in index.class_super] == ["java.lang.Object", "a.Main"]
    assert index.class_dex.tolist() == [0, 1]
    low, high = index.class_interface_start[:2]
    assert [names[t] for t in index.class_interface[low:high]] == ["java.lang.Runnable"]
    assert index.class_of_type[index.class_type].tolist() == [0, 1]


def test_overloads_differ_by_descriptor() -> None:
    writer = Writer()
    for params in ((), ("I",), ("I", "I")):
        writer.method("La/A;", "f", "V", *params)
    writer.method("La/A;", "f", "I", "I")
    read = dex.read(writer.build())
    index = merge([read, read])
    assert len(index) == 4
    assert index.method_number[0].tolist() == index.method_number[1].tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("twice", [True, False])
def test_one_file_is_numbered_as_the_first_of_two(ordered: bool, twice: bool) -> None:
    writer = Writer()
    names = ["La/A;", "La/B;", "Lc/C;"]
    writer.strings = names if ordered else names[::-1]
    writer.strings += ["La/B;"] * twice
    writer.types = list(range(len(writer.strings)))
    for owner in (*names, names[0]):
        writer.method(owner, "f", "La/B;", "Lc/C;")
    writer.methods += [(len(writer.types) - 1, 0, writer.methods[0][2])]
    read = dex.read(writer.build())
    one, two = merge([read]), merge([read, read])
    assert one.method_number[0].tolist() == two.method_number[0].tolist() == two.method_number[1].tolist()
    for mine, theirs in ((one.type_name, two.type_name), (one.names, two.names), (one.descriptors, two.descriptors)):
        assert mine.to_pylist() == theirs.to_pylist()
        assert len(set(mine.to_pylist())) == len(mine)


def test_unknown_parts_are_empty() -> None:
    writer = sample()
    writer.methods[0] = (60000, 60000, 60000)
    writer.fields[0] = (60000, 60000, 60000)
    read = dex.read(writer.build())
    index = merge([read])
    assert index.method_text(0) == "."
    assert index.descriptors[int(index.method_proto[0])].as_py() == ""
    assert index.names[int(index.field_name[0])].as_py() == ""
    assert any("point outside" in s for s in read.truncated)


def test_no_files_at_all() -> None:
    index = merge([])
    assert len(index) == 0
    assert index.type_name.to_pylist() == []


def test_names_as_people_write_them() -> None:
    descriptors = merge([dex.read(sample().build())]).type_descriptor
    given = ["La/B$C;", "I", "[J", "[[La/B;", "", "L", "Lx", "[", "漢;", "LÜ/é;"]
    assert shown(pa.array(given)).to_pylist() == [
        "a.B$C", "int", "long[]", "a.B[][]", "", "L", "Lx", "[]", "漢;", "Ü.é",
    ]  # fmt: skip
    assert "La/Main;" in descriptors.to_pylist()


def test_shared_code_belongs_to_each_method() -> None:
    writer = Writer()
    one, two = writer.method("La/A;", "one"), writer.method("La/A;", "two")
    body = Code([0x0071, one, 0, 0x000E])
    writer.classes = [Class("La/A;", directs=[(one, 1, body), (two, 1, body)])]
    writer.build()
    writer.classes = [Class("La/A;", directs=[(one, 1, body), (two, 1, writer.places["code 0"])])]
    index = merge([dex.read(writer.build())])
    code, method = index.owners(0)
    assert (code.tolist(), method.tolist()) == ([0, 0], [0, 1])
    found = rows_of(index, 0, 100)
    assert found is not None
    rows, methods = found
    assert list(zip(rows.tolist(), methods.tolist(), strict=True)) == [(0, 0), (1, 0), (0, 1), (1, 1)]
    cut = rows_of(index, 0, 3)
    assert cut is not None
    assert np.unique(cut[1]).tolist() == [0]
    assert rows_of(pair(), 0, 100) is None
