"""One method's definitions and uses: what a register holds at an instruction, found backwards and on demand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import NamedTuple

from gifthorse.formats.dex.body import Body

DEFINED, CHANGED, PARAMETER = range(3)
"""Kinds of events: a register is written; the object in it gets other content; it holds a parameter at entry."""

MOVES = frozenset({0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09})
ARRAY_STORES = frozenset(range(0x4B, 0x52))
FILL_ARRAY = 0x26
INVOKES = frozenset({*range(0x6E, 0x73), *range(0x74, 0x79), 0xFA, 0xFB, 0xFC, 0xFD})
LIMIT_BLOCKS = 4000


class Event(NamedTuple):
    """What gave a register its content: `row` is an instruction's row, or the parameter's register."""

    kind: int
    row: int
    register: int


Effects = Callable[[int], tuple[tuple[int, ...], bool]]
"""For the row of an invoke: operands (places in `sources`) whose content it changes; whether it returns operand 0."""


class MethodFlow:
    """Basic blocks of a body with the events of each register, and `reaching` to ask them.

    A call that changes an object counts as an event of every register that is known to hold the same object; such
    aliases are followed within blocks and into blocks with one way in.
    """

    __slots__ = ("_before", "_by_throw", "_cache", "_events", "_first_register", "_of", "body")

    def __init__(self, body: Body, effects: Effects) -> None:
        self.body = body
        self._first_register = body.registers - body.ins
        self._cache: dict[tuple[int, int], tuple[Event, ...]] = {}
        starts = _leaders(body)
        self._of: list[int] = []
        for block, start in enumerate(starts):
            end = starts[block + 1] if block + 1 < len(starts) else len(body)
            self._of.extend([block] * (end - start))
        self._before: list[list[int]] = [[] for _ in starts]
        self._by_throw: list[list[int]] = [[] for _ in starts]
        self._link(starts)
        self._events: list[dict[int, list[Event]]] = []
        self._collect(starts, effects)

    def _link(self, starts: list[int]) -> None:
        body, of = self.body, self._of
        for block, start in enumerate(starts):
            end = starts[block + 1] if block + 1 < len(starts) else len(body)
            for row in body.successors[end - 1] if end > start else ():
                self._before[of[row]].append(block)
            thrown = {of[h] for row in range(start, end) for h in body.catches[row]}
            for handler in thrown:
                self._by_throw[handler].append(block)

    def _collect(self, starts: list[int], effects: Effects) -> None:
        body = self.body
        held_after: list[dict[int, int]] = []
        fresh = 0
        for block, start in enumerate(starts):
            end = starts[block + 1] if block + 1 < len(starts) else len(body)
            before = self._before[block]
            alone = len(before) == 1 and not self._by_throw[block] and before[0] < block
            held = dict(held_after[before[0]]) if alone else {}
            events: dict[int, list[Event]] = {}
            for row in range(start, end):
                op, dst = body.op[row], body.dst[row]
                if dst >= 0:
                    events.setdefault(dst, []).append(Event(DEFINED, row, dst))
                    source = -1
                    if op in MOVES:
                        source = body.sources[row][0]
                    elif body.result_of[row] >= 0 and body.op[body.result_of[row]] in INVOKES:
                        call = body.result_of[row]
                        if effects(call)[1] and body.sources[call]:
                            source = body.sources[call][0]
                    if source >= 0 and source not in held:
                        fresh += 1
                        held[source] = fresh
                    if source >= 0:
                        held[dst] = held[source]
                    else:
                        held.pop(dst, None)
                elif op in INVOKES:
                    for place in effects(row)[0]:
                        if place < len(body.sources[row]):
                            _change(events, held, row, body.sources[row][place])
                elif op in ARRAY_STORES:
                    _change(events, held, row, body.sources[row][1])
                elif op == FILL_ARRAY:
                    _change(events, held, row, body.sources[row][0])
            self._events.append(events)
            held_after.append(held)

    def reaching(self, row: int, register: int) -> tuple[Event, ...]:
        """Events that may have given the register the content it has before the instruction at `row`."""
        found = self._cache.get((row, register))
        if found is None:
            found = self._cache[row, register] = self._search(row, register)
        return found

    def _search(self, row: int, register: int) -> tuple[Event, ...]:
        block = self._of[row]
        here = self._events[block].get(register)
        if here:
            at = bisect_left(here, row, key=_row) - 1
            if at >= 0:
                return (here[at],)
        found: dict[Event, None] = {}
        seen = {(block, False)}
        todo: list[tuple[int, bool]] = []
        self._into(block, todo)
        entered = block == 0
        while todo and len(seen) < LIMIT_BLOCKS:
            step = todo.pop()
            if step in seen:
                continue
            seen.add(step)
            block, thrown = step
            events = self._events[block].get(register)
            if events and thrown:
                found.update(dict.fromkeys(events))
            elif events:
                found[events[-1]] = None
                continue
            entered |= block == 0
            self._into(block, todo)
        if entered and register >= self._first_register:
            found[Event(PARAMETER, register, register)] = None
        return tuple(found)

    def _into(self, block: int, todo: list[tuple[int, bool]]) -> None:
        todo.extend((b, False) for b in self._before[block])
        todo.extend((b, True) for b in self._by_throw[block])


def _change(events: dict[int, list[Event]], held: dict[int, int], row: int, register: int) -> None:
    token = held.get(register)
    same = [r for r, t in held.items() if t == token] if token is not None else [register]
    for holder in same:
        events.setdefault(holder, []).append(Event(CHANGED, row, register))


def _leaders(body: Body) -> list[int]:
    """Rows at which basic blocks start."""
    rows = {0}
    for row, onward in enumerate(body.successors):
        if len(onward) != 1 or onward[0] != row + 1:
            rows.update(onward)
            rows.add(row + 1)
        rows.update(body.catches[row])
    return sorted(row for row in rows if row < len(body))


def _row(event: Event) -> int:
    return event.row
