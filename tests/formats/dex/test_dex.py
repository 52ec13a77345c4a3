"""The whole file: columns of a small one, containers, and refusals."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from tests.dexwriter import Class, Code, Writer, sample

from gifthorse.errors import FormatError, UnsupportedError
from gifthorse.formats import dex


def test_columns_of_a_small_file() -> None:
    read = dex.read(sample().build())
    assert read.truncated == []
    assert read.version == 35
    assert [read.type_name(int(t)) for t in read.class_type] == ["La/Main;"]
    assert [read.method_text(int(m)) for m in read.member_method] == ["La/Main;-><init>()V", "La/Main;->run(I)I"]
    assert read.member_flags.tolist() == [0x10001, 1]
    assert read.member_direct.tolist() == [True, False]
    assert read.member_code.tolist() == [0, 1]
    assert read.strings.texts(read.field_name[read.member_field]) == ["TAG", "count"]
    assert read.member_field_static.tolist() == [True, False]
    assert read.insn_start.tolist() == [0, 1, 14]
    assert read.method_text(int(read.insn_ref[3])) == "Lsys/Log;->write(JLjava/lang/String;)V"


def test_unknown_indices_have_empty_names() -> None:
    read = dex.read(sample().build())
    assert read.type_name(-1) == read.descriptor(-1) == read.method_text(-1) == read.strings.text(-1) == ""
    assert read.type_name(999) == read.descriptor(999) == read.method_text(999) == read.strings.text(999) == ""


@pytest.mark.parametrize("version", [35, 37, 38, 39, 40, 41])
def test_versions(version: int) -> None:
    read = dex.read(sample(version).build())
    assert read.version == version
    assert len(read.insn_op) == 14
    assert read.truncated == []


def test_container_of_two() -> None:
    first = sample(41).build()
    other = Writer(41)
    run = other.method("Lb/Two;", "go")
    other.classes.append(Class("Lb/Two;", virtuals=[(run, 1, Code([0x0000, 0x000E]))]))
    found = dex.read_all(first + other.build(base=len(first)))
    assert [one.type_name(int(one.class_type[0])) for one in found] == ["La/Main;", "Lb/Two;"]
    assert found[1].insn_op.tolist() == [0, 14]
    assert [one.truncated for one in found] == [[], []]


def test_container_with_a_damaged_second_file() -> None:
    first = sample(41).build()
    found = dex.read_all(first + b"dex\n041\0" + bytes(20))
    assert len(found) == 1
    assert "not readable" in found[0].truncated[-1]


def test_container_whose_files_share_their_code() -> None:
    """Thousands of headers over one set of tables would be thousands of times the work."""
    one = bytearray(sample(41).build())
    head = bytearray(one[:120])
    struct.pack_into("<I", head, 32, 120)
    struct.pack_into("<I", one, 32, len(one))
    found = dex.read_all(bytes(one) + bytes(head) * 2000)
    assert len(found) < 500
    assert "share their code" in found[-1].truncated[-1]


def test_only_version_041_is_a_container() -> None:
    one = sample().build()
    assert len(dex.read_all(one + one)) == 1


@pytest.mark.parametrize("data", [b"", b"dex\n", b"PK\3\4" + bytes(200), b"dex\n03x\0" + bytes(200)])
def test_no_dex(data: bytes) -> None:
    with pytest.raises(FormatError, match="no DEX file"):
        dex.read(data)


def test_unsupported_kinds() -> None:
    with pytest.raises(UnsupportedError, match="compact"):
        dex.read(b"cdex001\0" + bytes(200))
    with pytest.raises(UnsupportedError, match="version 042"):
        dex.read(sample(42).build())
    data = bytearray(sample().build())
    data[40:44] = struct.pack(">I", 0x12345678)
    with pytest.raises(UnsupportedError, match="big-endian"):
        dex.read(bytes(data))


def test_header_that_promises_too_much() -> None:
    data = bytearray(sample().build())
    data[88:92] = struct.pack("<I", 0xFFFFFFFF)
    data[32:36] = struct.pack("<I", 0x7FFFFFFF)
    read = dex.read(bytes(data))
    assert any("methods promises 4294967295" in s for s in read.truncated)
    assert any("header promises" in s for s in read.truncated)
    assert read.strings.text(0) == "Lsys/Log;"


def test_tail_cut_off() -> None:
    data = sample().build()
    writer = sample()
    writer.build()
    read = dex.read(data[: writer.places["code 2"] + 30])
    assert read.truncated
    assert np.all(read.insn_ref < len(read.strings))
