"""Thumb's instructions of 32 bits: a word holds both half-words, the first of them above.

Source: Arm Architecture Reference Manual for A-profile, AArch32 (DDI 0406), chapter A6, encodings.
"""

from __future__ import annotations

from gifthorse.formats.elf.machine.forms import Steps, by_top, signed
from gifthorse.formats.elf.machine.steps import Step
from gifthorse.formats.elf.machine.thumb16 import PC, name


def _to(word: int) -> int:
    return name(word >> 8 & 15)


def _base(word: int) -> int:
    return name(word >> 16 & 15)


def _number_12(word: int) -> int:
    return (word >> 26 & 1) << 11 | (word >> 12 & 7) << 8 | word & 0xFF


def _spread(word: int) -> int:
    """A Thumb immediate: eight bits, repeated or turned."""
    low, code = word & 0xFF, _number_12(word) >> 7
    if code >> 3 == 0:
        return (low, low | low << 16, low << 8 | low << 24, low * 0x01010101)[code >> 1 & 3]
    value = 0x80 | low & 0x7F
    return (value >> code | value << 32 - code) & 0xFFFFFFFF


def _call(word: int, address: int) -> Steps:
    sign = word >> 26 & 1
    upper, lower = 1 - (word >> 13 & 1 ^ sign), 1 - (word >> 11 & 1 ^ sign)
    offset = (upper << 23 | lower << 22 | (word >> 16 & 0x3FF) << 12 | (word & 0x7FF) << 1) - (sign << 24)
    if word & 0x5000 == 0x1000:
        return (Step("jump", address, n=address + 4 + offset),)
    return (Step("call", address, n=(address + 4 if word & 0x1000 else address + 4 & ~3) + offset),)


def _branch_wide(word: int, address: int) -> Steps:
    if word >> 22 & 15 > 13 or word >> 22 & 14 == 14:
        return ()
    offset = (word >> 26 & 1) << 20 | (word >> 11 & 1) << 19 | (word >> 13 & 1) << 18
    offset |= (word >> 16 & 0x3F) << 12 | (word & 0x7FF) << 1
    return (Step("branch", address, n=address + 4 + signed(offset, 21)),)


def _set_16(word: int, address: int) -> Steps:
    value = (word >> 16 & 15) << 12 | _number_12(word)
    return (
        Step("insert", address, _to(word), 1, value) if word & 0x800000 else Step("set", address, _to(word), n=value),
    )


def _set_wide(word: int, address: int) -> Steps:
    return (Step("set", address, _to(word), n=_spread(word)),)


def _add_spread(word: int, address: int) -> Steps:
    value = _spread(word)
    return (Step("add", address, _to(word), _base(word), -value if word & 0x800000 else value),)


def _add_12(word: int, address: int) -> Steps:
    value = -_number_12(word) if word & 0x800000 else _number_12(word)
    if word >> 16 & 15 == PC:
        return (Step("set", address, _to(word), n=(address + 4 & ~3) + value),)
    return (Step("add", address, _to(word), _base(word), value),)


def _move_wide(word: int, address: int) -> Steps:
    return (Step("add", address, _to(word), name(word & 15)),)


def _sum_wide(word: int, address: int) -> Steps:
    return (Step("sum", address, _to(word), _base(word), name(word & 15)),)


def _literal_wide(word: int, address: int) -> Steps:
    value = word & 0xFFF
    place = (address + 4 & ~3) + (value if word & 0x800000 else -value)
    return (Step("load", address, name(word >> 12 & 15), -1, place),)


def _memory_wide(word: int, address: int) -> Steps:
    kind = "load" if word & 0x100000 else "store"
    return (Step(kind, address, name(word >> 12 & 15), _base(word), word & 0xFFF),)


def _memory_moving(word: int, address: int) -> Steps:
    value, base = word & 0xFF if word & 0x200 else -(word & 0xFF), _base(word)
    kind = "load" if word & 0x100000 else "store"
    found = (Step(kind, address, name(word >> 12 & 15), base, value if word & 0x400 else 0),)
    return (*found, Step("add", address, base, base, value)) if word & 0x100 else found


def _double(word: int, address: int) -> Steps:
    value, base = (word & 0xFF) * 4, _base(word)
    value = value if word & 0x800000 else -value
    kind, at = "load" if word & 0x100000 else "store", value if word & 0x1000000 else 0
    found = (
        Step(kind, address, name(word >> 12 & 15), base, at),
        Step(kind, address, name(word >> 8 & 15), base, at + 4),
    )
    return (*found, Step("add", address, base, base, value)) if word & 0x200000 else found


def _many(word: int, address: int) -> Steps:
    listed = [r for r in range(16) if word >> r & 1]
    size, base, load = 4 * len(listed), _base(word), word & 0x100000
    down = word & 0x1000000  # STMDB and LDMDB
    found = [
        Step("load" if load else "store", address, name(register), base, (-size if down else 0) + 4 * number)
        for number, register in enumerate(listed)
        if register != PC
    ]
    if word & 0x200000:
        found.append(Step("add", address, base, base, -size if down else size))
    if load and PC in listed:
        found.append(Step("stop", address))
    return tuple(found)


def _lose_loaded(word: int, address: int) -> Steps:
    return (Step("lose", address, name(word >> 12 & 15)),)


def _lose_wide(word: int, address: int) -> Steps:
    return (Step("lose", address, _to(word)),)


WIDE = by_top(
    (
        (0xF800C000, 0xF000C000, _call),  # BL, BLX
        (0xF800D000, 0xF0009000, _call),  # B.W
        (0xF800D000, 0xF0008000, _branch_wide),
        (0xFB708000, 0xF2400000, _set_16),  # MOVW, MOVT
        (0xFBEF8000, 0xF04F0000, _set_wide),
        (0xFBE08000, 0xF1000000, _add_spread),
        (0xFBE08000, 0xF1A00000, _add_spread),
        (0xFBF08000, 0xF2000000, _add_12),
        (0xFBF08000, 0xF2A00000, _add_12),
        (0xFFEF70F0, 0xEA4F0000, _move_wide),
        (0xFFE070F0, 0xEB000000, _sum_wide),
        (0xFF7F0000, 0xF85F0000, _literal_wide),
        (0xFFE00000, 0xF8C00000, _memory_wide),
        (0xFFE00800, 0xF8400800, _memory_moving),
        (0xFF600000, 0xE9400000, _double),  # LDRD, STRD by offset
        (0xFE600000, 0xE8600000, _double),  # and those that move their base
        (0xFE400000, 0xE8000000, _many),
        (0xFE100000, 0xF8100000, _lose_loaded),  # other loads
        (0xF8008000, 0xF0000000, _lose_wide),  # data processing with a number
        (0xFE000000, 0xEA000000, _lose_wide),  # with registers
        (0xFF000000, 0xFA000000, _lose_wide),
        (0xFF000000, 0xFB000000, _lose_wide),  # products
    ),
    32,
)
