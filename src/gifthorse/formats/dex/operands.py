"""Registers and literals of an instruction, one small decoder an opcode.

A decoder takes the method's units and a pc and returns (register written or -1, registers read, literal or None).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from gifthorse.formats.dex import opcodes

Decoded = tuple[int, tuple[int, ...], int | None]
Decoder = Callable[[list[int], int], Decoded]


def signed(value: int, bits: int) -> int:
    """Two's complement."""
    return value - (1 << bits) if value >> (bits - 1) else value


def _nothing(_units: list[int], _pc: int) -> Decoded:
    return -1, (), None


def _12x(units: list[int], pc: int) -> Decoded:
    u = units[pc]
    return u >> 8 & 15, (u >> 12,), None


def _12x_both(units: list[int], pc: int) -> Decoded:
    u = units[pc]
    return u >> 8 & 15, (u >> 8 & 15, u >> 12), None


def _11n(units: list[int], pc: int) -> Decoded:
    u = units[pc]
    return u >> 8 & 15, (), (u >> 12 ^ 8) - 8


def _write_aa(units: list[int], pc: int) -> Decoded:
    return units[pc] >> 8, (), None


def _read_aa(units: list[int], pc: int) -> Decoded:
    return -1, (units[pc] >> 8,), None


def _22x(units: list[int], pc: int) -> Decoded:
    return units[pc] >> 8, (units[pc + 1],), None


def _32x(units: list[int], pc: int) -> Decoded:
    return units[pc + 1], (units[pc + 2],), None


def _21s(units: list[int], pc: int) -> Decoded:
    return units[pc] >> 8, (), (units[pc + 1] ^ 0x8000) - 0x8000


def _21h(units: list[int], pc: int) -> Decoded:
    return units[pc] >> 8, (), ((units[pc + 1] ^ 0x8000) - 0x8000) << 16


def _21h_wide(units: list[int], pc: int) -> Decoded:
    return units[pc] >> 8, (), ((units[pc + 1] ^ 0x8000) - 0x8000) << 48


def _31i(units: list[int], pc: int) -> Decoded:
    return units[pc] >> 8, (), signed(units[pc + 1] | units[pc + 2] << 16, 32)


def _51l(units: list[int], pc: int) -> Decoded:
    value = units[pc + 1] | units[pc + 2] << 16 | units[pc + 3] << 32 | units[pc + 4] << 48
    return units[pc] >> 8, (), signed(value, 64)


def _23x(units: list[int], pc: int) -> Decoded:
    u = units[pc + 1]
    return units[pc] >> 8, (u & 255, u >> 8), None


def _23x_read(units: list[int], pc: int) -> Decoded:
    u = units[pc + 1]
    return -1, (units[pc] >> 8, u & 255, u >> 8), None


def _22b(units: list[int], pc: int) -> Decoded:
    u = units[pc + 1]
    return units[pc] >> 8, (u & 255,), (u >> 8 ^ 0x80) - 0x80


def _22s(units: list[int], pc: int) -> Decoded:
    u = units[pc]
    return u >> 8 & 15, (u >> 12,), (units[pc + 1] ^ 0x8000) - 0x8000


def _22_read(units: list[int], pc: int) -> Decoded:
    u = units[pc]
    return -1, (u >> 8 & 15, u >> 12), None


def _35c(units: list[int], pc: int) -> Decoded:
    u, r = units[pc], units[pc + 2]
    count = u >> 12
    if count == 1:
        return -1, (r & 15,), None
    if count == 2:
        return -1, (r & 15, r >> 4 & 15), None
    return -1, (r & 15, r >> 4 & 15, r >> 8 & 15, r >> 12, u >> 8 & 15)[:count], None


def _3rc(units: list[int], pc: int) -> Decoded:
    first = units[pc + 2]
    return -1, tuple(range(first, first + (units[pc] >> 8))), None


def _decoder(op: int) -> Decoder:
    kind, role = opcodes.FORMAT[op], opcodes.ROLES[op].lower()
    by_role: dict[tuple[str, str], Decoder] = {
        ("12x", "a<ab"): _12x_both,
        ("23x", "<abc"): _23x_read,
        ("22c", "<ab"): _22_read,
        ("21h", "a<"): _21h_wide if opcodes.ROLES[op] == "A<" else _21h,
    }
    by_format: dict[str, Decoder] = {
        "12x": _12x, "11n": _11n, "22x": _22x, "32x": _32x, "21s": _21s, "31i": _31i, "51l": _51l, "23x": _23x,
        "22b": _22b, "22s": _22s, "22t": _22_read, "22c": _12x, "35c": _35c, "45cc": _35c, "3rc": _3rc,
        "4rcc": _3rc,
    }  # fmt: skip
    if (kind, role) in by_role:
        return by_role[kind, role]
    if kind in by_format:
        return by_format[kind]
    by_place: dict[str, Decoder] = {"a<": _write_aa, "<a": _read_aa}
    return by_place.get(role, _nothing)


DECODE: Final = tuple(_decoder(op) for op in range(256))

_SECOND = {"22x": 1, "21s": 1, "21h": 1, "23x": 1, "22b": 1, "22s": 1, "35c": 2, "45cc": 2, "3rc": 2, "4rcc": 2}
SECOND: Final = np.array([_SECOND.get(kind, 0) for kind in opcodes.FORMAT], np.int32)
"""By opcode, which unit decides registers and literal together with the first; 0 where that alone does."""

LONG: Final = tuple(kind in ("32x", "31i", "51l") for kind in opcodes.FORMAT)
"""Whether more than two units decide."""
