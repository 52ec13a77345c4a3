"""From every way into an app to every sensitive call: the shortest path through the call graph.

Ways in are grouped by kind and component. Where a check lies on the shortest way, a way around it is looked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from gifthorse.analysis.code.detours import Costs
from gifthorse.analysis.code.edges import CALL, INIT, Call
from gifthorse.analysis.code.spread import GROUP, distances, paths, propagate
from gifthorse.formats.dex import order
from gifthorse.formats.dex.gather import Bools, Ints, Longs

if TYPE_CHECKING:
    from gifthorse.analysis.code.entries import Entry
    from gifthorse.analysis.code.program import Program

KEPT, KEPT_HIGH = 8, 64
LOOSE, LOOSE_JAR = 4, 16
"""How much less entries without a component keep, in an app and in a framework jar with its hundred binders."""
MOST_GROUPS, MOST_WAYS = 4096, 300_000
ROUNDS = 2


class Sinks(Struct, frozen=True):
    """Sensitive calls, one row each: calling method, pc, api id, category; `high`: those of which every way counts."""

    method: Ints
    pc: Ints
    api: Sequence[str]
    category: Sequence[str]
    high: Bools


class Way(Struct, frozen=True):
    """One row of `reach`. `sink` is the row in `Sinks`; `steps` are the calls from the entry to the sink's method."""

    entry: Entry
    sink: int
    steps: tuple[Call, ...]
    certain: bool


class Reach(Struct, frozen=True):
    """`ways` ordered by entry, then length; `reached[m]` says whether any entry reaches method m.

    `complete` is false where the program is so large or so tangled that a limit ended the search.
    """

    ways: list[Way]
    reached: Bools
    complete: bool


def reach(
    program: Program,
    entries: Sequence[Entry],
    sinks: Sinks,
    *,
    kept: int = KEPT,
    kept_high: int = KEPT_HIGH,
    guarded: Callable[[int, int], bool] | None = None,
) -> Reach:
    """The shortest way from each group of entries to the sensitive calls it reaches.

    Of each group and category the `kept` nearest APIs are returned, each with its nearest call, and of `high` sinks
    the `kept_high` nearest calls. Entries of a component are one group a kind; others one group a kind and class, and
    keep less. `guarded(method, pc)` says whether a check lies before a step: for `high` sinks of an app the same step
    at another place of the method, or else a way around it, is then preferred if one is less than DETOUR steps longer,
    so that a guard on a way means that no such way avoids it.
    """
    grouped: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        grouped[entry.kind, entry.component or program.cls(entry.method)].append(entry)
    groups = list(grouped.values())[:MOST_GROUPS]
    choice = _Choice(sinks, kept, kept_high)
    costs = Costs(program.graph.cost.astype(np.int64), program.graph.pc)
    found, reached, complete = _ways(program, groups, choice, costs)
    # Looking for ways around checks is worth its price for what matters most, and not among a framework's own binders.
    todo = list(range(len(groups))) if guarded and program.manifest.components else []
    known: set[tuple[int, int]] = set()
    for _ in range(ROUNDS):
        steps = {g: {(s.caller, s.pc) for w in found[g] if sinks.high[w.sink] for s in w.steps} for g in todo}
        places = {place for mine in steps.values() for place in mine - known if guarded and guarded(*place)}
        known |= set().union(*steps.values())
        todo = [g for g, mine in steps.items() if not places.isdisjoint(mine)]
        if not todo:
            break
        if guarded:
            costs.avoid(program, places, guarded)
        again, _, _ = _ways(program, [groups[g] for g in todo], choice, costs)
        for group, ways in zip(todo, again, strict=True):
            found[group] = ways
    complete &= len(grouped) <= MOST_GROUPS
    return Reach([way for ways in found for way in ways], reached, complete)


def reached_methods(program: Program, entries: Sequence[Entry]) -> Bools:
    """Which methods any entry reaches: a mask over all methods."""
    graph = program.graph
    _, seen, _ = propagate(graph, np.ones(len(graph.target), np.int64), [[e.method for e in entries]])
    reached: Bools = seen[: len(program)] != 0
    return reached


def _ways(
    program: Program, groups: list[list[Entry]], choice: _Choice, costs: Costs
) -> tuple[list[list[Way]], Bools, bool]:
    """The ways of each group, which methods are reached at all, and whether no limit ended the search."""
    graph, sinks, cost = program.graph, choice.sinks, costs.cost
    reached = np.zeros(len(program), np.bool_)
    targets, slot = order.numbered(sinks.method)
    less = LOOSE if program.manifest.components else LOOSE_JAR
    complete = True
    ways: list[list[Way]] = [[] for _ in groups]
    for at in range(0, len(groups), GROUP):
        batch = groups[at : at + GROUP]
        levels, seen, all_gone_over = propagate(graph, cost, [[e.method for e in group] for group in batch])
        complete &= all_gone_over
        reached |= seen[: len(program)] != 0
        if not len(targets):
            continue
        if sum(map(len, ways)) > MOST_WAYS:
            complete = False
            break
        distance = distances(levels, targets, len(graph.start) - 1)[slot]
        bits, rows = choice.pick(distance, [less if group[0].component is None else 1 for group in batch])
        edges = paths(levels, cost, sinks.method[rows].astype(np.int64), bits, distance[rows, bits])
        by_method = [{e.method: e for e in reversed(group)} for group in batch]
        for bit, row, steps in zip(bits.tolist(), rows.tolist(), _steps(program, costs.pc, *edges), strict=True):
            entry = by_method[bit][steps[0].caller if steps else int(sinks.method[row])]
            ways[at + bit].append(Way(entry, row, steps, all(step.kind in (CALL, INIT) for step in steps)))
    return ways, reached, complete


class _Choice:
    """Which of the reached sinks become rows."""

    def __init__(self, sinks: Sinks, kept: int, kept_high: int) -> None:
        self.sinks, self.kept, self.kept_high = sinks, kept, kept_high
        _, self.category = np.unique(np.array(sinks.category, np.str_), return_inverse=True)
        _, api = np.unique(np.array(sinks.api, np.str_), return_inverse=True)
        self.high = sinks.high
        # Several calls of one API are rows only if each counts.
        self.same = np.where(sinks.high, -1 - np.arange(len(api)), api)

    def pick(self, distance: Ints, loose: Sequence[int]) -> tuple[Longs, Longs]:
        """(group, row) pairs; `loose` tells how much less than usual each group keeps."""
        bits, rows = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for bit, less in enumerate(loose):
            kept, kept_high = (max(k // less, 1) for k in (self.kept, self.kept_high))
            row = np.flatnonzero(distance[:, bit] >= 0)
            if not len(row):
                continue
            row = row[np.argsort(distance[row, bit], kind="stable")]
            row = row[np.unique(self.same[row], return_index=True)[1]]
            row = row[np.lexsort((row, distance[row, bit], self.high[row], self.category[row]))]
            group = self.category[row] * 2 + self.high[row]
            head = np.searchsorted(group, group)
            rank = np.arange(len(row)) - head
            row = row[rank < np.where(self.high[row], kept_high, kept)]
            row = row[np.lexsort((row, distance[row, bit]))]
            rows.append(row)
            bits.append(np.full(len(row), bit))
        return np.concatenate(bits), np.concatenate(rows)


def _steps(program: Program, pc: Ints, edges: Longs, starts: Longs) -> Iterator[tuple[Call, ...]]:
    """Paths of edges over methods and dispatch nodes as steps from method to method."""
    graph, size = program.graph, len(program)
    source = np.searchsorted(graph.start, edges, side="right") - 1
    # A step over a dispatch node is two edges: the first gives caller and place, the second what runs.
    enters, leaves = source < size, graph.target[edges] < size
    count = np.cumsum(leaves)
    ends = np.concatenate(([0], count))[starts].tolist()
    columns = (source[enters], pc[edges][enters], graph.target[edges][leaves], graph.kind[edges][enters])
    steps = list(map(Call, *(column.tolist() for column in columns)))
    return (tuple(steps[low:high]) for low, high in pairwise(ends))


def columns(
    program: Program,
    found: Reach,
    sinks: Sinks,
    *,
    evidence: int,
    package: str,
    guards: Callable[[Way], list[str]] | None = None,
) -> dict[str, Any]:
    """The table `reach`, ready for `Rows.put`. `guards` names the checks that lie on a way."""
    ways = found.ways
    sink_method, sink_pc = sinks.method.tolist(), sinks.pc.tolist()
    known: dict[tuple[int, int], str] = {}
    texts: list[list[str]] = []
    for way in ways:
        places = [*((step.caller, step.pc) for step in way.steps), (sink_method[way.sink], sink_pc[way.sink])]
        texts.append([known.get(place) or known.setdefault(place, _place(program, *place)) for place in places])
    return {
        "evidence": evidence,
        "package": package,
        "entry": [way.entry.kind for way in ways],
        "component": [way.entry.component for way in ways],
        "entry_method": [program.label(way.entry.method) for way in ways],
        "api": [sinks.api[way.sink] for way in ways],
        "category": [sinks.category[way.sink] for way in ways],
        "method": [sink_method[way.sink] for way in ways],
        "pc": [sink_pc[way.sink] for way in ways],
        "hops": [len(way.steps) for way in ways],
        "path": texts,
        "guards": [guards(way) if guards else [] for way in ways],
        "certainty": ["direct" if way.certain else "possible" for way in ways],
    }


def _place(program: Program, method: int, pc: int) -> str:
    return f"{program.label(method)}:{pc}"
