"""Places that a receiver comes to only on an event of the system: an action that no app may send stands before them.

A receiver that waits for several actions and asks which one it got is open to any app for the others alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from gifthorse.analysis.code.compared import IF_EQZ, IF_NEZ, reaches
from gifthorse.analysis.code.dataflow.code import Code
from gifthorse.analysis.code.dataflow.flow import DEFINED, INVOKES, MethodFlow
from gifthorse.analysis.code.decides import told
from gifthorse.analysis.permissions import framework_broadcasts

LONGEST, PROTECTED_SINCE = 3000, 21
EQUALS = frozenset({"equals", "equalsIgnoreCase", "contentEquals"})
ACTION = "android.content.Intent", "getAction"


@cache
def _protected() -> frozenset[str]:
    return frozenset(framework_broadcasts(PROTECTED_SINCE).get("android", ()))


class Occasions:
    """Asks about one program."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._known: dict[tuple[int, int], bool] = {}
        self._asking = self._askers()

    def on(self, path: Sequence[tuple[int, int]]) -> bool:
        """Whether a step of a path is taken only on an event of the system."""
        return any(m in self._asking and self._only(m, pc) for m, pc in path)

    def _askers(self) -> frozenset[int]:
        """Methods that ask for an intent's action and are no absurdly long ones."""
        program = self._code.program
        cls, name = ACTION
        asked = program.find(cls, name)
        sites = program.sites
        return frozenset(m for a in asked for m in sites.method[sites.callee == a].tolist())

    def _only(self, m: int, pc: int) -> bool:
        if (m, pc) not in self._known:
            flow = self._code.flow(m)
            row = flow.body.row(pc) if flow is not None and len(flow.body) <= LONGEST else -1
            self._known[m, pc] = flow is not None and row >= 0 and self._decided(m, flow, row)
        return self._known[m, pc]

    def _decided(self, m: int, flow: MethodFlow, row: int) -> bool:
        """Whether each way to a row passes where the action equals one that only the system sends."""
        body = flow.body
        calls = [at for at, op in enumerate(body.op) if op in INVOKES]
        actions = {at: {"action"} for at in calls if self._callee(m, flow, at) == ACTION}
        checks = {at for at in calls if actions and self._compares(m, flow, at) and told(flow, at, actions)}
        barred: dict[int, int] = {}
        for at, op in enumerate(body.op) if checks else ():
            if op in (IF_EQZ, IF_NEZ) and self._results(flow, at) & checks:
                barred[at] = at + 1 if op == IF_EQZ else next((s for s in body.successors[at] if s != at + 1), -1)
        return bool(barred) and not reaches(flow, row, barred)

    @staticmethod
    def _results(flow: MethodFlow, row: int) -> set[int]:
        """The calls whose result a branch looks at."""
        events = flow.reaching(row, flow.body.sources[row][0])
        return {flow.body.result_of[event.row] for event in events if event.kind == DEFINED}

    def _callee(self, m: int, flow: MethodFlow, row: int) -> tuple[str, str]:
        callee = self._code.callee(m, flow.body, row)
        return (callee.cls, callee.name) if callee is not None else ("", "")

    def _compares(self, m: int, flow: MethodFlow, row: int) -> bool:
        """Whether a call compares something with an action that only the system sends."""
        if self._callee(m, flow, row)[1] not in EQUALS:
            return False
        words = (self._code.literal(m, row, register) for register in flow.body.sources[row])
        return any(isinstance(word, str) and word in _protected() for word in words)
