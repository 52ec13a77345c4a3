"""Everything that is asked of one app's code, in order: sensitive calls, ways to them, origins of their arguments."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import ref

import numpy as np

from gifthorse.analysis.code import reach as ways
from gifthorse.analysis.code.apis import Use, find_uses, write_uses
from gifthorse.analysis.code.callbacks import write_callbacks
from gifthorse.analysis.code.dataflow.values import Values
from gifthorse.analysis.code.entries import Entry, entries
from gifthorse.analysis.code.freest import Freest
from gifthorse.analysis.code.guards import Guards
from gifthorse.analysis.code.manifest import Manifest
from gifthorse.analysis.code.origins import find_origins, write_origins
from gifthorse.analysis.code.program import Program
from gifthorse.analysis.code.receivers import write_registered
from gifthorse.analysis.code.unasked import Unasked
from gifthorse.formats.dex import Dex
from gifthorse.formats.dex.merged import MethodIndex
from gifthorse.tables import Rows, node_id

HIGH_WEIGHT = 7
"""APIs of this weight and more keep every way that leads to them, not only the shortest."""
GUARDED_WEIGHT = 5
"""APIs below this weight harm nobody by being reached, so checks on the way to them are not looked for."""


def analyse(
    path: str, package: str, dexes: Sequence[Dex], index: MethodIndex, manifest: Manifest, *, rows: Rows
) -> None:
    """Fill `api_uses`, `reach`, `origins` and `callbacks` for the app or jar at node `path`."""
    evidence = node_id(path)
    program = Program.build(dexes, index, manifest)
    doors = entries(program)
    values = Values(program, reached=ways.reached_methods(program, doors))
    uses = find_uses(program, values)
    sinks = _sinks(uses)
    guards = Guards(values.code)
    found = ways.reach(program, doors, sinks, guarded=lambda m, pc: bool(guards.before(m, pc)))
    if not found.complete:
        rows.problem(path, "reach", "This code is too large or too tangled to follow every way in.", error="limit")
    write_uses(uses, program, found.reached, rows=rows, evidence=evidence, package=package)
    if found.ways:
        checks = [
            guards.on(
                [*((s.caller, s.pc) for s in way.steps), (int(sinks.method[way.sink]), int(sinks.pc[way.sink]))],
                way.entry.kind,
            )
            if uses[way.sink].api.weight >= GUARDED_WEIGHT
            else None
            for way in found.ways
        ]
        columns = ways.columns(program, found, sinks, evidence=evidence, package=package)
        rows.put("reach", {**columns, "guards": checks})
    nearest: dict[int, Entry] = {}
    for way in sorted(found.ways, key=lambda w: len(w.steps)):
        nearest.setdefault(int(sinks.method[way.sink]), way.entry)
    freest = Freest(values, guards)
    origins = find_origins(uses, freest, found.reached, doors, nearest)
    unasked = Unasked(program, doors, guards.touched())
    write_origins(origins, program, freest, rows=rows, evidence=evidence, package=package, unasked=unasked)
    write_registered(values, found.reached, rows=rows, evidence=evidence, package=package)
    lambdas = values.steps.incoming.lambdas
    write_callbacks(values.code, lambdas, found.reached, rows=rows, evidence=evidence, package=package)
    _left.extend(map(ref, (values.steps.incoming, values.steps, values.code, values, program)))


_left: list[ref[object]] = []
"""What analyses leave behind: parts that hold each other, so that nothing is freed by itself."""


def let_go() -> None:
    """Free what all apps and jars so far left; to have it found by the garbage collector would take as long again."""
    for one in _left:
        part = one()
        if part is not None:
            vars(part).clear()
    _left.clear()


def _sinks(uses: Sequence[Use]) -> ways.Sinks:
    return ways.Sinks(
        method=np.array([u.method for u in uses], np.int32),
        pc=np.array([u.pc for u in uses], np.int32),
        api=[u.api.id for u in uses],
        category=[u.api.category for u in uses],
        high=np.array([u.api.weight >= HIGH_WEIGHT for u in uses], np.bool_),
    )
