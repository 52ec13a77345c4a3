"""What the functions over values take: the plain Python value in an argument, or TypeError for "not known"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gifthorse.analysis.code.evaluate.values import LONGEST, Cells, Text, Value

Function = Callable[[Sequence[Value], str], Value]


def as_text(value: Value) -> str:
    """The text of a string or builder."""
    if isinstance(value, str):
        return value
    if isinstance(value, Text):
        return value.text
    raise TypeError


def as_number(value: Value) -> int:
    """A whole number."""
    if isinstance(value, int):
        return value
    raise TypeError


def as_cells(value: Value) -> Cells:
    """An array."""
    if isinstance(value, Cells):
        return value
    raise TypeError


def octets(value: Value) -> bytes:
    """The content of an array of bytes."""
    return bytes(as_number(item) & 0xFF for item in as_cells(value).items)


def part(values: Sequence[Value]) -> bytes:
    """The bytes that an array, an offset and a count name, the last two of which may be missing."""
    data = octets(values[0])
    if len(values) < 3:
        return data
    at, count = as_number(values[1]), as_number(values[2])
    if at < 0 or count < 0 or at + count > len(data):
        raise IndexError
    return data[at : at + count]


def array(data: bytes) -> Cells:
    """An array of bytes."""
    if len(data) > LONGEST:
        raise ValueError
    return Cells("B", [b - 256 if b > 127 else b for b in data])


def characters(value: Value) -> str:
    """The text of an array of characters."""
    return "".join(chr(as_number(item) & 0xFFFF) for item in as_cells(value).items)


def parameters(descriptor: str) -> list[str]:
    """Descriptors of a method's parameters."""
    found: list[str] = []
    at, end = 1, descriptor.find(")")
    while 0 < at < end:
        start = at
        while at < end and descriptor[at] == "[":
            at += 1
        at = (descriptor.find(";", at) if descriptor[at : at + 1] == "L" else at) + 1
        if at <= start:
            break
        found.append(descriptor[start:at])
    return found
