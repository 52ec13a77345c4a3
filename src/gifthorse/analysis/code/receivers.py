"""Receivers that code registers at run time: of which class, for which actions, and who may send to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from gifthorse.analysis.code.dataflow.code import FIELD_LOADS, STATIC_CALLS
from gifthorse.analysis.code.dataflow.flow import DEFINED, ENTERED, MOVES
from gifthorse.analysis.code.notation import parameters

if TYPE_CHECKING:
    from gifthorse.analysis.code.dataflow.values import Values
    from gifthorse.formats.dex.gather import Bools
    from gifthorse.tables import Rows

CALLS = ("registerReceiver", "registerReceiverAsUser", "registerReceiverForAllUsers")
CONTEXT, RECEIVER = "android.content.Context", "android.content.BroadcastReceiver"
COMPAT = frozenset({"androidx.core.content.ContextCompat", "android.support.v4.content.ContextCompat"})
LOCAL = ".LocalBroadcastManager"
NEW_INSTANCE = 0x22
NOT_EXPORTED = 4
MOST_CALLS, DEEPEST, MOST_ACTIONS, BUDGET = 500, 3, 60, 120


class Registration(Struct, frozen=True):
    """One call at (method, pc); see the table `registered_receivers`."""

    cls: str
    method: int
    pc: int
    exported: bool
    guarded: bool
    permission: str | None
    actions: tuple[str, ...]


def registered(values: Values, reached: Bools) -> Iterator[Registration]:
    """Every registration in code that is reached, once for each class that the receiver may be of."""
    program, code = values.program, values.code
    named = [m for m in program.named(*CALLS).tolist() if not program.code(m)]
    for at in program.sites_naming(named).tolist()[:MOST_CALLS]:
        m, pc, callee = (int(column[at]) for column in (program.sites.method, program.sites.pc, program.sites.callee))
        flow = code.flow(m) if reached[m] else None
        row = flow.body.row(pc) if flow is not None else -1
        cls = program.cls(callee)
        local = cls.endswith(LOCAL)
        if flow is None or row < 0 or not (local or cls in COMPAT or program.is_subclass(cls, CONTEXT)):
            continue
        shift = 0 if flow.body.op[row] in STATIC_CALLS else 1
        kinds = parameters(program.descriptor(callee))
        places = {kind: place + shift for place, kind in enumerate(kinds)}  # of two alike the last
        who, what = places.get("Landroid/content/BroadcastReceiver;"), places.get("Landroid/content/IntentFilter;")
        sources = flow.body.sources[row]
        if who is None or what is None or max(places.values()) >= len(sources):
            continue
        permission, flags = (
            code.literal(m, row, sources[places[kind]]) if kind in places else 0 for kind in ("Ljava/lang/String;", "I")
        )
        closed = local or (isinstance(flags, int) and bool(flags & NOT_EXPORTED))
        trace = values.argument(m, pc, what, budget=BUDGET)
        actions = {x.detail for x in trace.leaves if x.kind == "constant" and x.detail} if trace is not None else set()
        for name in sorted(_classes(values, (m, row, sources[who]), DEEPEST, set())):
            yield Registration(
                name,
                m,
                pc,
                not closed,
                permission != 0,
                permission if isinstance(permission, str) else None,
                tuple(sorted(actions)[:MOST_ACTIONS]),
            )


def write_registered(values: Values, reached: Bools, *, rows: Rows, evidence: int, package: str) -> None:
    """Fill `registered_receivers`."""
    for one in registered(values, reached):
        rows.add(
            "registered_receivers",
            evidence=evidence,
            package=package,
            **{"class": one.cls},
            caller=values.program.label(one.method),
            pc=one.pc,
            exported=one.exported,
            guarded=one.guarded,
            permission=one.permission,
            actions=list(one.actions),
        )


def _classes(values: Values, place: tuple[int, int, int], depth: int, seen: set[tuple[int, int, int]]) -> set[str]:
    """Receiver classes of the app that the object in a register, at (method, row, register), may be of."""
    m, row, register = place
    code, program = values.code, values.program
    flow = code.flow(m)
    found: set[str] = set()
    if flow is None or place in seen:
        return found
    seen.add(place)
    body = flow.body
    for event in flow.reaching(row, register):
        if event.kind == ENTERED:
            number = code.callees.parameter(m, register, body.registers - body.ins)
            if number == 0 and not code.static(m):
                found.add(program.cls(m))
            elif number >= 0 and depth:
                calls = [(call.caller, call.pc) for call in values.steps.incoming.callers(m)[0]]
                found |= _given(values, calls, number, depth - 1, seen)
        elif event.kind != DEFINED:  # a call on it, such as its constructor's: it was made above
            found |= _classes(values, (m, event.row, register), depth, seen)
        elif body.op[event.row] == NEW_INSTANCE:
            found.add(code.type_name(m, body.ref[event.row]) or "")
        elif body.op[event.row] in MOVES:
            found |= _classes(values, (m, event.row, body.sources[event.row][0]), depth, seen)
        elif body.op[event.row] in FIELD_LOADS and depth:
            f = code.field(m, body.ref[event.row])
            if f >= 0:
                found |= _given(values, code.fields.stores(f), 0, depth - 1, seen) or {code.fields.type(f)}
    good = (name for name in found if name != RECEIVER and program.has_class(name))
    return {name for name in good if program.is_subclass(name, RECEIVER)}


def _given(
    values: Values, places: list[tuple[int, int]], number: int, depth: int, seen: set[tuple[int, int, int]]
) -> set[str]:
    """The same of one operand of several instructions, each at (method, pc)."""
    found: set[str] = set()
    for m, pc in places[:MOST_ACTIONS]:
        flow = values.code.flow(m)
        row = flow.body.row(pc) if flow is not None else -1
        if flow is not None and row >= 0 and number < len(flow.body.sources[row]):
            found |= _classes(values, (m, row, flow.body.sources[row][number]), depth, seen)
    return found
