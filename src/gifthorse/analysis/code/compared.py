"""Values that are only used where they equal a constant: then whoever sent them chose among the app's own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gifthorse.analysis.code.dataflow.code import STATIC_CALLS, Code
from gifthorse.analysis.code.dataflow.flow import CHANGED, DEFINED, ENTERED, INVOKES, Event, MethodFlow
from gifthorse.analysis.code.dataflow.model import OPEN

if TYPE_CHECKING:
    from gifthorse.analysis.code.dataflow.calls import Callee

EQUALS = frozenset({"equals", "equalsIgnoreCase", "contentEquals"})
COLLECTIONS = ("java.util.", "kotlin.collections.")
IF_EQZ, IF_NEZ = 0x38, 0x39
MAYBE = 1 << 16
LONGEST, TEXTS = 3000, frozenset({"java.lang.String", "java.lang.CharSequence", "java.lang.Object"})


class Compared:
    """Asks about one program."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._known: dict[tuple[int, int, int], bool] = {}

    def on(self, path: Sequence[tuple[int, int]], place: int) -> bool:
        """Whether a value that goes along (method, pc), last into operand `place`, is compared on its way."""
        after = -1
        for m, pc in reversed(path):
            if after >= 0:
                place = self._given(m, pc, after)
            if self._at(m, pc, place):
                return True
            after = self._parameter(m, pc, place)
        return False

    def _parameter(self, m: int, pc: int, place: int) -> int:
        """Which operand of its own calls a method uses as this operand; MAYBE where that cannot be told."""
        flow = self._code.flow(m)
        row = flow.body.row(pc) if flow is not None else -1
        if flow is None or not 0 <= place < len(flow.body.sources[row] if row >= 0 else ()):
            return MAYBE
        events = list(flow.behind_moves(row, flow.body.sources[row][place]))
        if len(events) != 1 or events[0].kind != ENTERED:
            return MAYBE
        found = self._code.callees.parameter(m, events[0].row, flow.body.registers - flow.body.ins)
        return found if found >= 0 else MAYBE

    def _given(self, m: int, pc: int, place: int) -> int:
        """The operand of a call of the app's own that is the value, or the only one that can be; -1 for none."""
        flow = self._code.flow(m)
        row = flow.body.row(pc) if flow is not None else -1
        if flow is None or row < 0 or flow.body.op[row] not in INVOKES:
            return -1
        callee = self._code.callee(m, flow.body, row)
        if callee is None or not callee.own:
            return -1
        if place != MAYBE:
            return place
        sources, shift = flow.body.sources[row], int(flow.body.op[row] not in STATIC_CALLS)
        kinds = [(at + shift, kind) for at, kind in enumerate(callee.types) if at + shift < len(sources)]
        found = [at for at, kind in kinds if kind in TEXTS and self._code.literal(m, row, sources[at]) is None]
        return found[0] if len(found) == 1 and not any(OPEN.fullmatch(kind) for _, kind in kinds) else -1

    def _at(self, m: int, pc: int, place: int) -> bool:
        key = m, pc, place
        if place >= 0 and key not in self._known:
            flow = self._code.flow(m)
            row = flow.body.row(pc) if flow is not None and len(flow.body) <= LONGEST else -1
            good = flow is not None and row >= 0 and place < len(flow.body.sources[row])
            self._known[key] = good and flow is not None and self._whitelisted(m, flow, row, place)
        return place >= 0 and self._known[key]

    def _whitelisted(self, m: int, flow: MethodFlow, row: int, place: int) -> bool:
        body = flow.body
        wanted = frozenset(flow.behind_moves(row, body.sources[row][place]))
        checks = {at for at, op in enumerate(body.op) if op in INVOKES and self._compares(m, flow, at, wanted)}
        if not wanted or not checks:
            return False
        barred: dict[int, int] = {}
        for at, op in enumerate(body.op):
            if (
                op in (IF_EQZ, IF_NEZ)
                and {body.result_of[e.row] for e in flow.reaching(at, body.sources[at][0]) if e.kind == DEFINED}
                & checks
            ):
                barred[at] = at + 1 if op == IF_EQZ else next((s for s in body.successors[at] if s != at + 1), -1)
        return bool(barred) and not reaches(flow, row, barred)

    def _compares(self, m: int, flow: MethodFlow, row: int, wanted: frozenset[Event]) -> bool:
        """Whether the call at a row tells if the wanted value is one of the app's own words."""
        callee = self._code.callee(m, flow.body, row)
        if callee is None or callee.returns != "boolean" or not self._has(flow, row, wanted):
            return False
        others = [r for r in flow.body.sources[row] if frozenset(flow.behind_moves(row, r)) != wanted]
        if callee.name in EQUALS:
            return any(isinstance(self._code.literal(m, row, r), str) for r in others)
        if callee.name == "contains":
            return callee.cls.startswith(COLLECTIONS)
        return callee.own and len(self._texts(callee)) == 1 and self._asks(m, flow, row)

    def _has(self, flow: MethodFlow, row: int, wanted: frozenset[Event]) -> bool:
        return any(frozenset(flow.behind_moves(row, r)) == wanted for r in flow.body.sources[row])

    @staticmethod
    def _texts(callee: Callee) -> list[str]:
        return [kind for kind in callee.types if kind in TEXTS]

    def _asks(self, m: int, flow: MethodFlow, row: int) -> bool:
        """Whether a helper compares the text that it is given with constants."""
        targets = self._code.targets(m, flow.body, row)
        inner = self._code.flow(targets[0]) if len(targets) == 1 and targets[0] != m else None
        if inner is None or len(inner.body) > LONGEST:
            return False
        number = next(i for i, kind in enumerate(self._code.callees[targets[0]].types) if kind in TEXTS)
        first = inner.body.registers - inner.body.ins
        register = self._code.callees.register(targets[0], number + (not self._code.static(targets[0])), first)
        for at, op in enumerate(inner.body.op):
            callee = self._code.callee(targets[0], inner.body, at) if op in INVOKES else None
            if callee is None or not (
                callee.name in EQUALS or (callee.name == "contains" and callee.cls.startswith(COLLECTIONS))
            ):
                continue
            sources = inner.body.sources[at]
            own = [
                r
                for r in sources
                if any(e.kind not in (DEFINED, CHANGED) and e.row == register for e in inner.reaching(at, r))
            ]
            constant = any(isinstance(self._code.literal(targets[0], at, r), str) for r in sources if r not in own)
            if own and (constant or callee.name == "contains"):
                return True
        return False


def reaches(flow: MethodFlow, goal: int, barred: dict[int, int]) -> bool:
    """Whether control gets to a row where the barred branches are never taken."""
    body = flow.body
    todo, seen = [0], {0}
    while todo:
        row = todo.pop()
        if row == goal:
            return True
        for onward in (*body.successors[row], *body.catches[row]):
            if onward not in seen and barred.get(row) != onward:
                seen.add(onward)
                todo.append(onward)
    return False
