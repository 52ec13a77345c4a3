"""One method's definitions and uses: what a register holds at an instruction, found backwards and on demand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from gifthorse.formats.dex.body import Body

DEFINED, CHANGED, ENTERED = range(3)
"""Kinds of events: a register is written; the object in it gets other content; it holds a parameter at entry."""

MOVES = frozenset(range(0x01, 0x0A))
MOST_MOVES = 6
ARRAY_STORES = frozenset(range(0x4B, 0x52))
FILL_ARRAY = 0x26
FIELD_STORES = frozenset({*range(0x59, 0x60), *range(0x67, 0x6E)})
INVOKES = frozenset({*range(0x6E, 0x73), *range(0x74, 0x79), 0xFA, 0xFB, 0xFC, 0xFD})
TOUCHING = MOVES | ARRAY_STORES | INVOKES | {FILL_ARRAY}
COPIES = 64
"""Rows looked at behind the nearest event for copies of the object, through which a later change may have come."""
STRETCHES, FARTHEST = 500, 20_000
"""Straight stretches and meetings of ways looked at for one question; compilers make no code that needs more."""
HOLDERS, TURNS = 8, 1000
"""Registers that hold one object, and things done to them, that are followed for one question."""


class Event(NamedTuple):
    """What gave a register its content: `row` is an instruction's row, or the parameter's register."""

    kind: int
    row: int
    register: int


class Effect(NamedTuple):
    """What an invoke does to its operands (places in `sources`): whose content it changes, whether it returns operand
    0, and which one operand 0 from then on stands for (a stream that is wrapped), or -1."""

    changes: tuple[int, ...] = ()
    fluent: bool = False
    wraps: int = -1


Effects = Callable[[int], Effect]
"""The effect of the invoke at a row."""


class _Index(NamedTuple):
    """`touched[r]`: rows that write register r, copy it, or may change the object in it. `joins`: rows to which control
    comes from elsewhere than just above, ascending; `before`: from which rows; `thrown`: by whose exceptions."""

    touched: dict[int, list[int]]
    joins: list[int]
    before: dict[int, list[int]]
    thrown: dict[int, list[int]]


class MethodFlow:
    """Asks about one body. A call that changes an object is an event of every register that holds the same object,
    as far as moves and calls that return their object show on the straight way there."""

    __slots__ = ("_bounds", "_cache", "_effects", "_first", "_index", "_straights", "body")

    def __init__(self, body: Body, effects: Effects) -> None:
        self.body = body
        self._effects = effects
        self._first = body.registers - body.ins
        self._cache: dict[tuple[int, int], tuple[Event, ...]] = {}
        self._straights: dict[tuple[int, int, int], Event | int] = {}
        self._bounds: dict[tuple[int, int], tuple[Event, ...]] = {}
        self._index: _Index | None = None

    def reaching(self, row: int, register: int) -> tuple[Event, ...]:
        """Events that may have given the register the content it has before the instruction at `row`."""
        found = self._cache.get((row, register))
        if found is None:
            end = self._straight(row, row - 1, register)
            found = (end,) if isinstance(end, Event) else self._search(end, register)
            self._cache[row, register] = found
        return found

    def behind_moves(self, row: int, register: int) -> tuple[Event, ...]:
        """The same, with a value that was only moved from register to register taken where it came from."""
        events = self.reaching(row, register)
        for _ in range(MOST_MOVES):
            if len(events) != 1 or events[0].kind != DEFINED or self.body.op[events[0].row] not in MOVES:
                break
            events = self.reaching(events[0].row, self.body.sources[events[0].row][0])
        return events

    def changes_from_entry(self, register: int) -> list[Event]:
        """Changes to the object that a parameter's register holds at entry, made through that register."""
        found: list[Event] = []
        for row in self._indexed().touched.get(register, ()):
            event = self.event(row, register)
            if event is not None and event.kind == DEFINED:
                break  # the register is used for something else from here on
            if event is not None:
                found.append(event)
        return found

    def changes_after(self, row: int) -> list[Event]:
        """Changes to the object that a row writes into a register, made through that register further down."""
        found: list[Event] = []
        register = self.body.dst[row]
        touched = self._indexed().touched.get(register, [])
        for at in touched[bisect_right(touched, row) :]:
            event = self.event(at, register)
            if event is not None and event.kind == DEFINED:
                break
            if event is not None:
                found.append(event)
        return found

    def store_before(self, row: int, near: int, runs_code: Callable[[int], bool]) -> int:
        """Row of the store that a field load at `row` surely reads: to the same field of the same register, with no
        code of the app in between, at most `near` rows up; -1 for none."""
        body, index = self.body, self._indexed()
        start = max(index.joins[bisect_right(index.joins, row) - 1], row - near)
        owner = body.sources[row][:1]
        for at in range(row - 1, start - 1, -1):
            if body.op[at] in FIELD_STORES and body.ref[at] == body.ref[row] and body.sources[at][1:] == owner:
                return at
            if body.dst[at] in owner or (body.op[at] in INVOKES and runs_code(at)):
                break
        return -1

    def _indexed(self) -> _Index:
        if self._index is None:
            self._index = _index(self.body)
        return self._index

    def wrapped(self, row: int) -> int:
        """Register of the stream that the call at a row wraps into another; -1 for none."""
        sources, wraps = self.body.sources[row], self._effects(row).wraps
        return sources[wraps] if 0 < wraps < len(sources) else -1

    def event(self, row: int, register: int) -> Event | None:
        """What a row does to a register or to the object in it, if anything."""
        body = self.body
        if body.dst[row] == register:
            return Event(DEFINED, row, register)
        op, sources = body.op[row], body.sources[row]
        if op in INVOKES:
            for place in self._effects(row).changes:
                if place < len(sources) and sources[place] == register:
                    return Event(CHANGED, row, register)
        elif (op in ARRAY_STORES and sources[1] == register) or (op == FILL_ARRAY and sources[0] == register):
            return Event(CHANGED, row, register)
        return None

    def _search(self, join: int, register: int) -> tuple[Event, ...]:
        """Events that come to a row where ways meet. What an earlier search found there and above is all that there is:
        once it has been found again, that part need not be gone over."""
        index, bounds, straights = self._indexed(), self._bounds, self._straights
        found: dict[Event, None] = {}
        seen: set[int] = set()
        todo: list[tuple[int, int]] = []
        end: Event | int | None = join
        while len(seen) < FARTHEST:
            if isinstance(end, Event):
                found[end] = None
            elif end is not None and end not in seen:
                seen.add(end)
                bound = bounds.get((end, register))
                if bound is None or not all(event in found for event in bound):
                    todo.extend([(above, above) for above in index.before[end]])
                    if end in index.thrown:
                        self._from_throw(end, register, found, todo)
                    if end == 0 and register >= self._first:
                        found[Event(ENTERED, register, register)] = None
            if not todo:
                break
            row, last = todo.pop()
            end = straights.get((row, last, register))
            if end is None:
                end = self._straight(row, last, register)
        events = tuple(found)
        if not todo:
            for one in seen:
                bounds.setdefault((one, register), events)
        return events

    def _straight(self, row: int, last: int, register: int) -> Event | int:
        """Go up from row `last` (`row` is in the same stretch) while there is one way: to an event, or to the row where
        ways meet."""
        index = self._indexed()
        joins, before = index.joins, index.before
        touched = index.touched.get(register, ())
        walked: list[tuple[int, int]] = []
        event: Event | None = None
        copied = born = -1
        left = COPIES
        key = (row, last, register)
        while True:
            start = joins[bisect_right(joins, row) - 1]
            walked.append((start, last))
            at = bisect_right(touched, last) - 1
            while at >= 0 and touched[at] >= start:
                here = self.event(touched[at], register)
                event = event or here
                left -= event is not None
                if left < 0 or (here is not None and here.kind == DEFINED):
                    born = touched[at]
                    break
                if self._copy(touched[at], register) >= 0:
                    copied = len(walked) - 1
                at -= 1
            else:
                above = before[start]
                if len(above) != 1 or start == 0 or start in index.thrown or len(walked) > STRETCHES:
                    break
                row = last = above[0]
                continue
            break
        if copied >= 0:
            event = self._later(walked[: copied + 1], register, born, event)
        end = self._straights[key] = start if event is None else event
        return end

    def _copy(self, row: int, register: int) -> int:
        """Register to which a row copies the object in another, by a move or as what a call returns; -1 for none."""
        body = self.body
        if body.op[row] in MOVES:
            return body.dst[row] if body.sources[row][0] == register else -1
        if body.op[row] not in INVOKES:
            return -1
        sources, effect, onward = body.sources[row], self._effects(row), row + 1
        if 0 < effect.wraps < len(sources) and sources[effect.wraps] == register:
            return sources[0]
        returns = effect.fluent and sources[:1] == (register,) and onward < len(body)
        return body.dst[onward] if returns and body.result_of[onward] == row else -1

    def _later(self, walked: list[tuple[int, int]], register: int, born: int, event: Event | None) -> Event | None:
        """The last change on the stretches just walked, through any register that holds the object born at a row."""
        body, touched = self.body, self._indexed().touched
        same, nearest = {register}, event
        left = TURNS
        for first, last in reversed(walked):
            at = born if first <= born <= last else first - 1
            while left:
                left -= 1
                onward = last + 1
                for one in same:
                    rows = touched.get(one)
                    if rows and (i := bisect_right(rows, at)) < len(rows) and rows[i] < onward:
                        onward = rows[i]
                at = onward
                if at > last:
                    break
                copies = {self._copy(at, one) for one in same}
                for one in same:
                    here = self.event(at, one)
                    if here is not None and here.kind == CHANGED:
                        event = here
                dst, made = body.dst[at], body.result_of[at]
                lost = dst in same and dst != register and dst not in copies
                if lost and not any(made >= 0 and self._copy(made, one) == dst for one in same):
                    same.discard(dst)
                if len(same) < HOLDERS:
                    same.update(copy for copy in copies if copy >= 0)
        return event if left else nearest or event

    def _from_throw(self, handler: int, register: int, found: dict[Event, None], todo: list[tuple[int, int]]) -> None:
        """Everything that a row inside the guarded range may have left when it threw."""
        index = self._indexed()
        rows = index.thrown[handler]
        first, last = rows[0], rows[-1]
        touched = index.touched.get(register, [])
        for row in touched[bisect_left(touched, first) : bisect_left(touched, last)]:
            event = self.event(row, register)
            if event is not None:
                found[event] = None
        joins = index.joins[bisect_right(index.joins, first) : bisect_right(index.joins, last)]
        todo.extend((row, row - 1) for row in joins)
        todo.append((first, first - 1))


def _index(body: Body) -> _Index:
    touched: defaultdict[int, list[int]] = defaultdict(list)
    before: dict[int, list[int]] = {0: []}
    thrown: dict[int, list[int]] = {}
    for row, (op, dst, sources) in enumerate(zip(body.op, body.dst, body.sources, strict=True)):
        if dst >= 0:
            touched[dst].append(row)
        if op in TOUCHING:
            for register in sources[1:2] if op in ARRAY_STORES else sources:
                rows = touched[register]
                if not rows or rows[-1] != row:
                    rows.append(row)
    for row in body.jumps:
        onward = body.successors[row]
        if onward != (row + 1,):
            before.setdefault(row + 1, [])
            for one in onward:
                before.setdefault(one, []).append(row)
    if body.catch_types:
        for row, handlers in enumerate(body.catches):
            for handler in handlers:
                thrown.setdefault(handler, []).append(row)
    for row in before.keys() | thrown.keys():
        above = before.setdefault(row, [])
        if row > 0 and body.successors[row - 1] == (row,):
            above.append(row - 1)
    return _Index(touched, sorted(before), before, thrown)
