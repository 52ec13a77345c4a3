"""Checks on a way: who calls is asked for a permission, a uid or a signature, or the user agreed.

A check counts for a step (the call that leads on) when its outcome decides whether the step is reached: the branches on
its result, taken the other way, never get there. Checks in helper methods count where the helper is called, two
levels deep; a method that only hands on one call, as the compiler makes them for inner classes, is no level. An object
whose constructor notes who calls tells it as well as the call that it asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import cache
from importlib.resources import files
from time import process_time

import numpy as np
import rtoml
from msgspec import Struct

from gifthorse.analysis.code.choices import IFS, SWITCHES
from gifthorse.analysis.code.compared import Compared
from gifthorse.analysis.code.dataflow.code import ENDS, FIELD_LOADS, Code
from gifthorse.analysis.code.dataflow.flow import FIELD_STORES, INVOKES, MethodFlow
from gifthorse.analysis.code.decides import (
    ABOUT_CALLER,
    OF_CALL,
    Checks,
    Cut,
    Gets,
    asserted,
    chosen,
    cuts,
    made,
    reachable,
    told,
)
from gifthorse.analysis.code.notation import ByName, parse
from gifthorse.analysis.code.occasions import Occasions
from gifthorse.analysis.code.selected import CHOSEN_BY, Goal, Selected
from gifthorse.formats.dex.gather import Bools
from gifthorse.formats.dex.opcodes import FIELD_READ

ORDER = (
    "caller-permission",
    "caller-uid",
    "caller-signature",
    "package-name",
    "user-asked",
    "signature-verified",
    "value-compared",
    "path-checked",
    "target-checked",
    "setup-only",
    "system-event",
    "action-checked",
    "debug-only",
)
SERVED = frozenset(
    {"activity", "service", "receiver", "boot", "sms", "push", "secret-code", "job", "alarm", "application"}
)
"""Entries that the platform itself calls, on behalf of whoever sent what it hands over."""
WHO = frozenset({"caller-uid", "package-name"})
ARCHIVE = frozenset({"archive"})
WHOLE_PATH = frozenset({"whole-path"})
OF: dict[str, frozenset[str]] = {"of_caller": WHO, "of_archive": ARCHIVE, "of_whole_path": WHOLE_PATH}
ASSERTS = "asserts"
HELPERS, LONGEST, MOST_BRANCHES = 2, 6000, 500
LEVEL, THIN = 4, 8  # what a helper costs of the depth that is looked into, of which a thin one costs 1; its code units
DEPTH = HELPERS * LEVEL + LEVEL - 1
BRANCHES = frozenset(IFS) | SWITCHES


class Guard(Struct, frozen=True):
    """One listed check. `throws`: the call itself stops; `passes`: what went through it is harmless; `argument`: a
    constant argument must match this; `of`: its operands must come from a check of one of these kinds; `of_call`: it
    asks about the call being served."""

    kind: str
    throws: bool
    argument: re.Pattern[str] | None = None
    of: frozenset[str] = frozenset()
    of_call: bool = False
    passes: bool = False

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset({self.kind, OF_CALL}) if self.of_call else frozenset({self.kind})


class Helper(Struct, frozen=True):
    """What a helper method checks: kinds its return value tells, and kinds without which it never returns."""

    tells: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()


NOTHING = Helper()
DEBUG_FLAG = [Guard("debug-only", throws=False)]


@cache
def _listed() -> tuple[ByName[Guard], ByName[None]]:
    raw = rtoml.loads((files("gifthorse.data") / "guards.toml").read_text(encoding="utf-8"))
    guards = [
        (parse(call), Guard(e["kind"], how == "throws", pattern, of, e.get("of_call", False), how == "passes"))
        for e in raw["guard"]
        for how in [e["decides"]]
        for pattern in [re.compile(e["with"]) if "with" in e else None]
        for of in [frozenset().union(*(kinds for key, kinds in OF.items() if key in e))]
        for call in e["calls"]
    ]
    return ByName(guards), ByName((parse(m), None) for e in raw["click"] for m in e["methods"])


class Guards:
    """Checks of one program; what is learnt of its methods is kept. After `seconds` of work no more are looked for."""

    def __init__(self, code: Code, *, seconds: float = 10.0) -> None:
        self._code = code
        self.compared = Compared(code)
        self._occasions = Occasions(code)
        self._selected = Selected(code, self._own_checks)
        self._until = process_time() + seconds
        self._guards, self._clicks = _listed()
        self._before: dict[tuple[int, int], frozenset[str]] = {}
        self._checks: dict[tuple[int, int], Checks] = {}
        self._helpers: dict[tuple[int, int], Helper] = {}
        program = code.program
        listed = program.named(*self._guards.names).tolist() if len(program) else []
        self._by_method = {m: found for m in listed if (found := self._of_method(m))}
        fields = np.flatnonzero(np.isin(program.index.field_name, program.name_numbers([*self._guards.names, "DEBUG"])))
        self._by_field = {f: found for f in fields.tolist() if (found := self._of_field(f))}
        self._thin = self._methods_thin()
        self._near = self._methods_near()

    def on(self, path: Sequence[tuple[int, int]], entry: str | None = None) -> list[str]:
        """Kinds of checks before the steps (method, pc) of a path, in the order of the table's description.

        Behind an `entry` of a kind that the platform calls, who calls is the app itself, and asking for it is no check.
        """
        found: set[str] = set()
        for m, pc in path:
            kinds = self.before(m, pc)
            found |= kinds - ABOUT_CALLER if OF_CALL in kinds and entry in SERVED else kinds
        if "action-checked" in found and process_time() < self._until and self._occasions.on(path):
            found.add("system-event")
        return [kind for kind in ORDER if kind in found] if found else []

    def before(self, m: int, pc: int) -> frozenset[str]:
        """Kinds of checks that decide whether method `m` gets to the instruction at `pc`."""
        known = self._before.get((m, pc))
        if known is None:
            kinds = {"user-asked"} if self._clicked(m) else set()
            flow = self._code.flow(m) if self._near[m] and process_time() < self._until else None
            row = flow.body.row(pc) if flow is not None else -1
            if flow is not None and row >= 0 and len(flow.body) <= LONGEST:
                kinds |= self._deciding(m, flow, [row], DEPTH)
            known = self._before[m, pc] = frozenset(kinds)
        return known

    def touched(self) -> list[int]:
        """The app's methods that run when the user touches something on the screen."""
        named: list[int] = self._code.program.named(*self._clicks.names).tolist()
        return [m for m in named if self._code.program.defined(m) and self._clicked(m)]

    def _clicked(self, m: int) -> bool:
        program = self._code.program
        name = program.name(m)
        return name in self._clicks.names and bool(self._clicks.fitting(program.cls(m), name, self._code.kin))

    # -- where checks are at all ---------------------------------------------------------------------------------

    def _of_method(self, m: int) -> list[Guard]:
        program = self._code.program
        return [g for _, g in self._guards.fitting(program.cls(m), program.name(m), self._code.kin)]

    def _of_field(self, f: int) -> list[Guard]:
        cls, name = self._code.fields.name(f)
        found = [g for _, g in self._guards.fitting(cls, name, self._code.kin)]
        return found or (DEBUG_FLAG if name == "DEBUG" and cls.endswith(".BuildConfig") else [])

    def _methods_thin(self) -> Bools:
        """Methods of a few instructions with one call in them."""
        program, index = self._code.program, self._code.program.index
        thin = np.zeros(len(program) + 1, np.bool_)
        for d, dex in enumerate(program.dexes):
            mine = np.flatnonzero((index.method_dex == d) & (index.method_code >= 0))
            thin[mine] = dex.code_size[index.method_code[mine]] <= THIN
        thin[:-1] &= np.bincount(program.sites.method, minlength=len(program)) == 1
        return thin

    def _methods_near(self) -> Bools:
        """Methods with a check in them or in what they call, as deep as helpers are looked into."""
        program = self._code.program
        near = np.zeros(len(program) + 1, np.bool_)
        if not self._by_method and not self._by_field:
            return near
        sites = program.sites
        first = [m for m, found in self._by_method.items() if any(self._possible(guard) for guard in found)]
        near[sites.method[np.isin(sites.callee, first)]] = True
        if self._by_field:
            uses = program.uses(FIELD_READ)
            for d, of in enumerate(program.index.field_number):
                rows = np.flatnonzero(uses.dex == d)
                near[uses.method[rows[np.isin(of[uses.ref[rows]], list(self._by_field))]]] = True
        run = np.where(sites.callee >= 0, program.graph.exact[sites.callee], -1)
        for _ in range(HELPERS + LEVEL - 1):
            near[sites.method[near[run]]] = True  # the entry behind the last method stays false: -1 is no method
        return near

    def _possible(self, guard: Guard) -> bool:
        """Whether a check can be one in this app without another beside it, by the texts that the app has."""
        if guard.of or guard.argument is None:
            return not guard.of
        return self._code.telling.can(guard.argument.pattern)

    # -- one method ----------------------------------------------------------------------------------------------

    def _deciding(self, m: int, flow: MethodFlow, goals: list[int], depth: int, *, singly: bool = True) -> set[str]:
        """Kinds of checks without which none of the rows `goals` is reached; `singly`: for each value that the method
        chooses by."""
        checks = self._checks_of(m, flow, depth)
        gets = self._gets(m, flow, checks if singly else None)
        found = {kind for kind, rows in checks.stops.items() if not gets(goals, rows, {}, kind)}
        if checks.passes and len(goals) == 1:
            found |= told(flow, goals[0], checks.passes)
        found |= chosen(flow, goals, checks, gets)
        for kind in self._conditional(checks) - found if singly else ():
            closed = checks.stops.get(kind, set())
            if not gets(goals, closed, cuts(flow, goals, checks.branches.get(kind, set()), closed), kind):
                found.add(kind)
        return found

    def _gets(self, m: int, flow: MethodFlow, checks: Checks | None) -> Gets:
        """How it is found out whether a row of a method is reached: by all ways together, then, with its checks, for
        single values."""

        def gets(goals: list[int], closed: Set[int], cut: Cut, kind: str) -> bool:
            plainly = reachable(flow, goals, closed, cut)
            if checks is None or process_time() > self._until:
                return plainly
            return self._selected.gets(m, flow, Goal(goals, closed, cut, kind), checks, plainly=plainly)

        return gets

    def _conditional(self, checks: Checks) -> set[str]:
        """Kinds of checks in methods that check according to what they are given."""
        found: set[str] = set()
        for target in checks.maybe.values():
            inner = self._own_checks(target)
            if inner is not None:
                found.update(inner.stops, inner.branches)
        return found & ABOUT_CALLER

    def _own_checks(self, m: int) -> Checks | None:
        flow = self._code.flow(m)
        return self._checks_of(m, flow, LEVEL) if flow is not None and len(flow.body) <= LONGEST else None

    def _checks_of(self, m: int, flow: MethodFlow, depth: int) -> Checks:
        known = self._checks.get((m, depth))
        if known is not None:
            return known
        checks = self._checks[m, depth] = Checks()
        doubtful = self._plain(m, flow, depth, checks)
        for row, guard in doubtful:
            if told(flow, row, checks.tells) & guard.of:
                tells = checks.tells.setdefault(row, set())
                tells.add(guard.kind)
                if guard.of == ARCHIVE:
                    tells.discard("caller-signature")  # the signers of a file are not those of who calls
        if checks.tells:
            checks.branches = self._branches(flow, checks.tells)
        for row in checks.stops.pop(ASSERTS, ()):
            for kind in asserted(flow, row, checks, self._gets(m, flow, checks)):
                checks.stops.setdefault(kind, set()).add(row)
        return checks

    def _plain(self, m: int, flow: MethodFlow, depth: int, checks: Checks) -> list[tuple[int, Guard]]:
        """Note the checks that calls and field reads are by themselves; hand back those that must be of something."""
        doubtful: list[tuple[int, Guard]] = []
        for row, op in enumerate(flow.body.op):
            if op in INVOKES:
                doubtful.extend((row, guard) for guard in self._at_call(m, flow, row, checks))
                helper = self._called(m, flow, row, depth)
                if helper is not NOTHING:
                    self._note_choosing(m, flow, row, checks)
                for at in self._answered(m, flow, row) if helper.tells else ():
                    checks.tells.setdefault(at, set()).update(helper.tells)
                for kind in helper.stops:
                    checks.stops.setdefault(kind, set()).add(row)
            elif op in FIELD_LOADS and self._by_field:
                for guard in self._by_field.get(self._code.field(m, flow.body.ref[row]), ()):
                    if guard.of:
                        doubtful.append((row, guard))
                    else:
                        checks.tells.setdefault(row, set()).add(guard.kind)
        return doubtful

    def _branches(self, flow: MethodFlow, tells: dict[int, set[str]]) -> dict[str, set[int]]:
        """Rows that branch on the result of a check, by kind; none where they are too many to mean anything."""
        found: dict[str, set[int]] = {}
        rows = [row for row, op in enumerate(flow.body.op) if op in BRANCHES]
        for row in rows if len(rows) <= MOST_BRANCHES else ():
            if process_time() > self._until:
                break
            for kind in told(flow, row, tells):
                found.setdefault(kind, set()).add(row)
        return found

    def _at_call(self, m: int, flow: MethodFlow, row: int, checks: Checks) -> list[Guard]:
        """Note the listed checks that a call is; those that must be of something are handed back."""
        doubtful: list[Guard] = []
        for guard in self._by_method.get(self._code.named(m, flow.body, row), ()):
            if guard.of:
                doubtful.append(guard)
            elif guard.of_call and self._forgotten(m, flow, row):
                continue
            elif guard.throws:
                for kind in guard.kinds:
                    checks.stops.setdefault(kind, set()).add(row)
            elif guard.passes:
                if guard.argument is None or self._has(m, flow.body.sources[row], row, guard.argument):
                    checks.passes.setdefault(row, set()).add(guard.kind)
            elif guard.argument is None or self._has(m, flow.body.sources[row], row, guard.argument):
                checks.tells.setdefault(row, set()).update(guard.kinds)
        return doubtful

    def _forgotten(self, m: int, flow: MethodFlow, row: int) -> bool:
        """Whether who calls was put aside before the row, and not taken up again: then the app asks about itself."""
        kept = {"clearCallingIdentity": set[int](), "restoreCallingIdentity": set[int]()}
        for at, op in enumerate(flow.body.op):
            callee = self._code.named(m, flow.body, at) if op in INVOKES else -1
            if callee >= 0 and self._code.program.cls(callee) == "android.os.Binder":
                kept.get(self._code.program.name(callee), set()).add(at)
        cleared, restored = kept["clearCallingIdentity"], kept["restoreCallingIdentity"]
        return (
            bool(cleared)
            and not reachable(flow, [row], cleared, {})
            and any(reachable(flow, [row], restored, {}, start=at) for at in cleared)
        )

    def _has(self, m: int, registers: tuple[int, ...], row: int, wanted: re.Pattern[str]) -> bool:
        texts = (self._code.literal(m, row, r) for r in registers)
        return any(isinstance(t, str) and wanted.search(t) for t in texts)

    def _called(self, m: int, flow: MethodFlow, row: int, depth: int) -> Helper:
        targets = self._code.targets(m, flow.body, row)
        if len(targets) != 1 or targets[0] == m or not self._near[targets[0]]:
            return NOTHING
        inner = depth - (1 if self._thin[targets[0]] else LEVEL)
        return self._helper(targets[0], inner) if inner >= 0 else NOTHING

    def _note_choosing(self, m: int, flow: MethodFlow, row: int, checks: Checks) -> None:
        """Note a call of a method that is given a number or a text and checks something."""
        targets = self._code.targets(m, flow.body, row)
        if len(targets) == 1 and targets[0] != m and self._near[targets[0]]:
            types = self._code.callees[targets[0]].types
            if not CHOSEN_BY.isdisjoint(types) and any(
                self._code.literal(m, row, register) is None for register in flow.body.sources[row]
            ):
                checks.maybe[row] = targets[0]

    def _answered(self, m: int, flow: MethodFlow, row: int) -> list[int]:
        """The row that has a helper's answer: the call, or of a constructor where the object is made."""
        callee = self._code.named(m, flow.body, row)
        if callee < 0 or self._code.program.name(callee) != "<init>":
            return [row]
        return made(flow, row, 0)

    def _helper(self, m: int, depth: int) -> Helper:
        known = self._helpers.get((m, depth))
        if known is not None:
            return known
        self._helpers[m, depth] = NOTHING  # a helper that calls itself tells nothing new
        flow = self._code.flow(m)
        if flow is None or len(flow.body) > LONGEST:
            return NOTHING
        body = flow.body
        rows = [row for row, op in enumerate(body.op) if op in ENDS]
        checks = self._checks_of(m, flow, depth)
        tells: set[str] = set()
        if self._code.program.name(m) == "<init>" and not FIELD_STORES.isdisjoint(body.op):
            tells.update(ABOUT_CALLER.intersection(*[set().union(*checks.tells.values())]))
        for row in rows:
            tells |= told(flow, row, checks.tells) if checks.tells and body.sources[row] else set()
        if rows and body.op[rows[0]] == 0x0F:
            tells.update(checks.branches)  # `if (check()) return true; return false;`: a branch chose what is returned
        stops = self._deciding(m, flow, rows, depth, singly=False) if rows else set()
        found = self._helpers[m, depth] = Helper(frozenset(tells), frozenset(stops))
        return found
