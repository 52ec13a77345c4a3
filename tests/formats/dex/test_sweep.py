"""The lockstep sweep against a plain walk, and bodies that break off, overlap or run into each other."""

from __future__ import annotations

import random
import struct

import pytest
from tests.dexwriter import Class, Code, Writer

from gifthorse.formats import dex
from gifthorse.formats.dex import opcodes

RETURN = 0x000E


def walk(units: list[int]) -> list[tuple[int, int]]:
    """(pc, opcode) of every instruction, one after the other, in the plainest way."""
    found, pc = [], 0
    while pc < len(units):
        unit = units[pc]
        if unit == 0x0100:
            pc += 4 + 2 * units[pc + 1]
        elif unit == 0x0200:
            pc += 2 + 4 * units[pc + 1]
        elif unit == 0x0300:
            size = units[pc + 2] | units[pc + 3] << 16
            pc += 4 + (units[pc + 1] * size + 1) // 2
        else:
            found.append((pc, unit & 255))
            pc += int(opcodes.LENGTH[unit & 255])
    return found


def bodies(count: int, longest: int, seed: int) -> list[list[int]]:
    """Random bodies of defined instructions, with payloads in the middle and at the end."""
    chance = random.Random(seed)
    defined = [op for op in range(1, 256) if opcodes.DEFINED[op] and not opcodes.QUICK[op]]
    made = []
    for _ in range(count):
        units: list[int] = []
        for _ in range(chance.randrange(1, longest)):
            op = chance.choice(defined)
            units.append(op | chance.randrange(256) << 8)
            units += [0] * (int(opcodes.LENGTH[op]) - 1)
            if chance.random() < 0.02:
                size = chance.randrange(4)
                units += chance.choice(
                    [
                        [0x0100, size, 0, 0, *[1] * (2 * size)],
                        [0x0200, size, *[1] * (4 * size)],
                        [0x0300, 2, size, 0, *[1] * size],
                        [0x0300, 1, 3, 0, 1, 1],
                    ]
                )
        made.append(units)
    return made


def file(made: list[list[int]]) -> Writer:
    """One method for each body."""
    writer = Writer()
    methods = [writer.method("La/A;", f"m{i}") for i in range(len(made))]
    writer.classes.append(Class("La/A;", directs=[(m, 1, Code(units)) for m, units in zip(methods, made, strict=True)]))
    return writer


@pytest.mark.parametrize(("count", "longest"), [(1, 2), (1, 3000), (5, 400), (70, 200), (300, 60), (2000, 8)])
def test_same_as_a_plain_walk(count: int, longest: int) -> None:
    made = bodies(count, longest, seed=count)
    read = dex.read(file(made).build())
    assert not [s for s in read.truncated if "break off" in s]
    for code, units in enumerate(made):
        low, high = read.insn_start[code : code + 2].tolist()
        found = list(zip(read.insn_pc[low:high].tolist(), read.insn_op[low:high].tolist(), strict=True))
        assert found == walk(units)
        assert set(read.insn_code[low:high].tolist()) == {code}


def test_payloads_upon_payloads() -> None:
    """More bodies than the plain loop takes, each with many payloads in the middle."""
    made = [[0x0000, *[0x0100, 0, 0, 0] * 50, 0x0000, RETURN] for _ in range(100)]
    read = dex.read(file(made).build())
    assert read.truncated == []
    assert read.insn_pc.tolist() == [0, 201, 202] * 100


def test_last_instruction_runs_past_the_end() -> None:
    read = dex.read(file([[0x0018, 1, 2, 3], [RETURN], [0x0000, 0x006E]]).build())
    assert read.insn_start.tolist() == [0, 0, 1, 2]
    assert read.truncated == ["The instructions of 2 methods break off before their end."]


@pytest.mark.parametrize("payload", [[0x0100, 9000], [0x0200, 3, 0], [0x0300, 8, 0xFFFF, 0xFFFF], [0x0300]])
def test_payload_runs_past_the_end(payload: list[int]) -> None:
    read = dex.read(file([[0x0000, *payload], [RETURN]]).build())
    assert read.insn_op.tolist() == [0, 14]
    assert "break off" in read.truncated[0]


def test_code_size_beyond_the_file() -> None:
    writer = file([[RETURN], [0x0012] * 6])
    data = bytearray(writer.build())
    struct.pack_into("<I", data, writer.places["code 1"] + 12, 0xFFFFFFFF)
    read = dex.read(bytes(data))
    assert any("past the end of the file" in s for s in read.truncated)
    assert read.insn_start[1] == 1


def second_at(first: Code, offset: int) -> dex.Dex:
    """Two methods, the second with its code `offset` bytes into the first one's code item."""
    writer = Writer()
    one, two = writer.method("La/A;", "one"), writer.method("La/A;", "two")
    writer.classes = [Class("La/A;", directs=[(one, 1, first), (two, 1, Code([RETURN]))])]
    writer.build()
    writer.classes = [Class("La/A;", directs=[(one, 1, first), (two, 1, writer.places["code 0"] + offset)])]
    return dex.read(writer.build())


def test_overlapping_code() -> None:
    """A code item may be put inside another one; both are read, the inner one on its own."""
    inner = struct.unpack("<8H", struct.pack("<HHHHII", 1, 0, 0, 0, 0, 1))
    read = second_at(Code([0x0300, 2, 9, 0, *inner, RETURN, RETURN]), 16 + 8)
    assert read.insn_start.tolist() == [0, 1, 2]
    assert read.insn_pc.tolist() == [13, 0]
    assert "overlaps" in read.truncated[0]


def test_shared_code_has_one_number() -> None:
    read = second_at(Code([RETURN]), 0)
    assert read.member_code.tolist() == [0, 0]
    assert read.insn_op.tolist() == [14]
    assert read.truncated == []


@pytest.mark.parametrize("offset", [1, 1 << 27])
def test_code_at_an_impossible_place(offset: int) -> None:
    read = second_at(Code([RETURN]), offset)
    assert read.member_code.tolist() == [0, -1]
    assert "outside the file or at an odd byte" in read.truncated[0]


def test_references_that_lead_nowhere() -> None:
    read = dex.read(file([[0x001A, 60000, 0x001B, 1, 0x8000, 0x0071, 7, 0, RETURN]]).build())
    assert read.insn_ref.tolist() == [-1, -1, -1, -1]
    assert read.truncated == ["3 instructions name something that is not in the tables."]


def test_undefined_and_rewritten_opcodes_are_said() -> None:
    read = dex.read(file([[0x003E, 0x0010 | 0xE0, RETURN, 0x00E3, 1, RETURN]]).build())
    assert any("no defined opcode" in s for s in read.truncated)
    assert any("rewritten" in s for s in read.truncated)
