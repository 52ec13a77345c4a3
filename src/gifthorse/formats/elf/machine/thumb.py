"""Thumb (32-bit Arm): where calls are, stubs of imported functions, and the steps of one function.

Source: Arm Architecture Reference Manual for A-profile, AArch32 (DDI 0406), chapters A6 and A8. Code in the older A32
state, which compilers for phones do not choose, is read for stubs alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from gifthorse.formats.elf.machine.steps import Step
from gifthorse.formats.elf.machine.thumb16 import NARROW
from gifthorse.formats.elf.machine.thumb32 import WIDE

_THUMB_STUB = b"\x78\x47"  # bx pc, in front of a stub in A32


def calls(halves: NDArray[np.int64], base: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Addresses and targets of every BL, BLX and B.W."""
    if len(halves) < 2:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    first, second = halves[:-1], halves[1:]
    # BL 11x1, BLX 11x0, B.W 10x1 in the upper bits of the second half
    found = ((first & 0xF800) == 0xF000) & (((second & 0xC000) == 0xC000) | ((second & 0xD000) == 0x9000))
    sites = np.flatnonzero(found)
    one, two = first[sites], second[sites]
    offset = _offset(one, two)
    exchange = (two & 0xD000) == 0xC000
    address = base + sites * 2
    target = np.where(exchange, (address + 4 & ~3) + (offset & ~3), address + 4 + offset)
    return address, target


def _offset(one: NDArray[np.int64], two: NDArray[np.int64]) -> NDArray[np.int64]:
    sign = one >> 10 & 1
    upper = 1 - (two >> 13 & 1 ^ sign)
    lower = 1 - (two >> 11 & 1 ^ sign)
    value = upper << 23 | lower << 22 | (one & 0x3FF) << 12 | (two & 0x7FF) << 1
    return np.asarray(value - (sign << 24), np.int64)


def stubs(code: bytes, base: int, slots: Mapping[int, str]) -> dict[int, str]:
    """Imported function by the address of the stub in A32, and of the Thumb entry in front of it where there is one.

    ADD ip, pc, #a; ADD ip, ip, #b; LDR pc, [ip, #c]! or, for far slots, LDR ip, [pc, #4]; ADD ip, ip, pc; LDR pc, [ip].
    """
    found: dict[int, str] = {}
    words = np.frombuffer(code, "<u4", len(code) // 4).astype(np.int64)
    if len(words) < 4 or not slots:
        return found
    one, two, three = words[:-2], words[1:-1], words[2:]
    near = (
        ((one & 0xFFFFF000) == 0xE28FC000) & ((two & 0xFFFFF000) == 0xE28CC000) & ((three & 0xFFFFF000) == 0xE5BCF000)
    )
    far = (one == 0xE59FC004) & np.isin(two, (0xE08CC00F, 0xE08FC00C)) & ((three & 0xFFFFF000) == 0xE59CF000)
    places = {
        base + 4 * n: base + 4 * n + 8 + _immediate(int(one[n])) + _immediate(int(two[n])) + int(three[n] & 0xFFF)
        for n in np.flatnonzero(near).tolist()
    }
    for n in np.flatnonzero(far).tolist():
        if n + 3 < len(words):
            places[base + 4 * n] = (int(words[n + 3]) + base + 4 * n + 12 & 0xFFFFFFFF) + int(three[n] & 0xFFF)
    for at, slot in places.items():
        if slot in slots:
            found[at] = slots[slot]
            if code[at - base - 4 : at - base - 2] == _THUMB_STUB:
                found[at - 4] = slots[slot]
    return found


def _immediate(word: int) -> int:
    """An A32 immediate: eight bits, turned right by twice the four above them."""
    turn, value = (word >> 8 & 15) * 2, word & 0xFF
    return (value >> turn | value << 32 - turn) & 0xFFFFFFFF if turn else value


def steps(halves: NDArray[np.int64], base: int, start: int, end: int) -> Iterator[Step]:
    """The steps of the Thumb code between two addresses."""
    first = max(0, (start - base) // 2)
    part = halves[first : (end - base) // 2].tolist()
    at, begin = 0, base + 2 * first
    while at < len(part):
        word, width = part[at], 1
        forms = NARROW[word >> 8]
        if word >> 11 > 0b11100 and at + 1 < len(part):
            word, width = word << 16 | part[at + 1], 2
            forms = WIDE[word >> 24]
        for mask, value, handler in forms:
            if word & mask == value:
                yield from handler(word, begin + 2 * at)
                break
        at += width
