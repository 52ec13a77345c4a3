"""AArch64: where calls are, stubs of imported functions, and the steps of one function.

Source: Arm Architecture Reference Manual for A-profile (DDI 0487), chapter C4, encodings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from gifthorse.formats.elf.machine.forms import Form, Steps, by_top, signed
from gifthorse.formats.elf.machine.steps import SP, Step

_BTI = 0xD503245F


def calls(words: NDArray[np.int64], base: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Addresses and targets of every direct call, and of every jump that may be one at a function's end."""
    sites = np.flatnonzero((words & 0x7C000000) == 0x14000000)
    offset = words[sites] & 0x3FFFFFF
    offset = np.where(offset & 0x2000000, offset - 0x4000000, offset)
    return base + sites * 4, base + (sites + offset) * 4


def stubs(words: NDArray[np.int64], base: int, slots: Mapping[int, str]) -> dict[int, str]:
    """Imported function by the address of the stub: ADRP x16; LDR x17, [x16, #n]; ...; BR x17."""
    if len(words) < 2 or not slots:
        return {}
    at = np.flatnonzero(((words[:-1] & 0x9F00001F) == 0x90000010) & ((words[1:] & 0xFFC003FF) == 0xF9400211))
    found: dict[int, str] = {}
    for n in at.tolist():
        slot = _page(int(words[n]), base + 4 * n) + ((int(words[n + 1]) >> 10) & 0xFFF) * 8
        if slot in slots:
            found[base + 4 * n] = slots[slot]
            if n and int(words[n - 1]) == _BTI:
                found[base + 4 * n - 4] = slots[slot]
    return found


def steps(words: NDArray[np.int64], base: int, start: int, end: int) -> Iterator[Step]:
    """The steps of the code between two addresses."""
    first, last = max(0, (start - base) // 4), (end - base) // 4
    address = base + 4 * first
    for word in words[first:last].tolist():
        for mask, value, handler in _BY_TOP[word >> 24]:
            if word & mask == value:
                yield from handler(word, address)
                break
        address += 4


def _page(word: int, address: int) -> int:
    return (address & ~0xFFF) + (signed((word >> 5 & 0x7FFFF) << 2 | word >> 29 & 3, 21) << 12)


def _register(number: int) -> int:
    """Register 31 is the stack pointer in some places and zero in the others."""
    return SP if number == 31 else number


def _jump(word: int, address: int) -> Steps:
    return (Step("call" if word >> 31 else "jump", address, n=address + 4 * signed(word, 26)),)


def _branch(word: int, address: int) -> Steps:
    return (Step("branch", address, n=address + 4 * signed(word >> 5, 19)),)


def _branch_by_bit(word: int, address: int) -> Steps:
    return (Step("branch", address, n=address + 4 * signed(word >> 5, 14)),)


def _adrp(word: int, address: int) -> Steps:
    return (Step("set", address, word & 31, n=_page(word, address)),)


def _adr(word: int, address: int) -> Steps:
    return (Step("set", address, word & 31, n=address + signed((word >> 5 & 0x7FFFF) << 2 | word >> 29 & 3, 21)),)


def _add_number(word: int, address: int) -> Steps:
    value = (word >> 10 & 0xFFF) << (12 if word & 1 << 22 else 0)
    return (Step("add", address, _register(word & 31), _register(word >> 5 & 31), -value if word & 1 << 30 else value),)


def _move(word: int, address: int) -> Steps:
    source = word >> 16 & 31
    return (Step("set", address, word & 31) if source == 31 else Step("add", address, word & 31, source),)


def _number(word: int, address: int) -> Steps:
    value = (word >> 5 & 0xFFFF) << (word >> 21 & 3) * 16
    return (Step("set", address, word & 31, n=value if word & 1 << 30 else ~value),)


def _insert(word: int, address: int) -> Steps:
    return (Step("insert", address, word & 31, word >> 21 & 3, word >> 5 & 0xFFFF),)


def _add(word: int, address: int) -> Steps:
    if word >> 10 & 63:
        return _lose(word, address)
    return (Step("sum", address, word & 31, word >> 5 & 31, word >> 16 & 31),)


def _lose(word: int, address: int) -> Steps:
    return (Step("lose", address, word & 31),)


def _lose_loaded(word: int, address: int) -> Steps:
    return _lose(word, address) if word & 1 << 22 else ()


def _literal(word: int, address: int) -> Steps:
    return (Step("load", address, word & 31, -1, address + 4 * signed(word >> 5, 19)),)


def _memory(word: int, address: int) -> Steps:
    """LDR and STR with an unsigned offset."""
    return _access(word, address, (word >> 10 & 0xFFF) << (word >> 30))


def _memory_near(word: int, address: int) -> Steps:
    """LDUR, STUR, and LDR, STR that move their base."""
    offset, mode, base = signed(word >> 12, 9), word >> 10 & 3, _register(word >> 5 & 31)
    found = _access(word, address, 0 if mode == 1 else offset)
    return (*found, Step("add", address, base, base, offset)) if mode in (1, 3) else found


def _access(word: int, address: int, offset: int) -> Steps:
    register, base, wide = word & 31, _register(word >> 5 & 31), word >> 30 >= 2
    if word & 1 << 26:  # a vector
        return ()
    if not word >> 22 & 3:
        return (Step("store", address, register, base, offset),) if wide else ()
    return (Step("load", address, register, base, offset) if wide else Step("lose", address, register),)


def _pair(word: int, address: int) -> Steps:
    vector = word & 1 << 26
    size = 4 << (word >> 30) if vector else 8 if word >> 31 else 4
    base, mode = _register(word >> 5 & 31), word >> 23 & 3  # 1 after, 2 offset, 3 before
    offset = signed(word >> 15, 7) * size
    at = 0 if mode == 1 else offset
    kind = "load" if word & 1 << 22 else "store"
    found: Steps = ()
    if not vector:
        found = (
            Step(kind, address, word & 31, base, at),
            Step(kind, address, word >> 10 & 31, base, at + size),
        )
    return (*found, Step("add", address, base, base, offset)) if mode in (1, 3) else found


def _call_register(word: int, address: int) -> Steps:
    return (Step("call-register", address, word >> 5 & 31),)


def _jump_register(word: int, address: int) -> Steps:
    return (Step("jump-register", address, word >> 5 & 31),)


def _return(_word: int, address: int) -> Steps:
    return (Step("stop", address),)


_FORMS: tuple[Form, ...] = (
    (0x7C000000, 0x14000000, _jump),  # B, BL
    (0x7E000000, 0x34000000, _branch),  # CBZ, CBNZ
    (0xFF000000, 0x54000000, _branch),  # B.cond
    (0x7E000000, 0x36000000, _branch_by_bit),  # TBZ, TBNZ
    (0x9F000000, 0x90000000, _adrp),
    (0x9F000000, 0x10000000, _adr),
    (0x7F800000, 0x11000000, _add_number),  # ADD (immediate)
    (0x7F800000, 0x51000000, _add_number),  # SUB (immediate)
    (0x7FE0FFE0, 0x2A0003E0, _move),  # MOV (register)
    (0x7F800000, 0x52800000, _number),  # MOVZ
    (0x7F800000, 0x12800000, _number),  # MOVN
    (0x7F800000, 0x72800000, _insert),  # MOVK
    (0x3B000000, 0x18000000, _literal),  # LDR (literal)
    (0x3B000000, 0x39000000, _memory),
    (0x3B200000, 0x38000000, _memory_near),
    (0x3A000000, 0x28000000, _pair),  # LDP, STP
    (0xFFFFFC1F, 0xD63F0000, _call_register),  # BLR
    (0xFFFFFC1F, 0xD61F0000, _jump_register),  # BR
    (0xFFFFFC1F, 0xD65F0000, _return),  # RET
    (0x7F200000, 0x0B000000, _add),  # ADD (shifted register)
    (0x1C000000, 0x10000000, _lose),  # data processing with a number
    (0x0E000000, 0x0A000000, _lose),  # data processing with registers
    (0x0A000000, 0x08000000, _lose_loaded),  # other loads
)
_BY_TOP = by_top(_FORMS, 32)
