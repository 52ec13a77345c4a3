"""VDEX files: what the phone's compiler replaced is put back, and a hostile one is left as it is."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dexwriter import Class, Code, Writer, uleb

from gifthorse.evidence import open_evidence
from gifthorse.evidence.node import Restored
from gifthorse.formats.oat import embedded_dex
from gifthorse.formats.vdex import restored

VERSIONS = ("006", "010")
# pc: what the instruction was, what it became, and what stands for it in the VDEX file
REPLACED = {
    0: ((0x4054, 5), (0x40E5, 24), (5,)),  # iget-object -> iget-object-quick
    2: ((0x106E, 7), (0x10E9, 99), (7,)),  # invoke-virtual -> invoke-virtual-quick
    5: ((0x001F, 3), (0x0000, 0x0000), (0, 3)),  # check-cast v0 -> two nops
    8: ((0x4059, 6), (0x40E6, 28), (6,)),  # iput -> iput-quick
}
PLAIN = {4: 0x0000, 7: 0x0000, 10: 0x002B, 11: 4, 12: 0, 13: 0x000E, 14: 0x0100, 15: 0, 16: 0, 17: 0}


def writer(units: list[int]) -> Writer:
    """Two methods with code; the second has `units`."""
    dex = Writer()
    for name in "abcdefg":
        dex.field("La/Main;", "Ljava/lang/Object;", name)
    made = [dex.method("La/Main;", name) for name in ("<init>", "run", "c", "d", "e", "f", "g", "h")]
    first, second = Code([0x000E]), Code(units, registers=8, ins=1)
    dex.classes.append(Class("La/Main;", directs=[(made[0], 0x10001, first)], virtuals=[(made[1], 1, second)]))
    return dex


def units(which: int) -> list[int]:
    """The second method's code: 0 as it was, 1 as the compiler left it."""
    found = dict(PLAIN)
    for pc, sides in REPLACED.items():
        for number, unit in enumerate(sides[which]):
            found[pc + number] = unit
    return [found.get(pc, 0) for pc in range(max(found) + 1)]


def pairs(version: str) -> bytes:
    """What the second method's replaced instructions named, in this version's form."""
    if version == "006":
        return b"".join(uleb(pc) + uleb(index) for pc, (_, _, named) in sorted(REPLACED.items()) for index in named)
    nops = {7: (0xFFFF,), 14: (0xFFFF,)}  # the last is the payload of the switch
    along = sorted({**nops, **{pc: named for pc, (_, _, named) in REPLACED.items()}}.items())
    return b"".join(struct.pack("<H", index) for _, named in along for index in named)


def vdex(version: str, dexes: list[bytes], made: Writer) -> bytes:
    """A VDEX file of DEX files that all have the same code."""
    body, info = b"", b""
    for dex in dexes:
        body += dex + bytes(-len(dex) % 4)
    said = pairs(version)
    if version == "006":
        info = (struct.pack("<I", 0) + struct.pack("<I", len(said)) + said) * len(dexes)
    else:
        info = struct.pack("<I", len(said)) + said
        tables = []
        for _ in dexes:
            tables.append(len(info))
            info += struct.pack("<2I", made.places["code 1"], 0)
        info += struct.pack(f"<{len(dexes)}I", *tables)
    head = b"vdex" + version.encode() + b"\0" + struct.pack("<4I", len(dexes), len(body), 6, len(info))
    return head + bytes(4 * len(dexes)) + body + b"deps!!" + info


BEFORE, QUICK = writer(units(0)), writer(units(1))
ORIGINAL, LEFT = BEFORE.build(), QUICK.build()


@pytest.mark.parametrize("version", VERSIONS)
def test_what_was_replaced_is_put_back(version: str) -> None:
    data = vdex(version, [LEFT, LEFT], QUICK)
    spans = embedded_dex(data)
    assert len(spans) == 2
    assert [restored(data, *span) for span in spans] == [ORIGINAL, ORIGINAL]


def test_other_versions_are_left_as_they_are() -> None:
    data = vdex("006", [LEFT], QUICK).replace(b"vdex006", b"vdex019")
    assert restored(data, *embedded_dex(data)[0]) == LEFT


def test_an_app_without_code_gets_that_of_its_vdex(tmp_path: Path) -> None:
    folder = tmp_path / "phone/system/app/Main"
    (folder / "oat/arm").mkdir(parents=True)
    (tmp_path / "phone/system/build.prop").write_text("ro.build.version.sdk=27\n")
    (folder / "oat/arm/Main.vdex").write_bytes(vdex("010", [LEFT], QUICK))
    (folder / "Main.jar").write_bytes(b"PK\5\6" + bytes(18))
    found = [node for node in open_evidence([tmp_path / "phone"]).nodes if node.kind == "dex"]
    assert [node.read() for node in found] == [ORIGINAL]
    assert isinstance(found[0].source.steps[-1], Restored)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.sampled_from(VERSIONS),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=4),
    st.integers(0, 300),
)
def test_a_damaged_one_gives_as_many_bytes_as_it_has(version: str, flips: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(vdex(version, [LEFT], QUICK))
    for at, byte in flips:
        data[at % len(data)] ^= byte
    damaged = bytes(data[: -cut or None])
    for start, size in embedded_dex(damaged):
        assert len(restored(damaged, start, size)) == size
