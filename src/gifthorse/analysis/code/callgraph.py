"""The call graph: calls, dispatch, and everything by which control passes without a call that names its target.

Nodes 0 to N-1 are the methods. A call with several possible targets leads to a dispatch node (N and up), which
stands for "whatever overrides this method" and leads to the targets; that keeps sites x targets from multiplying.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field

from gifthorse.analysis.code.dispatch import Dispatch, Resolver, dispatch
from gifthorse.analysis.code.edges import CALL, COST, DISPATCH, HANDOVER, WIDE_COST, Call, Edges
from gifthorse.analysis.code.flags import ABSTRACT
from gifthorse.analysis.code.handover import Allocations, callback_methods, handover_edges, initialisers
from gifthorse.analysis.code.intents import intent_edges
from gifthorse.analysis.code.reflection import Reflected, reflect
from gifthorse.formats.dex import order
from gifthorse.formats.dex.gather import Bools, Bytes, Ints, Longs, offsets, spans
from gifthorse.formats.dex.opcodes import INVOKE_KIND

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program

_INFLATED = (
    "android.view.View",
    "android.app.Fragment",
    "android.preference.Preference",
    "androidx.fragment.app.Fragment",
    "androidx.preference.Preference",
    "android.support.v4.app.Fragment",
    "android.transition.Transition",
)
_NEW_INSTANCE, _CONST_CLASS, _INVOKE_CUSTOM = (np.isin(np.arange(256), ops) for ops in (0x22, 0x1C, (0xFC, 0xFD)))
OP_VIRTUAL, OP_INTERFACE = INVOKE_KIND.index("virtual"), INVOKE_KIND.index("interface")


class CallGraph(Struct):
    """See the module's docstring. `start`, `target`, `pc`, `kind`, `cost` are compressed rows over all nodes.

    `of_node[i]` is the method that dispatch node N+i stands for; `created[c]` says whether objects of class c are made
    and `made` where; `callbacks[m]` whether the app's method m overrides something that the framework calls.
    """

    program: Program
    calls: Dispatch
    extra: Edges
    created: Bools
    made: Allocations
    callbacks: Bools
    reflected: list[Reflected]
    of_node: Ints
    start: Ints
    target: Ints
    pc: Ints
    kind: Bytes
    cost: Bytes
    _by_target: tuple[Longs, Longs] | None = field(default=None)
    _extra_by: dict[str, tuple[Longs, Longs]] = field(default_factory=dict)

    @property
    def exact(self) -> Ints:
        """For each method what a call without dispatch runs; -1 where it is not the app's code."""
        return self.calls.exact

    def targets(self, m: int, op: int) -> Ints:
        """Methods of the app that an invoke of kind `op` (index into INVOKE_KIND) naming method `m` may run."""
        if INVOKE_KIND[op] in ("virtual", "interface"):
            return self.calls.target[self.calls.start[m] : self.calls.start[m + 1]]
        return self.calls.exact[m : m + 1] if self.calls.exact[m] >= 0 else self.calls.exact[:0]

    def callees(self, m: int) -> Iterator[Call]:
        """Every step out of method `m`, invoke instructions in order first; unresolved (framework) calls give none."""
        sites, start = self.program.sites, self.program.site_start
        for row in range(int(start[m]), int(start[m + 1])):
            callee = int(sites.callee[row])
            targets = self.targets(callee, int(sites.op[row])).tolist() if callee >= 0 else []
            kind = DISPATCH if len(targets) > 1 else CALL
            for target in targets:
                yield Call(m, int(sites.pc[row]), target, kind)
        for row in self._extra("source", m):
            yield self._step(row)

    def callers(self, m: int) -> Iterator[Call]:
        """Every step into method `m`."""
        sites = self.program.sites
        refs, start = self._inverse()
        sites_of, start_of = self.program.sites_by_callee
        for ref in refs[start[m] : start[m + 1]].tolist():
            several = self.calls.start[ref + 1] - self.calls.start[ref] > 1
            for row in sites_of[start_of[ref] : start_of[ref + 1]].tolist():
                if INVOKE_KIND[sites.op[row]] in ("virtual", "interface"):
                    if m in self.targets(ref, int(sites.op[row])):
                        yield Call(int(sites.method[row]), int(sites.pc[row]), m, DISPATCH if several else CALL)
                elif self.calls.exact[ref] == m:
                    yield Call(int(sites.method[row]), int(sites.pc[row]), m, CALL)
        for row in self._extra("target", m):
            yield self._step(row)

    def _step(self, row: int) -> Call:
        extra = self.extra
        return Call(int(extra.source[row]), int(extra.pc[row]), int(extra.target[row]), int(extra.kind[row]))

    def _extra(self, side: str, m: int) -> list[int]:
        if side not in self._extra_by:
            self._extra_by[side] = order.grouped(getattr(self.extra, side), len(self.program))
        rows, start = self._extra_by[side]
        found: list[int] = rows[start[m] : start[m + 1]].tolist()
        return found

    def _inverse(self) -> tuple[Longs, Longs]:
        """For each method the methods that a call may name to run it, compressed-row."""
        if self._by_target is None:
            size = len(self.program)
            exact = np.flatnonzero(self.calls.exact >= 0)
            ref = np.concatenate((np.repeat(np.arange(size), np.diff(self.calls.start)), exact))
            run = np.concatenate((self.calls.target, self.calls.exact[exact])).astype(np.int64)
            key = order.distinct(run * size + ref)
            start = np.searchsorted(key // max(size, 1), np.arange(size + 1))
            self._by_target = (key % max(size, 1)).astype(np.int64), start.astype(np.int64)
        return self._by_target


def build_graph(program: Program) -> CallGraph:
    """Everything at once: reflection first (it makes objects), then dispatch, then what is handed over."""
    resolver = Resolver(program)
    reflection = reflect(program)
    created, made = _created(program, reflection.made)
    calls = dispatch(program, resolver, created)
    callbacks = callback_methods(program, calls)
    edges = [
        reflection.edges,
        handover_edges(program, calls, callbacks, made),
        intent_edges(program),
        initialisers(program),
        _lambdas(program),
    ]
    extra = Edges.joined([e.once(len(program)) for e in edges])
    return CallGraph(
        program, calls, extra, created, made, callbacks, reflection.calls, *_assembled(program, calls, extra)
    )


def _created(program: Program, by_name: list[tuple[int, int, int]]) -> tuple[Bools, Allocations]:
    """Of which classes objects are made, and where."""
    hierarchy = program.hierarchy
    created = np.zeros(len(hierarchy.names), np.bool_)
    found = program.uses(_NEW_INSTANCE)
    kinds = program.types_of(found)
    created[kinds] = True
    # Nobody in the app makes what the platform makes: components, and views and fragments named in XML.
    manifest = program.manifest
    named = [c.target for c in manifest.components] + [manifest.application or "", manifest.backup or ""]
    created[[n for n in map(hierarchy.find, named) if n >= 0]] = True
    for name in _INFLATED:
        root = hierarchy.find(name)
        if root >= 0:
            created[hierarchy.order[hierarchy.first[root] : hierarchy.last[root]]] = True
    table = np.array(by_name, np.int32).reshape(-1, 3)
    created[table[:, 2]] = True
    # A class that is named as a constant but never made is handed to something that makes it.
    constants = program.uses(_CONST_CLASS)
    named_kinds = program.types_of(constants)
    made_elsewhere = ~created[named_kinds] & hierarchy.defined[named_kinds]
    created[named_kinds[made_elsewhere]] = True
    return created, Allocations(
        np.concatenate((found.method, table[:, 0], constants.method[made_elsewhere])),
        np.concatenate((found.pc, table[:, 1], constants.pc[made_elsewhere])),
        np.concatenate((kinds, table[:, 2], named_kinds[made_elsewhere])),
    )


def _lambdas(program: Program) -> Edges:
    """Lambdas that were not desugared: the method that makes one leads to its body."""
    found = program.uses(_INVOKE_CUSTOM)
    rows: list[tuple[int, int, int]] = []
    for method, pc, d, ref in zip(
        found.method.tolist(), found.pc.tolist(), found.dex.tolist(), found.ref.tolist(), strict=True
    ):
        target = program.number(d, int(program.dexes[d].call_site_target[ref]))
        if target >= 0 and program.defined(target):
            rows.append((method, pc, target))
    return Edges.of(rows, HANDOVER)


def _assembled(program: Program, calls: Dispatch, extra: Edges) -> tuple[Ints, Ints, Ints, Ints, Bytes, Bytes]:
    """Dispatch nodes, and all edges over methods and dispatch nodes in compressed rows, one a pair."""
    size, sites = len(program), program.sites
    count = np.diff(calls.start)
    of_node = np.flatnonzero(count > 1).astype(np.int32)
    node = np.full(size, -1, np.int64)
    node[of_node] = size + np.arange(len(of_node))
    nodes = size + len(of_node)

    named = sites.callee >= 0
    callee = np.where(named, sites.callee, 0)
    if not size:
        callee = callee[:0]
    virtual = (sites.op == OP_VIRTUAL) | (sites.op == OP_INTERFACE)
    one = np.full(size, -1, np.int64)
    one[count == 1] = calls.target[calls.start[:-1][count == 1]]
    one[of_node] = node[of_node]
    target = np.where(virtual, one[callee], calls.exact[callee])
    good = np.flatnonzero(named & (target >= 0))
    target = target[good]
    runs = np.ones(nodes, np.bool_)
    runs[:size] = program.index.method_flags & ABSTRACT == 0
    good, target = good[runs[target]], target[runs[target]]
    kind = np.where(target >= size, DISPATCH, CALL).astype(np.uint8)

    fan = spans(calls.start[of_node], count[of_node])
    wide = np.repeat(calls.wide[of_node], count[of_node])
    source = np.concatenate((sites.method[good], extra.source, np.repeat(node[of_node], count[of_node])))
    target = np.concatenate((target, extra.target, calls.target[fan]))
    pc = np.concatenate((sites.pc[good], extra.pc, np.zeros(len(fan), np.int32)))
    kind = np.concatenate((kind, extra.kind, np.full(len(fan), DISPATCH, np.uint8)))
    cost = COST[kind]
    cost[len(cost) - len(fan) :][wide] = WIDE_COST
    by_cost = order.by(cost)
    pair = (source.astype(np.int64) * nodes + target)[by_cost]
    rows = order.by(pair)
    first = order.heads(pair[rows])
    kept = by_cost[rows[first]]
    source, target = source[kept], target[kept]
    start = offsets(np.bincount(source, minlength=nodes))
    return of_node, start, target.astype(np.int32), pc[kept].astype(np.int32), kind[kept], cost[kept]
