"""What an instruction does to registers and the stack, as far as arguments of calls are concerned.

Registers are numbers; `SP` is the stack pointer on every machine. What is not described here makes the register that
it writes unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

SP = 99


class Step(NamedTuple):
    """One instruction.

    `kind`, and what `a`, `b` and `n` mean then:

    - set: register a becomes the number n
    - add: register a becomes register b plus n (a move where n is 0)
    - sum: register a becomes register a or b plus the other, of which one is a number
    - load: register a becomes what lies at register b plus n; b of -1: at the address n
    - store: register a goes to register b plus n
    - insert: 16 bits of register a from bit 16 * b on become n
    - call: the code at address n is called; jump: it goes on there and does not come back; branch: it may go on there
    - call-register: what register a holds is called; jump-register: it goes on there
    - lose: register a becomes unknown
    - stop: what follows is reached from elsewhere
    """

    kind: str
    address: int
    a: int = -1
    b: int = -1
    n: int = 0


@dataclass(frozen=True, slots=True)
class Machine:
    """A calling convention: registers of arguments, those that a call destroys, and the size of a word on the stack."""

    arguments: tuple[int, ...]
    destroyed: frozenset[int]
    word: int


ARM64 = Machine(tuple(range(8)), frozenset(range(19)), 8)
ARM = Machine(tuple(range(4)), frozenset({0, 1, 2, 3, 12}), 4)
