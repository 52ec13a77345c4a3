"""Calls of sensitive APIs in one app: found in columns by name, then by class, then by what conditions ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field

from gifthorse.analysis.code.constants import constant, shown
from gifthorse.analysis.code.dataflow.calls import shown_type
from gifthorse.analysis.code.dataflow.carriers import Carriers
from gifthorse.analysis.code.dataflow.values import Values
from gifthorse.analysis.code.notation import Kinship, Pattern, parameters
from gifthorse.analysis.code.telling import numeric
from gifthorse.analysis.code.vocabulary import DECISIVE, Api, fitting_roles, in_library, vocabulary
from gifthorse.formats.dex.opcodes import FIELD_READ, FIELD_WRITE, INVOKE_KIND

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program
    from gifthorse.formats.dex.gather import Bools
    from gifthorse.tables import Rows

STATIC_CALL = INVOKE_KIND.index("static")
CONDITION_BUDGET = 40
MOST_CONDITIONS, MOST_INVOKES = 4000, 300
ARGUMENT_ARRAY = 2
"""Place of the arguments among the operands of `Method.invoke`."""
CONSTRUCTOR_ARRAY = 1
"""The same of `Constructor.newInstance`."""


class Use(Struct, frozen=True):
    """One call. `arguments` are (role, operand place) of what decides; `text` the command an API was derived from."""

    api: Api
    method: int
    pc: int
    callee: str
    arguments: tuple[tuple[str, int], ...]
    reflective: bool = False
    text: str | None = None
    elements: tuple[tuple[str, int], ...] = ()

    def element(self, role: str) -> int:
        """Of a call by name which element of the arguments' array has a role, else -1."""
        return dict(self.elements).get(role, -1)


class _Form(Struct, frozen=True):
    """One API as one method of the app's tables fits it."""

    api: Api
    roles: dict[str, int] = field(default_factory=dict)


def find_uses(program: Program, values: Values) -> list[Use]:
    """Every use of a listed API, in the order of methods and places; a call may be a use of several APIs."""
    kin = values.code.kin
    _resolve_names(program, values)
    checks = _Conditions(program, values)
    found = [*_calls(program, checks, kin), *_fields(program, values, checks, kin), *_reflected(values, kin)]
    found.extend(list(_derived(found, values)))  # not from what is derived itself
    best = {(u.api.id, u.method, u.pc): u for u in sorted(found, key=lambda u: len(u.arguments))}
    return sorted(best.values(), key=lambda u: (u.method, u.pc, u.api.id))


def _calls(program: Program, checks: _Conditions, kin: Kinship) -> Iterator[Use]:
    forms = _forms(program, kin)
    if not forms:
        return
    sites = program.sites
    wanted = np.zeros(len(program) + 1, np.bool_)
    wanted[list(forms)] = True
    rows = np.flatnonzero(wanted[sites.callee])
    columns = (
        sites.method[rows].tolist(),
        sites.pc[rows].tolist(),
        sites.op[rows].tolist(),
        sites.callee[rows].tolist(),
    )
    for method, pc, op, callee in zip(*columns, strict=True):
        for form in forms[callee].get(op == STATIC_CALL, ()):
            if not form.api.when or checks.hold(form, method, pc):
                yield Use(form.api, method, pc, program.label(callee), _decisive(form.roles))


def _decisive(roles: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((role, place) for role, place in roles.items() if role in DECISIVE)


def _forms(program: Program, kin: Kinship) -> dict[int, dict[bool, list[_Form]]]:
    """What each method that the app names is, as a call with and without an object."""
    listed: dict[str, list[tuple[Api, Pattern]]] = {}
    for api in vocabulary():
        for pattern in api.patterns:
            if pattern.brackets:
                listed.setdefault(pattern.name, []).append((api, pattern))
    found: dict[int, dict[bool, list[_Form]]] = {}
    called = np.zeros(len(program) + 1, np.bool_)
    called[program.sites.callee] = True
    by_class = {name: {p.cls for _, p in fits} for name, fits in listed.items()}
    for m in program.named(*listed).tolist() if len(program) else ():
        cls, name = program.cls(m), program.name(m)
        if not called[m] or not (cls in by_class[name] or _inherits(program, m, by_class[name], kin)):
            continue
        fits = [(a, p) for a, p in listed[name] if kin(cls, p.cls)]
        types = tuple(map(shown_type, parameters(program.descriptor(m))))
        for static in (False, True):
            forms = _best(fits, types, static=static)
            if forms:
                found.setdefault(m, {})[static] = forms
    return found


def _inherits(program: Program, m: int, classes: set[str], kin: Kinship) -> bool:
    """Whether a method named on a subclass is the listed one: nothing of the app's own stands in between."""
    if program.defined(m) or program.name(m) == "<init>" or kin.above(program.cls(m)).isdisjoint(classes):
        return False
    return bool(program.graph.exact[m] < 0)


def _best(fits: Sequence[tuple[Api, Pattern]], types: tuple[str, ...], *, static: bool) -> list[_Form]:
    """Of each API the listed form with most roles."""
    best: dict[str, _Form] = {}
    for api, pattern in fits:
        roles = fitting_roles(api, pattern, types, static=static)
        if roles is not None and (api.id not in best or len(roles) > len(best[api.id].roles)):
            best[api.id] = _Form(api, roles)
    return list(best.values())


class _Conditions:
    """Decides `when` for single calls; cheap facts about the app come first, values are traced last."""

    def __init__(self, program: Program, values: Values) -> None:
        self._program = program
        self._values = values
        self._carriers = Carriers(values)
        self._traced: dict[tuple[int, int, int], list[str]] = {}

    def hold(self, form: _Form, m: int, pc: int) -> bool:
        """Whether every condition holds at a call."""
        return all(self._holds(wanted, form.roles[role], m, pc) for role, wanted in form.api.when)

    def _holds(self, wanted: re.Pattern[str] | int | str, place: int, m: int, pc: int) -> bool:
        if isinstance(wanted, str):
            return self._carriers.carries(wanted[1:], m, pc, place)
        if isinstance(wanted, int):
            return any(t.isascii() and t.isdigit() and int(t[:10]) & wanted for t in self._values_of(m, pc, place))
        if not numeric(wanted.pattern) and not self._values.code.telling.can(wanted.pattern):
            return False
        return any(wanted.search(text) for text in self._values_of(m, pc, place))

    def _values_of(self, m: int, pc: int, place: int) -> list[str]:
        key = (m, pc, place)
        known = self._traced.get(key)
        if known is None:
            near = self._near_by(m, pc, place)
            if near is not None:
                known = [near]
            elif len(self._traced) < MOST_CONDITIONS:
                trace = self._values.argument(m, pc, place, budget=CONDITION_BUDGET)
                known = [shown(i) for i in trace.items] if trace is not None else []
            else:
                known = []
            self._traced[key] = known
        return known

    def _near_by(self, m: int, pc: int, place: int) -> str | None:
        code = self._values.code
        flow = code.flow(m)
        row = flow.body.row(pc) if flow is not None else -1
        if flow is None or row < 0 or place >= len(flow.body.sources[row]):
            return None
        register = flow.body.sources[row][place]
        number = code.literal(m, row, register)
        return str(number) if number is not None else code.text(m, row, register)


def _fields(program: Program, values: Values, checks: _Conditions, kin: Kinship) -> Iterator[Use]:
    listed: dict[str, list[tuple[Api, Pattern]]] = {}
    for api in vocabulary():
        for pattern in api.patterns:
            if not pattern.brackets:
                listed.setdefault(pattern.name, []).append((api, pattern))
    index = program.index
    names = program.name_numbers(sorted(listed))
    for writes, opcodes in ((False, FIELD_READ), (True, FIELD_WRITE)):
        fits: dict[int, list[tuple[Api, Pattern]]] = {}
        for f in np.flatnonzero(np.isin(index.field_name, names)).tolist():
            cls, name = values.code.fields.name(f)
            mine = [(a, p) for a, p in listed[name] if p.writes_field == writes and kin(cls, p.cls)]
            if mine:
                fits[f] = mine
        if not fits:
            continue
        uses = program.uses(opcodes)
        for d, of in enumerate(index.field_number):
            rows = np.flatnonzero(uses.dex == d)
            rows = rows[np.isin(of[uses.ref[rows]], list(fits))]
            for row in rows.tolist():
                m, pc = int(uses.method[row]), int(uses.pc[row])
                f = int(of[uses.ref[row]])
                for api, pattern in fits[f]:
                    form = _Form(api, {role: 0 for role, _ in pattern.roles})
                    if checks.hold(form, m, pc):
                        yield Use(api, m, pc, ".".join(values.code.fields.name(f)), _decisive(form.roles))


def _resolve_names(program: Program, values: Values) -> None:
    """Find the names of methods called through reflection where the call graph's builder, looking near by, did not."""
    named = values.code.by_name
    invoke = [m for m in program.named("invoke").tolist() if program.cls(m) == "java.lang.reflect.Method"]
    for at in program.sites_naming(invoke).tolist()[:MOST_INVOKES]:
        place = int(program.sites.method[at]), int(program.sites.pc[at])
        trace = values.argument(*place, 0, budget=CONDITION_BUDGET) if place not in named else None
        for item in trace.items if trace is not None else ():
            cls, _, name = shown(item).rpartition(".")
            if cls and name.isidentifier() and constant(cls):
                named.setdefault(place, []).append((cls, name))


def _reflected(values: Values, kin: Kinship) -> Iterator[Use]:
    """Calls by constant names through reflection."""
    by_name: dict[str, list[tuple[Api, Pattern]]] = {}
    for api in vocabulary():
        for pattern in api.patterns:
            by_name.setdefault(pattern.name, []).append((api, pattern))
    for (m, pc), names in values.code.by_name.items():
        for cls, name in names:
            for api, pattern in by_name.get(name, ()):
                if kin(cls, pattern.cls) and _elements_fit(values, api, pattern, m, pc):
                    place = CONSTRUCTOR_ARRAY if name == "<init>" else ARGUMENT_ARRAY
                    roles = tuple((role, place) for role, at in pattern.roles if role in DECISIVE and at >= 0)
                    places = tuple((role, at) for role, at in pattern.roles if role in DECISIVE and at >= 0)
                    yield Use(api, m, pc, f"{cls}.{name}", roles, reflective=True, elements=places)


def _elements_fit(values: Values, api: Api, pattern: Pattern, m: int, pc: int) -> bool:
    """Whether the elements of a call's array of arguments are what an API's conditions ask for."""
    places = dict(pattern.roles)
    for role, wanted in api.when:
        if not isinstance(wanted, re.Pattern) or places.get(role, -1) < 0:
            return False
        trace = values.argument(m, pc, ARGUMENT_ARRAY, budget=CONDITION_BUDGET, element=places[role])
        if trace is None or not any(wanted.search(shown(item)) for item in trace.items):
            return False
    return True


def _derived(found: Sequence[Use], values: Values) -> Iterator[Use]:
    """APIs that a shell command's text makes of another use."""
    rules = [api for api in vocabulary() if api.derived is not None]
    for use in found:
        mine = [api for api in rules if api.derived is not None and api.derived[0] == use.api.category]
        for role, place in use.arguments if mine else ():
            trace = values.argument(use.method, use.pc, place) if role == "command" else None
            for item in trace.items if trace is not None else ():
                text = shown(item)
                for api in mine:
                    if api.derived is not None and api.derived[1].search(text):
                        yield Use(api, use.method, use.pc, use.callee, (("command", place),), use.reflective, text)


def write_uses(
    uses: Sequence[Use], program: Program, reached: Bools, *, rows: Rows, evidence: int, package: str
) -> None:
    """Fill `api_uses`."""
    for use in uses:
        rows.add(
            "api_uses",
            evidence=evidence,
            package=package,
            api=use.api.id,
            category=use.api.category,
            method=use.method,
            pc=use.pc,
            caller=program.label(use.method),
            callee=use.callee,
            by_reflection=use.reflective,
            in_library=in_library(program.cls(use.method)),
            reached=bool(reached[use.method]),
        )
