"""Thumb's instructions of 16 bits.

Source: Arm Architecture Reference Manual for A-profile, AArch32 (DDI 0406), chapter A6, encodings.
"""

from __future__ import annotations

from gifthorse.formats.elf.machine.forms import Steps, by_top, signed
from gifthorse.formats.elf.machine.steps import SP, Step

LR, PC = 14, 15


def name(number: int) -> int:
    """A register's number, SP for the stack pointer."""
    return SP if number == 13 else number


def _set(word: int, address: int) -> Steps:
    return (Step("set", address, word >> 8 & 7, n=word & 0xFF),)


def _add_8(word: int, address: int) -> Steps:
    register, value = word >> 8 & 7, word & 0xFF
    return (Step("add", address, register, register, -value if word & 0x800 else value),)


def _add_3(word: int, address: int) -> Steps:
    value = word >> 6 & 7
    return (Step("add", address, word & 7, word >> 3 & 7, -value if word & 0x200 else value),)


def _sum(word: int, address: int) -> Steps:
    return (Step("sum", address, word & 7, word >> 3 & 7, word >> 6 & 7),)


def _move_low(word: int, address: int) -> Steps:
    return (Step("add", address, word & 7, word >> 3 & 7),)


def _move(word: int, address: int) -> Steps:
    return (Step("add", address, name(word >> 4 & 8 | word & 7), name(word >> 3 & 15)),)


def _sum_high(word: int, address: int) -> Steps:
    to, other = name(word >> 4 & 8 | word & 7), word >> 3 & 15
    return (Step("add", address, to, to, address + 4) if other == PC else Step("sum", address, to, to, name(other)),)


def _exchange(word: int, address: int) -> Steps:
    register = word >> 3 & 15
    if word & 0x80:
        return (Step("call-register", address, name(register)),)
    return (Step("stop", address) if register == LR else Step("jump-register", address, name(register)),)


def _literal(word: int, address: int) -> Steps:
    return (Step("load", address, word >> 8 & 7, -1, (address + 4 & ~3) + (word & 0xFF) * 4),)


def _adr(word: int, address: int) -> Steps:
    return (Step("set", address, word >> 8 & 7, n=(address + 4 & ~3) + (word & 0xFF) * 4),)


def _add_stack(word: int, address: int) -> Steps:
    return (Step("add", address, word >> 8 & 7, SP, (word & 0xFF) * 4),)


def _move_stack(word: int, address: int) -> Steps:
    value = (word & 0x7F) * 4
    return (Step("add", address, SP, SP, -value if word & 0x80 else value),)


def _on_stack(word: int, address: int) -> Steps:
    return (Step("load" if word & 0x800 else "store", address, word >> 8 & 7, SP, (word & 0xFF) * 4),)


def _memory(word: int, address: int) -> Steps:
    return (Step("load" if word & 0x800 else "store", address, word & 7, word >> 3 & 7, (word >> 6 & 31) * 4),)


def _push(word: int, address: int) -> Steps:
    listed = [r for r in range(8) if word >> r & 1] + ([LR] if word & 0x100 else [])
    stored = (Step("store", address, register, SP, 4 * number) for number, register in enumerate(listed))
    return (Step("add", address, SP, SP, -4 * len(listed)), *stored)


def _pop(word: int, address: int) -> Steps:
    listed = [r for r in range(8) if word >> r & 1]
    loaded = [Step("load", address, register, SP, 4 * number) for number, register in enumerate(listed)]
    if word & 0x100:
        return (*loaded, Step("add", address, SP, SP, 4 * len(listed) + 4), Step("stop", address))
    return (*loaded, Step("add", address, SP, SP, 4 * len(listed)))


def _jump(word: int, address: int) -> Steps:
    return (Step("jump", address, n=address + 4 + 2 * signed(word, 11)),)


def _branch(word: int, address: int) -> Steps:
    return (Step("branch", address, n=address + 4 + 2 * signed(word, 8)),) if (word >> 8 & 15) < 14 else ()


def _branch_zero(word: int, address: int) -> Steps:
    return (Step("branch", address, n=address + 4 + ((word >> 9 & 1) << 6 | (word >> 3 & 31) << 1)),)


def _lose(word: int, address: int) -> Steps:
    return (Step("lose", address, word & 7),)


NARROW = by_top(
    (
        (0xF800, 0x2000, _set),  # MOVS #
        (0xF000, 0x3000, _add_8),  # ADDS, SUBS #8
        (0xFC00, 0x1C00, _add_3),  # ADDS, SUBS #3
        (0xFE00, 0x1800, _sum),
        (0xFFC0, 0x0000, _move_low),
        (0xFF00, 0x4600, _move),
        (0xFF00, 0x4400, _sum_high),
        (0xFF00, 0x4700, _exchange),  # BX, BLX
        (0xF800, 0x4800, _literal),
        (0xF800, 0xA000, _adr),
        (0xF800, 0xA800, _add_stack),
        (0xFF00, 0xB000, _move_stack),
        (0xF000, 0x9000, _on_stack),
        (0xF000, 0x6000, _memory),
        (0xFE00, 0xB400, _push),
        (0xFE00, 0xBC00, _pop),
        (0xF800, 0xE000, _jump),
        (0xF000, 0xD000, _branch),
        (0xF500, 0xB100, _branch_zero),  # CBZ, CBNZ
        (0xE000, 0x0000, _lose),  # shifts, SUBS
        (0xFC00, 0x4000, _lose),  # data processing
        (0xFF00, 0xB200, _lose),  # SXTH and the like
        (0xF600, 0x5600, _lose),  # LDRSB, LDRSH
        (0xF800, 0x5800, _lose),  # LDR, LDRH, LDRB with a register
        (0xF800, 0x7800, _lose),  # LDRB
        (0xF800, 0x8800, _lose),  # LDRH
    ),
    16,
)
