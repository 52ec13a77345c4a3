"""Arithmetic, comparisons and array stores as the virtual machine does them."""

from __future__ import annotations

from collections.abc import Callable

from gifthorse.analysis.code.evaluate.values import UNKNOWN, Cells, Param, Unknown, Value, int32, int64


def stored(op: int, value: Value) -> Value:
    """What an array keeps of a number that aput stores."""
    if not isinstance(value, int):
        return value
    if op == 0x4F:
        return ((value + 128) & 0xFF) - 128
    return value & 0xFFFF if op == 0x50 else value


def fill(cells: Cells, width: int, data: bytes) -> None:
    """Fill-array-data."""
    count = min(len(cells.items), len(data) // max(width, 1))
    signed = cells.kind not in ("C", "Z")
    cells.items[:count] = [
        int.from_bytes(data[k * width : (k + 1) * width], "little", signed=signed) for k in range(count)
    ]


def compare(op: int, one: Value, two: Value) -> bool | None:
    """Whether a branch is taken; None when that cannot be told."""
    kind = (op - 0x32) % 6
    if isinstance(one, int) and isinstance(two, int):
        return (one == two, one != two, one < two, one >= two, one > two, one <= two)[kind]
    if kind <= 1 and not isinstance(one, (Unknown, Param)) and not isinstance(two, (Unknown, Param)):
        null_one, null_two = one is None or one == 0, two is None or two == 0
        if null_one or null_two:
            return (null_one and null_two) == (kind == 0)
    return None


_UNARY: dict[int, Callable[[int], int]] = {
    0x7B: lambda v: int32(-v),
    0x7C: lambda v: int32(~v),
    0x7D: lambda v: int64(-v),
    0x7E: lambda v: int64(~v),
    0x81: lambda v: v,
    0x84: int32,
    0x8D: lambda v: ((v + 128) & 0xFF) - 128,
    0x8E: lambda v: v & 0xFFFF,
    0x8F: lambda v: ((v + 0x8000) & 0xFFFF) - 0x8000,
}
_LIT16 = (0, 11, 2, 3, 4, 5, 6, 7)
_LIT8 = (0, 11, 2, 3, 4, 5, 6, 7, 8, 9, 10)


def arithmetic(op: int, values: list[Value], literal: int | None) -> Value:
    """Result of a unary, binary or literal operation on whole numbers; floating point is not followed."""
    if op in _UNARY:
        return _UNARY[op](values[0]) if isinstance(values[0], int) else UNKNOWN
    if op == 0x31 and all(isinstance(v, int) for v in values):
        return (values[0] > values[1]) - (values[0] < values[1])  # type: ignore[operator]  # numbers, as just seen
    wide = 0x9B <= op <= 0xA5 or 0xBB <= op <= 0xC5
    if 0xD0 <= op <= 0xD7:
        kind = _LIT16[op - 0xD0]
    elif 0xD8 <= op <= 0xE2:
        kind = _LIT8[op - 0xD8]
    elif 0x90 <= op <= 0xA5:
        kind = (op - 0x90) % 11
    elif 0xB0 <= op <= 0xC5:
        kind = (op - 0xB0) % 11
    else:
        return UNKNOWN
    one = values[0]
    two = literal if op >= 0xD0 else values[1]
    if not isinstance(one, int) or not isinstance(two, int):
        return UNKNOWN
    return _operate(kind, one, two, wide=wide)


def _operate(kind: int, one: int, two: int, *, wide: bool) -> Value:
    """add sub mul div rem and or xor shl shr ushr rsub, with Java's wrapping."""
    if kind in (3, 4):
        if two == 0:
            return UNKNOWN
        quotient = abs(one) // abs(two) * (1 if (one < 0) == (two < 0) else -1)
        found = quotient if kind == 3 else one - quotient * two
    elif kind >= 8 and kind != 11:
        shift = two & (63 if wide else 31)
        unsigned = one & ((1 << 64) - 1 if wide else 0xFFFFFFFF)
        found = (one << shift, one >> shift, unsigned >> shift)[kind - 8]
    else:
        found = {0: one + two, 1: one - two, 2: one * two, 5: one & two, 6: one | two, 7: one ^ two, 11: two - one}[
            kind
        ]
    return int64(found) if wide else int32(found)
