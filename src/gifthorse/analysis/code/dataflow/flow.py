"""One method's definitions and uses: what a register holds at an instruction, found backwards and on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gifthorse.formats.dex.body import Body

DEFINED, CHANGED, ENTERED = range(3)
"""Kinds of events: a register is written; the object in it gets other content; it holds a parameter at entry."""

MOVES = frozenset(range(0x01, 0x0A))
ARRAY_STORES = frozenset(range(0x4B, 0x52))
FILL_ARRAY = 0x26
INVOKES = frozenset({*range(0x6E, 0x73), *range(0x74, 0x79), 0xFA, 0xFB, 0xFC, 0xFD})
FARTHEST = 20_000
"""Rows walked for one question; a method in which that is not enough is no code that a compiler makes."""


class Event(NamedTuple):
    """What gave a register its content: `row` is an instruction's row, or the parameter's register."""

    kind: int
    row: int
    register: int


Effects = Callable[[int], tuple[tuple[int, ...], bool]]
"""For the row of an invoke: operands (places in `sources`) whose content it changes; whether it returns operand 0."""


class MethodFlow:
    """Asks about one body. A call that changes an object is an event of every register that holds the same object,
    as far as moves and calls that return their object show on the straight way there."""

    __slots__ = ("_cache", "_effects", "_first", "_joins", "_thrown", "body")

    def __init__(self, body: Body, effects: Effects) -> None:
        self.body = body
        self._effects = effects
        self._first = body.registers - body.ins
        self._cache: dict[tuple[int, int], tuple[Event, ...]] = {}
        self._joins: dict[int, list[int]] | None = None
        self._thrown: dict[int, list[int]] = {}

    def reaching(self, row: int, register: int) -> tuple[Event, ...]:
        """Events that may have given the register the content it has before the instruction at `row`."""
        found = self._cache.get((row, register))
        if found is None:
            found = self._cache[row, register] = self._search(row, register)
        return found

    def _before(self, row: int) -> list[int] | None:
        """Rows from which control comes to a row, if that is not just the one above it."""
        if self._joins is None:
            joins: dict[int, list[int]] = {0: []}
            thrown = self._thrown
            for at, onward in enumerate(self.body.successors):
                if len(onward) != 1 or onward[0] != at + 1:
                    joins.setdefault(at + 1, [])
                    for one in onward:
                        joins.setdefault(one, []).append(at)
                for handler in self.body.catches[at]:
                    thrown.setdefault(handler, []).append(at)
            for row_ in joins.keys() | thrown.keys():
                above = row_ - 1
                if above >= 0 and row_ not in joins:
                    joins[row_] = []
                if above >= 0 and self.body.successors[above] == (row_,):
                    joins[row_].append(above)
            self._joins = joins
        return self._joins.get(row)

    def _event(self, row: int, register: int) -> Event | None:
        body = self.body
        if body.dst[row] == register:
            return Event(DEFINED, row, register)
        sources = body.sources[row]
        if register in sources:
            op = body.op[row]
            if op in INVOKES:
                for place in self._effects(row)[0]:
                    if place < len(sources) and sources[place] == register:
                        return Event(CHANGED, row, register)
            elif (op in ARRAY_STORES and sources[1] == register) or (op == FILL_ARRAY and sources[0] == register):
                return Event(CHANGED, row, register)
        return None

    def _search(self, row: int, register: int) -> tuple[Event, ...]:
        found: dict[Event, None] = {}
        seen: set[int] = set()
        todo = [row]
        left = FARTHEST
        while todo and left > 0:
            walked, at = self._straight(todo.pop(), register, found)
            left -= walked + 1
            if at is None or at in seen:
                continue
            seen.add(at)
            for above in self._before(at) or ():
                event = self._event(above, register)
                if event is not None:
                    found[event] = None
                else:
                    todo.append(above)
            self._from_throw(at, register, found, todo)
            if at == 0 and register >= self._first:
                found[Event(ENTERED, register, register)] = None
        return tuple(found)

    def _straight(self, row: int, register: int, found: dict[Event, None]) -> tuple[int, int | None]:
        """Walk up while there is one way: to an event (added to `found`; None), or to the row where ways meet."""
        body = self.body
        walked: list[int] = []
        event: Event | None = None
        aliased = False
        at: int | None = row
        while at is not None:
            before = self._before(at)
            if before is None:
                above = at - 1
            elif len(before) == 1 and at not in self._thrown and at != 0 and len(walked) < FARTHEST:
                above = before[0]
            else:
                break
            walked.append(above)
            op = body.op[above]
            if op in MOVES:
                aliased |= body.sources[above][0] == register
            elif body.result_of[above] >= 0 and body.dst[above] != register:
                call = body.result_of[above]
                aliased |= body.sources[call][:1] == (register,) and body.op[call] in INVOKES and self._effects(call)[1]
            here = self._event(above, register)
            if here is not None:
                event = event or here
                if here.kind == DEFINED:
                    break
            at = above
        if aliased:
            event = self._later(walked, register) or event
        if event is None:
            return len(walked), at
        found[event] = None
        return len(walked), None

    def _later(self, walked: list[int], register: int) -> Event | None:
        """The last change on the way just walked through any register that holds the object."""
        body = self.body
        same = {register}
        event: Event | None = None
        for row in reversed(walked):
            for one in same:
                here = self._event(row, one)
                if here is not None and here.kind == CHANGED:
                    event = here
            dst = body.dst[row]
            if dst < 0:
                continue
            call = body.result_of[row]
            if body.op[row] in MOVES:
                holds = body.sources[row][0] in same
            else:
                holds = (
                    call >= 0 and body.op[call] in INVOKES and self._effects(call)[1] and body.sources[call][0] in same
                )
            if dst == register:
                same = {register}
                event = Event(DEFINED, row, register)
            elif holds:
                same.add(dst)
            else:
                same.discard(dst)
        return event

    def _from_throw(self, handler: int, register: int, found: dict[Event, None], todo: list[int]) -> None:
        """Everything that a row inside the guarded range may have left when it threw."""
        rows = self._thrown.get(handler)
        if not rows:
            return
        first, last = rows[0], rows[-1]
        for row in range(first, last):
            event = self._event(row, register)
            if event is not None:
                found[event] = None
            if row != first and self._before(row) is not None:
                todo.append(row)
        todo.append(first)
