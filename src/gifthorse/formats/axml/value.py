"""Typed values of attributes and resources (Res_value in AOSP's ResourceTypes.h) and how Android reads them.

The conversions are those of android.content.res.TypedArray and com.android.internal.util.XmlUtils, so that a
manifest that states a boolean as a string, or a number as a boolean, means here what it means on the phone.
"""

from __future__ import annotations

import struct

NULL = 0x00
REFERENCE = 0x01
ATTRIBUTE = 0x02
STRING = 0x03
FLOAT = 0x04
DIMENSION = 0x05
FRACTION = 0x06
DYNAMIC_REFERENCE = 0x07
DYNAMIC_ATTRIBUTE = 0x08
INT_DEC = 0x10
INT_HEX = 0x11
INT_BOOLEAN = 0x12
FIRST_COLOR = 0x1C
LAST_COLOR = 0x1F
FIRST_INT = 0x10
LAST_INT = 0x1F

_UNITS = ("px", "dip", "sp", "pt", "in", "mm")
_FRACTIONS = ("%", "%p")
_RADIX = (1 / (1 << 8), 1 / (1 << 15), 1 / (1 << 23), 1 / (1 << 31))


def is_int(kind: int) -> bool:
    """Whether Android takes the value as a number: decimal, hexadecimal, boolean or colour."""
    return FIRST_INT <= kind <= LAST_INT


def signed(data: int) -> int:
    """The 32 bits as Java's int."""
    return data - (1 << 32) if data & 0x80000000 else data


def to_text(kind: int, data: int, text: str | None) -> str | None:  # noqa: PLR0911  # one line a type
    """The value as text, as TypedValue.coerceToString gives it; references as @0x7f010001, attributes as ?0x...."""
    if kind == STRING:
        return text
    if kind == NULL:
        return None
    if kind in (REFERENCE, DYNAMIC_REFERENCE):
        return f"@0x{data:08x}"
    if kind in (ATTRIBUTE, DYNAMIC_ATTRIBUTE):
        return f"?0x{data:08x}"
    if kind == INT_BOOLEAN:
        return "true" if data else "false"
    if kind == FLOAT:
        return str(struct.unpack("<f", struct.pack("<I", data))[0])
    if kind in (DIMENSION, FRACTION):
        number = signed(data & 0xFFFFFF00) * _RADIX[data >> 4 & 3]
        if kind == FRACTION:
            return f"{number * 100:g}{_FRACTIONS[data & 1]}"
        unit = data & 0xF
        return f"{number:g}{_UNITS[unit] if unit < len(_UNITS) else ''}"
    if FIRST_COLOR <= kind <= LAST_COLOR:
        return f"#{data:x}"
    if kind == INT_HEX:
        return f"0x{data:x}"
    if is_int(kind):
        return str(signed(data))
    return None


def to_bool(kind: int, data: int, text: str | None, default: bool) -> bool:
    """The value as TypedArray.getBoolean reads it: any number but 0, or the words 1, true, TRUE."""
    if is_int(kind):
        return data != 0
    if kind == NULL:
        return default
    return to_text(kind, data, text) in ("1", "true", "TRUE")


def to_int(kind: int, data: int, text: str | None, default: int | None) -> int | None:
    """The value as TypedArray.getInt reads it; `default` where it is no number, which Android would refuse."""
    if is_int(kind):
        return signed(data)
    if kind == FLOAT:
        number = struct.unpack("<f", struct.pack("<I", data))[0]
        return int(number) if abs(number) < 1 << 31 else default
    if kind != STRING or text is None:
        return default
    return _int(text, default)


def _int(text: str, default: int | None) -> int | None:
    sign = -1 if text.startswith("-") else 1
    digits = text[1:] if sign < 0 else text
    base = 10
    if digits[:2] in ("0x", "0X"):
        base, digits = 16, digits[2:]
    elif digits.startswith("#"):
        base, digits = 16, digits[1:]
    elif digits.startswith("0") and len(digits) > 1:
        base, digits = 8, digits[1:]
    if not digits.isascii() or not digits.isalnum() or len(digits) > 16:
        return default
    try:
        number = sign * int(digits, base)
    except ValueError:
        return default
    return number if -(1 << 31) <= number < 1 << 31 else default
