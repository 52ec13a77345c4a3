"""One function's calls with their arguments, by following registers and stack slots through its instructions.

Every instruction is taken once, with the registers of the way that reached it first. The stack is kept once for all
ways: a slot holds what was put there last.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from gifthorse.formats.elf.machine.calls import Code
from gifthorse.formats.elf.machine.steps import SP, Machine, Step

# ("n", number) · ("s", offset in the frame) · ("p", parameter) · ("r", address of the call whose result it is) ·
# ("g", address of the variable it was read from) · ("i", imported function) · ("f", value, offset): read from where the
# value points
Value: TypeAlias = tuple[str, object] | tuple[str, object, int] | None

CALLS_LIMIT = 4_000
WORDS = 12  # of an array on the stack that a call is given
DEPTH_LIMIT = 3


class Call(NamedTuple):
    """One call: `name` of an imported function or `target` in the file, arguments, and what lies on the stack from
    the argument `arrays` names on (argument number and the values)."""

    address: int
    name: str
    target: int
    arguments: tuple[Value, ...]
    arrays: tuple[tuple[int, tuple[Value, ...]], ...]


class Traced(NamedTuple):
    """The calls of a function in order, and what it may return."""

    calls: tuple[Call, ...]
    returned: tuple[Value, ...]


def trace(code: Code, start: int) -> Traced:
    """Follow the function that begins at `start`."""
    return _Tracer(code, start).run(code.steps(start))


class _Tracer:
    def __init__(self, code: Code, start: int) -> None:
        self._code, self._start = code, start
        self._machine: Machine = code.machine
        self._registers: dict[int, Value] = {r: ("p", n) for n, r in enumerate(self._machine.arguments)}
        self._registers[SP] = ("s", 0)
        self._stack: dict[int, Value] = {}
        self._mask = (1 << 8 * self._machine.word) - 1
        self._calls: list[Call] = []
        self._returned: list[Value] = []

    def run(self, steps: Iterable[Step]) -> Traced:
        listed = list(steps)
        place = {step.address: number for number, step in reversed(list(enumerate(listed)))}
        done = bytearray(len(listed))
        waiting: list[tuple[int, dict[int, Value]]] = [(0, self._registers)]
        left = 0  # up to here everything was looked at
        while True:
            if waiting:
                number, self._registers = waiting.pop()
            else:
                left = done.find(0, left)
                if left < 0 or len(self._calls) > CALLS_LIMIT:
                    break
                # reached by a table of jumps, or not at all
                number, self._registers = left, {SP: self._registers.get(SP)} | self._kept()
            while number < len(listed) and not done[number]:
                done[number] = 1
                step = listed[number]
                onward = self._step(step)
                if step.kind in ("branch", "jump") and (to := place.get(step.n)) is not None and not done[to]:
                    waiting.append((to, dict(self._registers)))
                if not onward:
                    break
                number += 1
        return Traced(tuple(sorted(self._calls)), tuple(dict.fromkeys(self._returned)))

    def _kept(self) -> dict[int, Value]:
        return {r: v for r, v in self._registers.items() if r not in self._machine.destroyed}

    def _step(self, step: Step) -> bool:
        """Take one step; returns whether the next instruction follows on it."""
        kind, address, a, b, n = step
        registers = self._registers
        if kind == "set":
            registers[a] = ("n", n & self._mask)
        elif kind == "add":
            registers[a] = self._moved(registers.get(b), n)
        elif kind == "sum":
            registers[a] = self._sum(registers.get(b), registers.get(n))
        elif kind == "insert":
            held = registers.get(a)
            known = held is not None and held[0] == "n" and isinstance(held[1], int)
            registers[a] = ("n", held[1] & ~(0xFFFF << 16 * b) | n << 16 * b) if known else None  # type: ignore[index,operator]  # known says so
        elif kind == "load":
            registers[a] = self._load(("n", n) if b < 0 else registers.get(b), 0 if b < 0 else n)
        elif kind == "store":
            place = self._moved(registers.get(b), n)
            if place is not None and place[0] == "s" and isinstance(place[1], int):
                self._stack[place[1]] = registers.get(a)
        elif kind == "lose":
            registers[a] = None
        elif kind == "stop":
            self._returned.append(registers.get(0))
        else:
            self._leave(kind, address, a, n)
        if a == 31:
            registers.pop(31, None)  # AArch64's register that is always zero
        return kind not in ("stop", "jump", "jump-register")

    def _leave(self, kind: str, address: int, a: int, n: int) -> None:
        if kind in ("call", "jump"):
            name = self._code.stubs.get(n, "")
            if kind == "call" or name or (self._begins(n) and n != self._start):
                self._call(address, name, n)
                if kind == "jump":
                    self._returned.append(self._registers.get(0))
        elif kind in ("call-register", "jump-register"):
            held = self._registers.get(a)
            if held is not None and held[0] == "i":
                self._call(address, str(held[1]), -1)
            elif held is not None and held[0] == "n" and isinstance(held[1], int) and self._begins(held[1] & ~1):
                self._call(address, "", held[1] & ~1)
            elif kind == "call-register":
                self._call(address, "", -1)

    def _begins(self, address: int) -> bool:
        start = self._code.start
        at = int(start.searchsorted(address))
        return at < len(start) and int(start[at]) == address

    def _call(self, address: int, name: str, target: int) -> None:
        arguments = [self._registers.get(r) for r in self._machine.arguments]
        frame = self._registers.get(SP)
        if len(arguments) < 8 and frame is not None and isinstance(frame[1], int):
            arguments += [self._stack.get(frame[1] + self._machine.word * n) for n in range(8 - len(arguments))]
        arguments += [None] * (8 - len(arguments))
        arrays = tuple(
            (number, tuple(self._stack.get(value[1] + self._machine.word * n) for n in range(WORDS)))
            for number, value in enumerate(arguments)
            if value is not None and value[0] == "s" and isinstance(value[1], int) and value[1] in self._stack
        )
        self._calls.append(Call(address, name, target, tuple(arguments), arrays))
        for register in self._machine.destroyed:
            self._registers[register] = None
        self._registers[0] = ("r", address)

    def _moved(self, value: Value, n: int) -> Value:
        if value is None or not n:
            return value
        if value[0] in ("n", "s") and isinstance(value[1], int):
            return (value[0], value[1] + n & self._mask if value[0] == "n" else value[1] + n)
        return value  # within what it points to

    def _sum(self, one: Value, other: Value) -> Value:
        for value, added in ((one, other), (other, one)):
            if added is not None and added[0] == "n" and isinstance(added[1], int) and value is not None:
                signed = added[1] - (self._mask + 1) if added[1] > self._mask >> 1 else added[1]
                return self._moved(value, signed)
        return one if one is not None and one[0] in ("s", "r", "p", "g") else None

    def _load(self, value: Value, n: int) -> Value:
        place = self._moved(value, n)
        if place is None:
            return None
        if place[0] == "s" and isinstance(place[1], int):
            return self._stack.get(place[1])
        if place[0] == "n" and isinstance(place[1], int):
            if place[1] in self._code.slots:
                return ("i", self._code.slots[place[1]])
            literal = self._code.literal(place[1])
            return ("n", literal) if literal is not None else ("g", place[1])
        depth, inner = 0, place
        while inner is not None and inner[0] == "f" and depth < DEPTH_LIMIT:
            inner, depth = inner[1], depth + 1  # type: ignore[assignment]  # a value read from where a value points
        return ("f", value, n) if depth < DEPTH_LIMIT else None
