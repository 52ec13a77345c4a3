"""What a method chooses by: a parameter, a field or an answer that it compares with constants more than once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from gifthorse.analysis.code.dataflow.code import CONST_NUMBERS, CONST_STRING, INSTANCE_LOADS, RETURNS
from gifthorse.analysis.code.dataflow.flow import DEFINED, ENTERED, FIELD_STORES, INVOKES, MOVES, Event, MethodFlow

if TYPE_CHECKING:
    from gifthorse.analysis.code.dataflow.code import Code


class Other(Struct, frozen=True):
    """A value that equals no constant of the method."""


OTHER = Other()
Fixed = int | str | Other
Key = tuple[object, ...]

EQUALS = frozenset({"equals", "equalsIgnoreCase", "contentEquals", "areEqual"})
HASH = "hashCode"
ASKED_AGAIN = frozenset({"getAction"})
"""Calls that answer the same each time."""
IFS, IF_ZERO = range(0x32, 0x3E), range(0x38, 0x3E)
SWITCHES = frozenset({0x2B, 0x2C})
MOST_MOVES, MOST_VALUES, MOST_CHOICES, LONGEST = 6, 24, 2, 300


class Choice(Struct, frozen=True):
    """What has the value: the register of a parameter (or -1) at entry, and what these rows write. `values` are the
    constants that it is compared with, and OTHER."""

    rows: frozenset[int]
    register: int
    values: tuple[Fixed, ...]


class _Found(Struct):
    register: int
    rows: set[int] = field(default_factory=set)
    values: dict[Fixed, None] = field(default_factory=dict)
    places: set[int] = field(default_factory=set)


class Choices:
    """Looks for them in one program; what is learnt of its methods is kept."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._known: dict[int, list[Choice]] = {}
        self._registers: dict[int, frozenset[int]] = {}

    def of(self, m: int, flow: MethodFlow, helpers: Mapping[int, int]) -> list[Choice]:
        """Those that are compared at two places or more; `helpers`: calls of methods that may compare too, by row."""
        found = self._known.get(m)
        if found is None:
            found = self._known[m] = list(self._look(m, flow, helpers)) if len(flow.body) <= LONGEST else []
        return found

    def registers(self, m: int, flow: MethodFlow, helpers: Mapping[int, int]) -> frozenset[int]:
        """Registers whose content may decide a branch, or is returned."""
        found = self._registers.get(m)
        if found is None:
            body = flow.body
            kept: set[int] = set()
            for row, op in enumerate(body.op):
                if (
                    op in IFS
                    or op in SWITCHES
                    or op in RETURNS
                    or (op in INVOKES and self._asks(m, flow, row, helpers))
                ):
                    kept.update(body.sources[row])
            for _ in range(MOST_MOVES):
                more = {body.sources[row][0] for row, op in enumerate(body.op) if op in MOVES and body.dst[row] in kept}
                if more <= kept:
                    break
                kept |= more
            found = self._registers[m] = frozenset(kept)
        return found

    def _asks(self, m: int, flow: MethodFlow, row: int, helpers: Mapping[int, int]) -> bool:
        callee = self._code.callee(m, flow.body, row)
        return row in helpers or (callee is not None and (callee.name in EQUALS or callee.name == HASH))

    def _look(self, m: int, flow: MethodFlow, helpers: Mapping[int, int]) -> Iterator[Choice]:
        body = flow.body
        found: dict[Key, _Found] = {}
        for row, op in enumerate(body.op):
            for register, values in self._tested(m, flow, row, op, helpers):
                event = origin(flow, row, register)
                key = self._key(m, flow, event) if event is not None else None
                if key is not None and event is not None:
                    one = found.setdefault(key, _Found(event.register if event.kind == ENTERED else -1))
                    one.places.add(row)
                    one.values.update(dict.fromkeys(values))
                    one.rows.update({event.row} if event.kind == DEFINED else ())
        best = sorted((one for one in found.values() if len(one.places) > 1), key=lambda one: -len(one.places))
        for one in best[:MOST_CHOICES]:
            if len(one.values) <= MOST_VALUES:
                yield Choice(frozenset(one.rows), one.register, (*one.values, OTHER))

    def _tested(
        self, m: int, flow: MethodFlow, row: int, op: int, helpers: Mapping[int, int]
    ) -> Iterator[tuple[int, list[int | str]]]:
        """Registers that a row decides by, with the constants that it compares each with."""
        body = flow.body
        if op in SWITCHES:
            yield body.sources[row][0], list(body.cases.get(row, ()))
        elif op in IF_ZERO:
            yield body.sources[row][0], [0]
        elif op in IFS or (op in INVOKES and self._asks(m, flow, row, helpers)):
            sources = body.sources[row]
            literals = [self._code.literal(m, row, register) for register in sources]
            for register, other in zip(sources, reversed(literals), strict=True):
                if row in helpers or len(sources) != 2:
                    yield register, self._inside(helpers[row], sources.index(register)) if row in helpers else []
                elif other is not None:
                    yield register, [other]

    def _inside(self, m: int, place: int) -> list[int | str]:
        """Constants that a helper compares an operand with."""
        flow = self._code.flow(m)
        if flow is None or len(flow.body) > LONGEST:
            return []
        register = self._code.callees.register(m, place, flow.body.registers - flow.body.ins)
        found: dict[int | str, None] = {}
        for row, op in enumerate(flow.body.op):
            for one, values in self._tested(m, flow, row, op, {}):
                event = origin(flow, row, one)
                if event is not None and event.kind == ENTERED and event.register == register:
                    found.update(dict.fromkeys(values))
        return list(found)

    def _key(self, m: int, flow: MethodFlow, event: Event) -> Key | None:
        """What tells a value from others; the same for what is asked or loaded again."""
        if event.kind == ENTERED:
            return ENTERED, event.register
        body = flow.body
        op, call = body.op[event.row], body.result_of[event.row]
        if event.kind != DEFINED or op in CONST_NUMBERS or op in CONST_STRING:
            return None
        if op in INSTANCE_LOADS and not any(
            o in FIELD_STORES and ref == body.ref[event.row] for o, ref in zip(body.op, body.ref, strict=True)
        ):
            return "field", body.ref[event.row], origin(flow, event.row, body.sources[event.row][0])
        if call >= 0 and body.op[call] in INVOKES:
            callee = self._code.callee(m, body, call)
            if callee is not None and callee.name in ASKED_AGAIN and len(body.sources[call]) == 1:
                return "asked", callee.name, origin(flow, call, body.sources[call][0])
        return DEFINED, event.row


def origin(flow: MethodFlow, row: int, register: int) -> Event | None:
    """What alone gave a register its value, past moves."""
    events = flow.behind_moves(row, register)
    return events[0] if len(events) == 1 else None


def equal(one: Fixed | None, two: Fixed | None) -> bool | None:
    """Whether two values are the same; None if that cannot be told."""
    if one is None or two is None or (one == OTHER and two == OTHER):
        return None
    return one == two


def branches(op: int, values: list[Fixed | None]) -> bool | None:
    """Whether a comparison (if-*) is met; None if that cannot be told."""
    one, two = values[0], 0 if op in IF_ZERO else values[1]
    kind = (op - 0x32) % 6
    if kind <= 1:
        same = equal(one, two)
        return None if same is None else same == (kind == 0)
    if not isinstance(one, int) or not isinstance(two, int):
        return None
    return (one < two, one >= two, one > two, one <= two)[kind - 2]
