"""Checks on a way: who calls is asked for a permission, a uid or a signature, or the user agreed.

A check counts for a step (the call that leads on) when its outcome decides whether the step is reached: some branch on
its result, taken the other way, never gets there. Checks in helper methods count where the helper is called, two
levels deep.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from gifthorse.analysis.code.dataflow.flow import CHANGED, DEFINED, INVOKES, MethodFlow
from gifthorse.analysis.code.dataflow.steps import FIELD_LOADS, RETURNS, Steps
from gifthorse.analysis.code.notation import ByName, parse
from gifthorse.formats.dex.opcodes import FIELD_READ, KIND_OF

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program

ORDER = (
    "caller-permission",
    "caller-uid",
    "caller-signature",
    "package-name",
    "user-asked",
    "signature-verified",
    "action-checked",
    "debug-only",
)
ABOUT_CALLER = frozenset({"caller-permission", "caller-uid", "caller-signature", "package-name"})
WHO = frozenset({"caller-uid", "package-name"})
HELPERS = 2
SLICE = 60
LONGEST = 6000
BRANCHES = frozenset({*range(0x32, 0x3E), 0x2B, 0x2C})


@dataclass(frozen=True, slots=True)
class Guard:
    """One listed check. `throws`: the call itself stops; `argument`: a constant argument must match this; `of_caller`: its
    arguments must come from a call that tells who the caller is."""

    kind: str
    throws: bool
    argument: re.Pattern[str] | None = None
    of_caller: bool = False


@dataclass(frozen=True, slots=True)
class Helper:
    """What a helper method checks: kinds its return value tells, and kinds without which it never returns."""

    tells: frozenset[str]
    stops: frozenset[str]


NOTHING = Helper(frozenset(), frozenset())


@cache
def _listed() -> tuple[ByName[Guard], ByName[None]]:
    raw = tomllib.loads((files("gifthorse.data") / "guards.toml").read_text(encoding="utf-8"))
    guards = [
        (parse(call), Guard(e["kind"], e["decides"] == "throws", pattern, e.get("of_caller", False)))
        for e in raw["guard"]
        for pattern in [re.compile(e["with"]) if "with" in e else None]
        for call in e["calls"]
    ]
    return ByName(guards), ByName((parse(m), None) for e in raw["click"] for m in e["methods"])


class Guards:
    """Checks of one program; what is learnt of its methods is kept."""

    def __init__(self, program: Program, steps: Steps) -> None:
        self._program = program
        self._steps = steps
        self._guards, self._clicks = _listed()
        self._before: dict[tuple[int, int], frozenset[str]] = {}
        self._helpers: dict[int, Helper] = {}
        self._near = self._methods_near()

    def on(self, path: Sequence[tuple[int, int]]) -> list[str]:
        """Kinds of checks before the steps (method, pc) of a path, in the order of the table's description."""
        found: set[str] = set()
        for m, pc in dict.fromkeys(path):
            found |= self.before(m, pc)
        return [kind for kind in ORDER if kind in found]

    def before(self, m: int, pc: int) -> frozenset[str]:
        """Kinds of checks that decide whether method `m` gets to the instruction at `pc`."""
        known = self._before.get((m, pc))
        if known is None:
            kinds = {"user-asked"} if self._clicked(m) else set()
            flow = self._steps.flow(m) if self._near[m] else None
            row = flow.body.row(pc) if flow is not None else -1
            if flow is not None and 0 <= row and len(flow.body) <= LONGEST:
                kinds |= self._deciding(m, flow, [row], HELPERS)
            known = self._before[m, pc] = frozenset(kinds)
        return known

    def _clicked(self, m: int) -> bool:
        program = self._program
        return bool(self._clicks.fitting(program.cls(m), program.name(m), self._steps.kin))

    # -- where checks are at all ---------------------------------------------------------------------------------

    def _methods_near(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Methods with a check in them or in what they call, as deep as helpers are looked into."""
        program = self._program
        near = np.zeros(len(program), np.bool_)
        if not len(program):
            return near
        listed = [m for m in program.named(*self._guards.names).tolist() if self._guard_of(m)]
        sites = program.sites
        near[sites.method[np.isin(sites.callee, listed)]] = True
        index = program.index
        names = program.name_numbers(sorted(self._guards.names))
        fields = [f for f in np.flatnonzero(np.isin(index.field_name, names)).tolist() if self._field_guard(f)]
        if fields:
            uses = program.uses(FIELD_READ)
            for d, of in enumerate(index.field_number):
                rows = np.flatnonzero(uses.dex == d)
                near[uses.method[rows[np.isin(of[uses.ref[rows]], fields)]]] = True
        exact = program.graph.exact
        for _ in range(HELPERS):
            run = np.where(sites.callee >= 0, exact[sites.callee], -1)
            near[sites.method[(run >= 0) & near[run]]] = True
        return near

    def _guard_of(self, m: int) -> list[Guard]:
        fits = self._guards.fitting(self._program.cls(m), self._program.name(m), self._steps.kin)
        return [guard for _, guard in fits]

    def _field_guard(self, f: int) -> list[Guard]:
        cls, name = self._steps.fields.name(f)
        found = [guard for _, guard in self._guards.fitting(cls, name, self._steps.kin)]
        if not found and name == "DEBUG" and cls.endswith(".BuildConfig"):
            found = [Guard("debug-only", False)]
        return found

    # -- one method ----------------------------------------------------------------------------------------------

    def _deciding(self, m: int, flow: MethodFlow, goals: list[int], depth: int) -> set[str]:
        """Kinds of checks without which none of the rows `goals` is reached."""
        checks, stops = self._checks(m, flow, depth)
        found: set[str] = set()
        for kind, rows in stops.items():
            if not _reachable(flow, goals, rows, {}):
                found.add(kind)
        if not checks:
            return found
        by_kind: dict[str, set[int]] = {}
        for row, op in enumerate(flow.body.op):
            if op in BRANCHES:
                for kind in self._slice(flow, row, checks):
                    by_kind.setdefault(kind, set()).add(row)
        for kind, branches in by_kind.items():
            if kind not in found and _decided(flow, goals, branches):
                found.add(kind)
        asked = {kind: rows for kind, rows in by_kind.items() if kind in ABOUT_CALLER}
        if len(asked) > 1 and _decided(flow, goals, set().union(*asked.values())):
            found.update(asked)  # "the system's uid, or else a package with our signature": together they decide
        return found

    def _checks(self, m: int, flow: MethodFlow, depth: int) -> tuple[dict[int, set[str]], dict[str, set[int]]]:
        """Rows whose result tells of a check, and rows that stop whoever fails one."""
        tells: dict[int, set[str]] = {}
        stops: dict[str, set[int]] = {}
        doubtful: list[tuple[int, Guard]] = []
        body = flow.body
        for row, op in enumerate(body.op):
            if op in INVOKES:
                number = self._steps.named(m, body, row)
                for guard in self._guard_of(number) if number >= 0 else ():
                    if guard.argument is not None and not self._has(m, body.sources[row], row, guard.argument):
                        continue
                    if guard.of_caller:
                        doubtful.append((row, guard))
                    elif guard.throws:
                        stops.setdefault(guard.kind, set()).add(row)
                    else:
                        tells.setdefault(row, set()).add(guard.kind)
                helper = self._called(number, int(KIND_OF[op]), m, depth) if number >= 0 else NOTHING
                for kind in helper.tells:
                    tells.setdefault(row, set()).add(kind)
                for kind in helper.stops:
                    stops.setdefault(kind, set()).add(row)
            elif op in FIELD_LOADS:
                place = self._program.code(m)
                f = self._steps.fields.number(place[0], body.ref[row]) if place is not None else -1
                for guard in self._field_guard(f) if f >= 0 else ():
                    tells.setdefault(row, set()).add(guard.kind)
        for row, guard in doubtful:
            if self._slice(flow, row, tells) & WHO:
                tells.setdefault(row, set()).add(guard.kind)
        return tells, stops

    def _has(self, m: int, registers: tuple[int, ...], row: int, wanted: re.Pattern[str]) -> bool:
        texts = (self._steps.literal(m, row, r) for r in registers)
        return any(isinstance(t, str) and wanted.search(t) for t in texts)

    def _called(self, number: int, op: int, m: int, depth: int) -> Helper:
        if depth <= 0:
            return NOTHING
        targets = self._program.graph.targets(number, op)
        if len(targets) != 1 or int(targets[0]) == m or not self._near[targets[0]]:
            return NOTHING
        return self._helper(int(targets[0]), depth)

    def _helper(self, m: int, depth: int) -> Helper:
        known = self._helpers.get(m)
        if known is not None:
            return known
        self._helpers[m] = NOTHING  # a helper that calls itself tells nothing new
        flow = self._steps.flow(m)
        if flow is None or len(flow.body) > LONGEST:
            return NOTHING
        body = flow.body
        rows = [row for row, op in enumerate(body.op) if op in RETURNS or op == 0x0E]
        checks, _ = self._checks(m, flow, depth - 1)
        tells: set[str] = set()
        for row in rows:
            if body.sources[row]:
                tells |= self._slice(flow, row, checks)
        stops = self._deciding(m, flow, rows, depth - 1) if rows else set()
        if checks and not tells and body.op[rows[0]] in RETURNS:
            # `if (check(...)) return true; return false;`: the returned constant is decided by the check
            for row, op in enumerate(body.op):
                if op in BRANCHES:
                    tells |= self._slice(flow, row, checks)
        found = self._helpers[m] = Helper(frozenset(tells), frozenset(stops))
        return found

    def _slice(self, flow: MethodFlow, row: int, checks: dict[int, set[str]]) -> set[str]:
        """Kinds of the checks that the operands of a row depend on, through anything the method does with them."""
        body = flow.body
        found: set[str] = set()
        todo = [(row, register) for register in body.sources[row]]
        seen = set(todo)
        while todo and len(seen) < SLICE:
            at, register = todo.pop()
            for event in flow.reaching(at, register):
                if event.kind not in (DEFINED, CHANGED):
                    continue
                made = body.result_of[event.row] if body.result_of[event.row] >= 0 else event.row
                found |= checks.get(made, set())
                for source in body.sources[made]:
                    if (made, source) not in seen:
                        seen.add((made, source))
                        todo.append((made, source))
        return found


def _decided(flow: MethodFlow, goals: list[int], branches: set[int]) -> bool:
    """Whether the branches, each taken the way that does not lead straight to a goal, keep the method from all goals."""
    cut: dict[int, set[int]] = {}
    for branch in branches:
        onward = flow.body.successors[branch]
        direct = {one for one in onward if _reachable(flow, goals, branches, {}, start=one)}
        if direct and len(direct) < len(onward):
            cut[branch] = direct
    return bool(cut) and not _reachable(flow, goals, set(), cut)


def _reachable(
    flow: MethodFlow, goals: list[int], closed: set[int], cut: dict[int, set[int]], *, start: int = 0
) -> bool:
    """Whether control can get from `start` to a goal without passing a closed row or taking a cut edge."""
    body = flow.body
    wanted = set(goals)
    todo = [start]
    seen = {start}
    while todo:
        row = todo.pop()
        if row in closed:
            continue
        if row in wanted:
            return True
        barred = cut.get(row, ())
        for onward in (*body.successors[row], *body.catches[row]):
            if onward not in seen and onward not in barred:
                seen.add(onward)
                todo.append(onward)
    return False
