"""What an object that is written to is connected to: a started program, a connection, an installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gifthorse.analysis.code.constants import Node
from gifthorse.analysis.code.dataflow.code import MOVES_FOLLOWED
from gifthorse.analysis.code.dataflow.flow import CHANGED as CHANGES
from gifthorse.analysis.code.dataflow.flow import DEFINED, ENTERED, INVOKES, MOVES, Event, MethodFlow
from gifthorse.analysis.code.dataflow.nodes import CHANGED, PARAMETER, WRITTEN

if TYPE_CHECKING:
    from gifthorse.analysis.code.dataflow.values import Values

BUDGET = 60
ELSEWHERE = frozenset(
    {"java.io.ByteArrayOutputStream", "java.io.FileOutputStream", "java.io.FileWriter", "java.io.StringWriter"}
)
"""Streams whose class says that they lead to no connection."""


class Carriers:
    """Asks for the carrier kinds (see `data/sources.toml`) of objects that calls are made on.

    Long rows of writes to one object lead back to where it was made, once for all of them.
    """

    def __init__(self, values: Values) -> None:
        self._values = values
        self._code = values.code
        self._homes: dict[str, frozenset[str]] = {}
        self._births: dict[tuple[int, int, int], frozenset[Event]] = {}
        self._kinds: dict[Node, frozenset[str]] = {}

    def carries(self, kind: str, m: int, pc: int, place: int) -> bool:
        """Whether operand `place` of the call at `pc` is of a carrier kind; asked only in classes that get such
        one, or, in code that is reached, are given a stream."""
        homes = self._homes.get(kind)
        if homes is None:
            homes = self._homes[kind] = self._code.carrier_homes(kind)
        cls = self._code.program.cls(m).partition("$")[0] if homes else ""
        if not homes or cls not in homes:
            return False
        flow = self._code.flow(m)
        row = flow.body.row(pc) if flow is not None else -1
        if flow is None or row < 0 or place >= len(flow.body.sources[row]):
            return False
        callee = self._code.callee(m, flow.body, row) if flow.body.op[row] in INVOKES else None
        if place == 0 and callee is not None and callee.cls in ELSEWHERE:
            return False
        births = self._made(m, flow, row, flow.body.sources[row][place])
        if kind in self._code.passing_kinds:
            return any(self._passes(kind, m, flow, event) for event in births)
        return any(kind in self._kind(self._node(m, flow, event)) for event in births)

    def _passes(self, kind: str, m: int, flow: MethodFlow, event: Event) -> bool:
        """Whether an event is the very call in this method that gives an object whose content is followed too."""
        body, model = flow.body, self._code.model
        for _ in range(MOVES_FOLLOWED):
            if event.kind != DEFINED:
                return False
            call = body.result_of[event.row]
            if call >= 0:
                callee = self._code.callee(m, body, call) if body.op[call] in INVOKES else None
                found = model.passing.fitting(callee.cls, callee.name, self._code.kin) if callee is not None else []
                return any(one == kind for _, one in found)
            before = flow.reaching(event.row, body.sources[event.row][0]) if body.op[event.row] in MOVES else ()
            if len(before) != 1:
                return False
            event = before[0]
        return False

    def _reached(self, m: int) -> bool:
        reached = self._values.reached
        return reached is None or bool(reached[m])

    def _made(self, m: int, flow: MethodFlow, row: int, register: int) -> frozenset[Event]:
        """Events that gave a register its object, past the calls that only wrote to it."""
        found: set[Event] = set()
        seen: set[tuple[int, int]] = set()
        todo = [(row, register)]
        while todo:
            one = todo.pop()
            if one in seen:
                continue
            seen.add(one)
            known = self._births.get((m, *one))
            if known is not None:
                found |= known
                continue
            for event in flow.reaching(*one):
                if event.kind == CHANGES and not self._constructs(m, flow, event.row):
                    todo.append((event.row, event.register))
                else:
                    found.add(event)
        births = self._births[m, row, register] = frozenset(found)
        return births

    def _constructs(self, m: int, flow: MethodFlow, row: int) -> bool:
        callee = self._code.callee(m, flow.body, row) if flow.body.op[row] in INVOKES else None
        return callee is not None and callee.name == "<init>"

    def _node(self, m: int, flow: MethodFlow, event: Event) -> Node:
        if event.kind == ENTERED:
            first = flow.body.registers - flow.body.ins
            return (PARAMETER, m, self._code.callees.parameter(m, event.row, first), 0, (), None)
        if event.kind == CHANGES:
            return (CHANGED, m, event.row, event.register, (), None)
        return (WRITTEN, m, event.row, 0, (), None)

    def _kind(self, node: Node) -> frozenset[str]:
        known = self._kinds.get(node)
        if known is None:
            leaves = self._values.trace(node, budget=BUDGET).leaves
            known = self._kinds[node] = frozenset(x.kind[1:] for x in leaves if x.kind.startswith("@"))
        return known
