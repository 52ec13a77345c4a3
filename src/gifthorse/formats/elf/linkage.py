"""Which imported function a place of an ELF file leads to: relocated slots, and the stubs that jump through them.

Sources: System V gABI chapter 5 (relocation); ELF for the Arm 64-bit architecture, section 5.7; ELF for the Arm
architecture, section 5.6. Packed relocations (Android's APS2, RELR) name no functions that are called through stubs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gifthorse.formats.elf.image import PF_X, PT_LOAD, Elf
from gifthorse.formats.elf.symbols import NAME_LIMIT, Data

RELOCATIONS_LIMIT = 500_000
CODE_LIMIT = 64 << 20
_DT_REL, _DT_RELSZ, _DT_RELA, _DT_RELASZ, _DT_JMPREL, _DT_PLTRELSZ, _DT_PLTREL = 17, 18, 7, 8, 23, 2, 20
# Types that put the address of a symbol into the slot: ABS, GLOB_DAT, JUMP_SLOT.
_NAMED = {"aarch64": (257, 1025, 1026), "arm": (2, 21, 22)}


def code_of(data: Data, elf: Elf) -> tuple[int, bytes]:
    """Address and bytes of the first executable segment, (0, b"") without one."""
    for segment in elf.segments:
        if segment.type == PT_LOAD and segment.flags & PF_X and 0 <= segment.offset < len(data):
            return segment.address, bytes(data[segment.offset : segment.offset + min(segment.size, CODE_LIMIT)])
    return 0, b""


def slots(data: Data, elf: Elf) -> dict[int, str]:
    """Imported function by the address of the slot that is filled with its address."""
    kinds = _NAMED.get(elf.machine)
    if kinds is None or elf.symbol_table < 0:
        return {}
    found: dict[int, str] = {}
    wide = elf.bits == 64
    for start, size, addend in _tables(elf):
        at = elf.offset(start)
        width = (24 if addend else 16) if wide else (12 if addend else 8)
        count = min(size // width, RELOCATIONS_LIMIT, (len(data) - at) // width) if at >= 0 else 0
        if count <= 0:
            continue
        words = np.frombuffer(data, "<u8" if wide else "<u4", count * (width // (8 if wide else 4)), at)
        words = words.reshape(count, -1).astype(np.int64)
        where, info = words[:, 0], words[:, 1]
        number, kind = (info >> 32, info & 0xFFFFFFFF) if wide else (info >> 8, info & 0xFF)
        for n in np.flatnonzero(np.isin(kind, kinds) & (number > 0)).tolist():
            name = _name(data, elf, int(number[n]))
            if name:
                found[int(where[n])] = name
    return found


def _tables(elf: Elf) -> list[tuple[int, int, bool]]:
    """Address, size and whether with addends, of every plain relocation table."""
    first = {tag: values[0] for tag, values in elf.dynamic.items()}
    found = []
    if _DT_JMPREL in first:
        found.append((first[_DT_JMPREL], first.get(_DT_PLTRELSZ, 0), first.get(_DT_PLTREL, _DT_REL) == _DT_RELA))
    if _DT_RELA in first:
        found.append((first[_DT_RELA], first.get(_DT_RELASZ, 0), True))
    if _DT_REL in first:
        found.append((first[_DT_REL], first.get(_DT_RELSZ, 0), False))
    return found


def _name(data: Data, elf: Elf, number: int) -> str:
    at = elf.symbol_table + number * (24 if elf.bits == 64 else 16)
    if at + 4 > len(data):
        return ""
    name = int.from_bytes(data[at : at + 4], "little")
    strings = elf.symbols.strings
    if not 0 < name < len(strings):
        return ""
    return strings[name : strings.find(b"\0", name, name + NAME_LIMIT)].decode("ascii", "replace")


def words_of(code: bytes, kind: str) -> NDArray[np.int64]:
    """The code as numbers of `kind` (<u4 or <u2), whatever its length."""
    width = 4 if kind.endswith("4") else 2
    return np.frombuffer(code, kind, len(code) // width).astype(np.int64)
