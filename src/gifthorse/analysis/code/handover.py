"""Control that is handed to the framework and comes back: threads, messages, listeners, tasks, class initialisers.

The ground rule needs no list of listeners: whoever makes an object of an app's class hands over those of its methods
that override something the framework calls. Known pairs (`Thread.start` runs `run`) are added where the object called
is of an app's class, or where the class that is called has such classes of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from gifthorse.analysis.code.edges import HANDOVER, INIT, Edges
from gifthorse.analysis.code.flags import ABSTRACT, INTERFACE
from gifthorse.analysis.code.framework import OBJECT
from gifthorse.formats.dex import order
from gifthorse.formats.dex.gather import Bools, Ints, Longs, spans

if TYPE_CHECKING:
    from gifthorse.analysis.code.dispatch import Dispatch
    from gifthorse.analysis.code.program import Program

MOST_ROWS, MOST_PAIRS = 4_000_000, 200_000
MOST_TARGETS = 16  # Handlers of one class that a message may be for.
DEEPEST = 250
_STATICS = np.isin(np.arange(256), (0x22, 0x71, 0x77, *range(0x60, 0x6E)))
_FIELD_OPS = (0x60, 0x6D)


class Allocations(Struct, frozen=True):
    """Where objects are made: method, pc, class number."""

    method: Ints
    pc: Ints
    kind: Ints


def callback_methods(program: Program, calls: Dispatch) -> Bools:
    """Methods of the app with a body that the framework may call on an object it was given.

    Those are overrides of what the framework's table declares (of any method at all, where a framework class
    is unknown to it), and the targets of calls with so many targets that the place of creation says more.
    """
    index, hierarchy = program.index, program.hierarchy
    found = np.zeros(len(program), np.bool_)
    child, parent = _outside_parents(program)
    if len(child):
        methods = np.flatnonzero(program.dispatched & (index.method_flags & ABSTRACT == 0))
        methods = methods[order.by(hierarchy.first[index.method_class[methods]])]
        first = hierarchy.first[index.method_class[methods]]
        outside, slot = order.numbered(parent)
        keys, unknown = _names(program, outside.tolist())
        low, high, slot = _ranges(program, child, slot)
        start = np.searchsorted(first, low)
        count = np.searchsorted(first, high) - start
        if int(count.sum()) > MOST_ROWS:
            count = np.where(np.cumsum(count) <= MOST_ROWS, count, 0)
        method = methods[spans(start, count)]
        slot = np.repeat(slot, count)
        key = slot * len(index.names) + index.method_name[method]
        at = np.minimum(np.searchsorted(keys, key), max(len(keys) - 1, 0))
        hit = (keys[at] == key) if len(keys) else np.zeros(len(key), np.bool_)
        found[method[hit | unknown[slot]]] = True
    wide = np.flatnonzero(calls.wide)
    found[calls.target[spans(calls.start[wide], calls.start[wide + 1] - calls.start[wide])]] = True
    return found


def _outside_parents(program: Program) -> tuple[Longs, Longs]:
    """Pairs (class of the app, framework class or interface that it names as a parent)."""
    hierarchy = program.hierarchy
    classes = np.flatnonzero(hierarchy.defined)
    above = hierarchy.above[classes]
    outside = (above >= 0) & ~hierarchy.defined[above] & (above != hierarchy.find(OBJECT))
    pairs = hierarchy.defined[hierarchy.pair_class] & ~hierarchy.defined[hierarchy.pair_interface]
    child = np.concatenate((classes[outside], hierarchy.pair_class[pairs]))
    parent = np.concatenate((above[outside], hierarchy.pair_interface[pairs]))
    return child.astype(np.int64), parent.astype(np.int64)


def _names(program: Program, outside: list[int]) -> tuple[Longs, Bools]:
    """Sorted keys (place in `outside` x method name) of what each class lets override, and which are unknown."""
    table, hierarchy, width = program.hierarchy.framework, program.hierarchy, len(program.index.names)
    keys = [np.zeros(0, np.int64)]
    unknown = np.zeros(len(outside), np.bool_)
    for slot, number in enumerate(outside):
        names = table.overridable(hierarchy.names[number])
        if names is None:
            unknown[slot] = True
        else:
            keys.append(slot * width + program.name_numbers(sorted(names)).astype(np.int64))
    return np.sort(np.concatenate(keys)), unknown


def _ranges(program: Program, child: Longs, slot: Longs) -> tuple[Longs, Longs, Longs]:
    """Pre-order intervals of the classes below each child, and the slot of each; an interface has several."""
    hierarchy = program.hierarchy
    low, high = hierarchy.first[child].astype(np.int64), hierarchy.last[child].astype(np.int64)
    more_low, more_high, more_slot = [low], [high], [slot]
    for row in np.flatnonzero(hierarchy.flags[child] & INTERFACE).tolist():
        table = hierarchy.intervals(int(child[row]))
        more_low.append(table[:, 0])
        more_high.append(table[:, 1])
        more_slot.append(np.full(len(table), slot[row]))
    return np.concatenate(more_low), np.concatenate(more_high), np.concatenate(more_slot)


def handover_edges(program: Program, calls: Dispatch, callbacks: Bools, made: Allocations) -> Edges:
    """From where an object is made, or a known hand-over is called, to the methods that run then."""
    kinds, slot = order.numbered(made.kind)
    start, method = inherited(program, callbacks, kinds)
    count = np.diff(start)[slot]
    if int(count.sum()) > MOST_ROWS:
        count = np.where(np.cumsum(count) <= MOST_ROWS, count, 0)
    target = method[spans(start[slot], count)]
    source, pc = np.repeat(made.method, count), np.repeat(made.pc, count)
    kept = source != target
    by_creation = Edges(
        source[kept], pc[kept], target[kept].astype(np.int32), np.full(int(kept.sum()), HANDOVER, np.uint8)
    )
    return Edges.joined([Edges.of(_pairs(program, calls), HANDOVER), by_creation])


def inherited(program: Program, wanted: Bools, kinds: Ints) -> tuple[Longs, Longs]:
    """For each class the wanted methods that it has or inherits, compressed-row; overridden ones left out."""
    index, hierarchy = program.index, program.hierarchy
    methods = np.flatnonzero(wanted)
    methods = methods[order.by(index.method_class[methods])]
    owner = index.method_class[methods]
    rows, found = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    row, current = np.arange(len(kinds)), kinds.astype(np.int64)
    left = MOST_ROWS
    for _ in range(DEEPEST):
        if not len(row):
            break
        low, high = np.searchsorted(owner, current), np.searchsorted(owner, current, side="right")
        left -= int((high - low).sum())
        if left < 0:
            break
        rows.append(np.repeat(row, high - low))
        found.append(methods[spans(low, high - low)])
        current = hierarchy.above[current].astype(np.int64)
        kept = (current >= 0) & hierarchy.defined[current]
        row, current = row[kept], current[kept]
    all_rows, all_found = np.concatenate(rows), np.concatenate(found)
    _, selector = order.numbered(program.selector[all_found])
    key = all_rows * (int(selector.max(initial=0)) + 1) + selector
    by_key = order.by(key)
    nearest = by_key[order.heads(key[by_key])]
    all_rows, all_found = all_rows[nearest], all_found[nearest]
    return np.searchsorted(all_rows, np.arange(len(kinds) + 1)), all_found


def _pairs(program: Program, calls: Dispatch) -> list[tuple[int, int, int]]:
    """Known hand-over calls as (caller, pc, method that runs)."""
    table = program.hierarchy.framework
    by_name: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for call, targets in table.handover.items():
        cls, _, name = call.rpartition(".")
        by_name.setdefault(name, []).append((cls, targets))
    named = program.named(*by_name)
    rows = program.sites_naming(named[calls.exact[named] < 0])
    sites = program.sites
    known: dict[int, list[tuple[str | None, int]]] = {}
    bodies: dict[str, Ints] = {}
    edges: list[tuple[int, int, int]] = []
    columns = (sites.method[rows].tolist(), sites.pc[rows].tolist(), sites.callee[rows].tolist())
    for method, pc, callee in zip(*columns, strict=True):
        if len(edges) > MOST_PAIRS:
            break
        runs = known.get(callee)
        if runs is None:
            runs = known[callee] = _run_by(program, callee, by_name[program.name(callee)], bodies)
        # A call on the framework's own class says nothing of the object: it is one of the caller's neighbours.
        outer = outermost(program.cls(method)) if runs else ""
        chosen = [target for near, target in runs if near in (None, outer) and target != method]
        edges += [(method, pc, target) for target in chosen[:MOST_TARGETS]]
    return edges


def outermost(name: str) -> str:
    """The class in whose file a class stands."""
    return name.partition("$")[0]


def _run_by(
    program: Program, callee: int, pairs: list[tuple[str, tuple[str, ...]]], bodies: dict[str, Ints]
) -> list[tuple[str | None, int]]:
    """What a hand-over call may run: for a class of the app (None, method) below and above it, for one of the
    framework's (outermost class, method) of its subclasses. `bodies` keeps the methods of each name that can run."""
    hierarchy, index = program.hierarchy, program.index
    owner = int(index.method_class[callee])
    found: list[tuple[str | None, int]] = []
    for cls, targets in pairs:
        if not hierarchy.is_subclass(owner, cls):
            continue
        for target in targets:
            base, _, name = target.rpartition(".")
            if name not in bodies:
                named = program.named(name)
                bodies[name] = named[(index.method_code[named] >= 0) & program.dispatched[named]]
            methods = bodies[name]
            home = index.method_class[methods]
            if hierarchy.defined[owner]:
                first, last = hierarchy.first, hierarchy.last
                good = (first[home] >= first[owner]) & (first[home] < last[owner])
                good |= (first[owner] >= first[home]) & (first[owner] < last[home])
                found += [(None, m) for m in methods[good].tolist()]
            else:
                root = hierarchy.find(base or cls)
                good = (hierarchy.first[home] >= hierarchy.first[root]) & (hierarchy.first[home] < hierarchy.last[root])
                good &= root >= 0
                found += [(outermost(hierarchy.names[int(index.method_class[m])]), m) for m in methods[good].tolist()]
    return found


def initialisers(program: Program) -> Edges:
    """From the use of a class (new object, static member) to its initialiser, and from that to its superclass's."""
    index, hierarchy = program.index, program.hierarchy
    own = np.full(len(hierarchy.names), -1, np.int64)
    initialiser = program.named("<clinit>")
    initialiser = initialiser[index.method_code[initialiser] >= 0]
    own[index.method_class[initialiser]] = initialiser
    nearest, current = own.copy(), np.arange(len(own))
    for _ in range(DEEPEST):
        rows = np.flatnonzero(nearest < 0)
        rows = rows[current[rows] >= 0]
        current[rows] = hierarchy.above[current[rows]]
        rows = rows[current[rows] >= 0]
        if not len(rows):
            break
        nearest[rows] = own[current[rows]]
    found = program.uses(_STATICS)
    kind = np.full(len(found), -1, np.int64)
    for d, dex in enumerate(program.dexes):
        here = np.flatnonzero(found.dex == d)
        op, ref = found.op[here], found.ref[here]
        is_field = (op >= _FIELD_OPS[0]) & (op <= _FIELD_OPS[1])
        is_new = op == 0x22
        types = index.type_number[d]
        kind[here[is_new]] = types[ref[is_new]]
        kind[here[is_field]] = types[dex.field_class[ref[is_field]]]
        calls = ~is_field & ~is_new
        kind[here[calls]] = types[dex.method_class[ref[calls]]]
    target = nearest[kind]
    good = np.flatnonzero((target >= 0) & (kind != index.method_class[found.method]) & (target != found.method))
    above = hierarchy.above[index.method_class[initialiser]]
    parent = np.where(above >= 0, nearest[above], -1)
    up = np.flatnonzero(parent >= 0)
    source = np.concatenate((found.method[good], initialiser[up]))
    return Edges(
        source,
        np.concatenate((found.pc[good], np.zeros(len(up), np.int32))),
        np.concatenate((target[good], parent[up])).astype(np.int32),
        np.full(len(source), INIT, np.uint8),
    )
