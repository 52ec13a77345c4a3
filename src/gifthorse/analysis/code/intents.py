"""Intents inside an app: who starts which of the app's own components.

A component counts as started by a method that names it (as a class constant, by its name or by an action that only the
app's own filters know) and also makes or sends an intent. Which of several components goes with which call is not
followed; the kinds of the verbs in the method narrow it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from gifthorse.analysis.code.edges import INTENT, Edges
from gifthorse.formats.dex.gather import Ints

if TYPE_CHECKING:
    from gifthorse.analysis.code.manifest import Component
    from gifthorse.analysis.code.program import Program

_CONST_CLASS = np.arange(256) == 0x1C
MOST_EDGES = 300_000
_PREPARES = ("activity", "service", "receiver")


def intent_edges(program: Program) -> Edges:
    """From the methods that start a component of the app to what is entered there."""
    known: dict[Component, list[int]] = {}
    edges: list[tuple[int, int, int]] = []
    for method, pc, component in started(program):
        if component not in known:
            known[component] = entered(program, component)
        edges += [(method, pc, target) for target in known[component]]
        if len(edges) > MOST_EDGES:
            break
    return Edges.of(edges, INTENT)


def entered(program: Program, component: Component) -> list[int]:
    """Methods that run of a component when it gets an intent, with inherited ones and its constructor."""
    number = program.hierarchy.find(component.target)
    names = program.hierarchy.framework.enters.get(component.kind, ())
    own = (*names, "<init>", "<clinit>")
    found: dict[int, int] = {}
    while number >= 0 and program.hierarchy.defined[number]:
        for m in program.methods_of(number).tolist():
            if program.index.method_code[m] >= 0 and program.name(m) in own:
                found.setdefault(int(program.selector[m]), m)
        own = names
        number = int(program.hierarchy.above[number])
    return list(found.values())


def started(program: Program) -> list[tuple[int, int, Component]]:
    """(method, pc, component) for every component of the app that a method names and may start."""
    named = _named(program)
    if not named:
        return []
    calls = _calls(program, np.array(sorted(named), np.int32))
    found: list[tuple[int, int, Component]] = []
    for method, places in named.items():
        verbs = calls.get(method)
        if not verbs:
            continue
        sends = {kind for _, kinds in verbs for kind in kinds if kinds != _PREPARES}
        for pc, component in places:
            if component.kind not in (sends or _PREPARES):
                continue
            after = [
                at for at, kinds in verbs if at >= pc and component.kind in kinds and (not sends or kinds != _PREPARES)
            ]
            found.append((method, after[0] if after else pc, component))
    return found


def alarmed(program: Program) -> list[Component]:
    """Components that an alarm starts: named in a method that sets one."""
    alarms = program.hierarchy.framework.alarms
    setters = [m for m in program.named(*sorted(alarms)).tolist() if program.cls(m) == "android.app.AlarmManager"]
    if not setters:
        return []
    methods = set(program.sites.method[program.sites_naming(setters)].tolist())
    return list(dict.fromkeys(component for m, _, component in started(program) if m in methods))


def _named(program: Program) -> dict[int, list[tuple[int, Component]]]:
    """For each method the components that it names, with the pc."""
    by_class: dict[int, list[Component]] = defaultdict(list)
    by_text: dict[str, list[Component]] = defaultdict(list)
    for component in program.manifest.components:
        if component.kind == "provider":
            continue
        by_class[program.hierarchy.find(component.target)].append(component)
        by_text[component.target].append(component)
        for action in component.actions:
            if not action.startswith(("android.", "com.android.")):
                by_text[action].append(component)
    by_class.pop(-1, None)
    found: dict[int, list[tuple[int, Component]]] = defaultdict(list)
    if not by_text:
        return found
    constants = program.uses(_CONST_CLASS)
    kinds = program.types_of(constants)
    for row in np.flatnonzero(np.isin(kinds, list(by_class))).tolist():
        for component in by_class[int(kinds[row])]:
            found[int(constants.method[row])].append((int(constants.pc[row]), component))
    for method, pc, text in program.text_uses(sorted(by_text)):
        for component in by_text[text]:
            found[method].append((pc, component))
    return found


def _calls(program: Program, methods: Ints) -> dict[int, list[tuple[int, tuple[str, ...]]]]:
    """In these methods the calls that make or send an intent: pc and the kinds of component each can start."""
    table = program.hierarchy.framework
    kinds_of: dict[int, tuple[str, ...]] = {}
    for cls in {call.rpartition(".")[0] for call in table.intent_calls}:
        number = program.hierarchy.find(cls)
        for m in program.methods_of(number).tolist() if number >= 0 else ():
            if program.label(m) in table.intent_calls:
                kinds_of[m] = table.intent_calls[program.label(m)]
    for m in program.named(*table.verbs).tolist():
        if m not in kinds_of and "Landroid/content/Intent;" in program.descriptor(m):
            kinds_of[m] = table.verbs[program.name(m)]
    sites = program.sites
    wanted = np.zeros(len(program) + 1, np.bool_)
    wanted[methods] = True
    rows = program.sites_naming(list(kinds_of))
    rows = rows[wanted[sites.method[rows]]]
    found: dict[int, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    columns = (sites.method[rows].tolist(), sites.pc[rows].tolist(), sites.callee[rows].tolist())
    for method, pc, callee in zip(*columns, strict=True):
        found[method].append((pc, kinds_of[callee]))
    return found
