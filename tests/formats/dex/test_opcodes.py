"""The instruction set's tables agree with each other."""

from __future__ import annotations

import pytest

from gifthorse.formats.dex import opcodes
from gifthorse.formats.dex.operands import DECODE, LONG, SECOND, signed


def test_every_role_can_be_decoded() -> None:
    """The decoder of an opcode names as many registers as its role does."""
    units = [0x2100, 0x0102, 0x0304, 5, 6, 7, 8, 9]
    for op in range(256):
        written, read, _ = DECODE[op]([units[0] | op, *units[1:]], 0)
        role_written, _, role_read = opcodes.ROLES[op].partition("<")
        assert (written >= 0) == bool(role_written), opcodes.NAME[op]
        if role_read != "*":
            assert len(read) == len(role_read), opcodes.NAME[op]


def test_two_units_decide_all_but_the_long_formats() -> None:
    units = [0x3100, 0x0102, 0x0304, 5, 6]
    for op in range(256):
        first = [units[0] | op, *units[1:]]
        others = [u if place in (0, SECOND[op]) else u ^ 0xFFFF for place, u in enumerate(first)]
        same = DECODE[op](first, 0) == DECODE[op](others, 0)
        assert same != LONG[op], opcodes.NAME[op]
        assert SECOND[op] < opcodes.LENGTH[op]


@pytest.mark.parametrize(
    ("op", "name", "length", "ref", "role"),
    [
        (0x04, "move-wide", 1, opcodes.REF_NONE, "A<B"),
        (0x1B, "const-string/jumbo", 3, opcodes.REF_STRING, "a<"),
        (0x4C, "aput-wide", 2, opcodes.REF_NONE, "<Abc"),
        (0x5F, "iput-short", 2, opcodes.REF_FIELD, "<ab"),
        (0x78, "invoke-interface/range", 3, opcodes.REF_METHOD, "<*"),
        (0xA5, "ushr-long", 2, opcodes.REF_NONE, "A<Bc"),
        (0xB0, "add-int/2addr", 1, opcodes.REF_NONE, "a<ab"),
        (0xCF, "rem-double/2addr", 1, opcodes.REF_NONE, "A<AB"),
        (0xE2, "ushr-int/lit8", 2, opcodes.REF_NONE, "a<b"),
        (0xFA, "invoke-polymorphic", 4, opcodes.REF_METHOD, "<*"),
        (0xFC, "invoke-custom", 3, opcodes.REF_CALL_SITE, "<*"),
        (0xFF, "const-method-type", 2, opcodes.REF_PROTO, "a<"),
    ],
)
def test_rows(op: int, name: str, length: int, ref: int, role: str) -> None:
    assert (opcodes.NAME[op], opcodes.LENGTH[op], opcodes.REF[op], opcodes.ROLES[op]) == (name, length, ref, role)


def test_kinds_of_invokes() -> None:
    kinds = {opcodes.NAME[op]: opcodes.INVOKE_KIND[opcodes.KIND_OF[op]] for op in range(256) if opcodes.INVOKE[op]}
    assert len(kinds) == 14
    assert all(name.split("/")[0] == f"invoke-{kind}" for name, kind in kinds.items())


def test_literals() -> None:
    assert DECODE[0x12]([0xF112], 0) == (1, (), -1)
    assert DECODE[0x15]([0x0015, 0xFFFF], 0) == (0, (), -65536)
    assert DECODE[0x19]([0x0019, 0x8000], 0) == (0, (), -(1 << 63))
    assert DECODE[0x18]([0x0018, 1, 0, 0, 0x8000], 0) == (0, (), 1 - (1 << 63))
    assert DECODE[0xD8]([0x01D8, 0x8002], 0) == (1, (2,), -128)
    assert DECODE[0xD0]([0x21D0, 0xFFFF], 0) == (1, (2,), -1)
    assert signed(0x7FFFFFFF, 32) == 0x7FFFFFFF
