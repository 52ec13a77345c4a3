"""Finding an instruction's form: which mask and value it fits, by its uppermost byte first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from gifthorse.formats.elf.machine.steps import Step

Steps: TypeAlias = tuple[Step, ...]
Handler: TypeAlias = Callable[[int, int], Steps]
Form: TypeAlias = tuple[int, int, Handler]


def by_top(forms: Sequence[Form], bits: int) -> list[tuple[Form, ...]]:
    """The forms that an instruction of so many bits can have, for each value of its uppermost eight."""
    shift = bits - 8
    return [tuple(f for f in forms if not (f[1] ^ top << shift) & f[0] & 0xFF << shift) for top in range(256)]


def signed(value: int, bits: int) -> int:
    """The lowest bits of a value as a number with a sign."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> bits - 1 else value
