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

_CONST_CLASS, _CONST_STRING = (np.isin(np.arange(256), ops) for ops in (0x1C, (0x1A, 0x1B)))
_PREPARES = ("activity", "service", "receiver")


def intent_edges(program: Program) -> Edges:
    """From the methods that start a component of the app to what is entered there."""
    return Edges.of([(m, pc, t) for m, pc, component in started(program) for t in entered(program, component)], INTENT)


def entered(program: Program, component: Component) -> list[int]:
    """Lifecycle methods by which a component's class is entered, inherited ones of the app included."""
    number = program.hierarchy.find(component.target)
    names = program.hierarchy.framework.lifecycle.get(component.kind, ())
    found: dict[int, int] = {}
    while number >= 0 and program.hierarchy.defined[number]:
        for m in program.methods_of(number).tolist():
            if program.index.method_code[m] >= 0 and program.name(m) in names:
                found.setdefault(int(program.selector[m]), m)
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
    methods = set(program.sites.method[np.isin(program.sites.callee, setters)].tolist())
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
    constants = program.uses(_CONST_CLASS)
    kinds = program.types_of(constants)
    for row in np.flatnonzero(np.isin(kinds, list(by_class))).tolist():
        for component in by_class[int(kinds[row])]:
            found[int(constants.method[row])].append((int(constants.pc[row]), component))
    texts = sorted(by_text)
    strings = program.uses(_CONST_STRING)
    for d, dex in enumerate(program.dexes):
        at = dex.strings.where(texts)
        text_of = {int(a): text for a, text in zip(at.tolist(), texts, strict=True) if a >= 0}
        rows = np.flatnonzero((strings.dex == d) & np.isin(strings.ref, list(text_of)))
        for row in rows.tolist():
            for component in by_text[text_of[int(strings.ref[row])]]:
                found[int(strings.method[row])].append((int(strings.pc[row]), component))
    return found


def _calls(program: Program, methods: Ints) -> dict[int, list[tuple[int, tuple[str, ...]]]]:
    """In these methods the calls that make or send an intent: pc and the kinds of component each can start."""
    table = program.hierarchy.framework
    names = {*table.verbs, *(call.rpartition(".")[2] for call in table.intent_calls)}
    kinds_of: dict[int, tuple[str, ...]] = {}
    for m in program.named(*names).tolist():
        kinds = table.intent_calls.get(program.label(m))
        if kinds is None and "Landroid/content/Intent;" in program.descriptor(m):
            kinds = table.verbs.get(program.name(m))
        if kinds:
            kinds_of[m] = kinds
    sites = program.sites
    rows = np.flatnonzero(np.isin(sites.method, methods) & np.isin(sites.callee, list(kinds_of)))
    found: dict[int, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
    for row in rows.tolist():
        found[int(sites.method[row])].append((int(sites.pc[row]), kinds_of[int(sites.callee[row])]))
    return found
