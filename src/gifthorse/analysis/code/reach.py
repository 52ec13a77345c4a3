"""From every way into an app to every sensitive call: the shortest path through the call graph.

Ways in are grouped by kind and component; 64 groups are propagated over the graph at once, one bit each, level by
level. What each level adds is kept with the edge that brought it, so that the path of any wanted pair can be rebuilt
backwards without a search.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gifthorse.analysis.code.edges import CALL, INIT, Call
from gifthorse.formats.dex.gather import Bools, Ints, Longs, spans

if TYPE_CHECKING:
    from gifthorse.analysis.code.callgraph import CallGraph
    from gifthorse.analysis.code.entries import Entry
    from gifthorse.analysis.code.program import Program

Masks = npt.NDArray[np.uint64]
GROUP = 64
FARTHEST = 400  # A path longer than this explains nothing.
KEPT, KEPT_HIGH = 8, 64
LOOSE = 4  # Entries without a component (the binders of a framework jar, say) are many; each keeps this much less.
NO_EDGE = -1


@dataclass(frozen=True, slots=True)
class Sinks:
    """Sensitive calls, one row each: calling method, pc, api id, category; `high`: those of which every way counts."""

    method: Ints
    pc: Ints
    api: Sequence[str]
    category: Sequence[str]
    high: Bools


@dataclass(frozen=True, slots=True)
class Way:
    """One row of `reach`. `sink` is the row in `Sinks`; `steps` are the calls from the entry to the sink's method."""

    entry: Entry
    sink: int
    steps: tuple[Call, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """`ways` ordered by entry, then length; `reached[m]` says whether any entry reaches method m."""

    ways: list[Way]
    reached: Bools


@dataclass(slots=True)
class _Level:
    """What one distance added: nodes ascending, bits, and the edge (NO_EDGE: entered here) and node they came by."""

    node: Longs
    mask: Masks
    source: Longs
    edge: Longs


def reach(
    program: Program,
    entries: Sequence[Entry],
    sinks: Sinks,
    *,
    kept: int = KEPT,
    kept_high: int = KEPT_HIGH,
) -> Reach:
    """The shortest way from each group of entries to the sensitive calls it reaches.

    Of each group and category the `kept` nearest APIs are returned, each with its nearest call, and of `high` sinks
    the `kept_high` nearest calls. Entries of a component are one group a kind; others one group a kind and class, and
    keep a quarter.
    """
    graph = program.graph
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.kind, entry.component or program.cls(entry.method)].append(entry)
    reached = np.zeros(len(program), np.bool_)
    targets, slot = np.unique(sinks.method, return_inverse=True)
    choice = _Choice(sinks, kept, kept_high)
    ways: list[Way] = []
    batches = list(groups.values())
    for at in range(0, len(batches), GROUP):
        batch = batches[at : at + GROUP]
        levels, seen = _propagate(graph, [[e.method for e in group] for group in batch])
        reached |= seen[: len(program)] != 0
        if not len(targets):
            continue
        distance = _distances(levels, targets, len(graph.start) - 1)[slot]
        bits, rows = choice.pick(distance, [group[0].component is None for group in batch])
        paths = _paths(graph, levels, sinks.method[rows].astype(np.int64), bits, distance[rows, bits])
        by_method = [{e.method: e for e in reversed(group)} for group in batch]
        for bit, row, steps in zip(bits.tolist(), rows.tolist(), _steps(program, *paths), strict=True):
            entry = by_method[bit][steps[0].caller if steps else int(sinks.method[row])]
            ways.append(Way(entry, row, steps, all(step.kind in (CALL, INIT) for step in steps)))
    return Reach(ways, reached)


def _propagate(graph: CallGraph, roots: list[list[int]]) -> tuple[list[_Level | None], Masks]:
    """Levels by distance, and for every node the groups (bits) that reach it."""
    seen: Masks = np.zeros(len(graph.start) - 1, np.uint64)
    node = np.array([m for group in roots for m in group], np.int64)
    bit = np.repeat(np.arange(len(roots), dtype=np.uint64), [len(group) for group in roots])
    nothing = np.full(len(node), NO_EDGE, np.int64)
    pending: dict[int, list[tuple[Longs, Masks, Longs, Longs]]] = {
        0: [(node, np.left_shift(np.uint64(1), bit), nothing, nothing)]
    }
    levels: list[_Level | None] = []
    while pending and len(levels) < FARTHEST:
        parts = pending.pop(len(levels), None)
        if parts is None:
            levels.append(None)
            continue
        node, mask, source, edge = (np.concatenate(c) for c in zip(*parts, strict=True))
        mask = mask & ~seen[node]
        order = np.flatnonzero(mask)
        order = order[np.argsort(node[order], kind="stable")]
        node, mask, source, edge = node[order], mask[order], source[order], edge[order]
        levels.append(_Level(node, mask, source, edge))
        if not len(node):
            continue
        head = np.flatnonzero(np.concatenate(([True], node[1:] != node[:-1])))
        fresh, added = node[head], np.bitwise_or.reduceat(mask, head)
        seen[fresh] |= added
        low = graph.start[fresh].astype(np.int64)
        count = graph.start[fresh + 1] - low
        out = spans(low, count)
        target = graph.target[out].astype(np.int64)
        carried = np.repeat(added, count) & ~seen[target]
        going = np.flatnonzero(carried)
        out, target, carried = out[going], target[going], carried[going]
        source = np.repeat(fresh, count)[going]
        cost = graph.cost[out]
        for step in np.unique(cost).tolist():
            rows = np.flatnonzero(cost == step)
            pending.setdefault(len(levels) - 1 + step, []).append(
                (target[rows], carried[rows], source[rows], out[rows])
            )
    return levels, seen


def _distances(levels: list[_Level | None], targets: Ints, nodes: int) -> Ints:
    """Distance of each target from each group, shape (targets, 64); -1 where it is not reached."""
    place = np.full(nodes, -1, np.int64)
    place[targets] = np.arange(len(targets))
    found = np.full((len(targets), GROUP), -1, np.int32)
    shifts = np.arange(GROUP, dtype=np.uint64)
    for distance, level in enumerate(levels):
        if level is None:
            continue
        rows = np.flatnonzero(place[level.node] >= 0)
        set_ = np.argwhere((level.mask[rows, None] >> shifts) & np.uint64(1))
        found[place[level.node[rows[set_[:, 0]]]], set_[:, 1]] = distance
    return found


class _Choice:
    """Which of the reached sinks become rows."""

    def __init__(self, sinks: Sinks, kept: int, kept_high: int) -> None:
        self.kept, self.kept_high = kept, kept_high
        _, self.category = np.unique(np.array(sinks.category, np.str_), return_inverse=True)
        _, api = np.unique(np.array(sinks.api, np.str_), return_inverse=True)
        self.high = sinks.high
        # Several calls of one API are rows only if each counts.
        self.same = np.where(sinks.high, -1 - np.arange(len(api)), api)

    def pick(self, distance: Ints, loose: Sequence[bool]) -> tuple[Longs, Longs]:
        """(group, row) pairs; `loose` tells the groups that have no component."""
        bits, rows = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for bit, less in enumerate(loose):
            kept, kept_high = (max(k // LOOSE, 1) if less else k for k in (self.kept, self.kept_high))
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


def _paths(
    graph: CallGraph, levels: list[_Level | None], node: Longs, bit: Longs, distance: Ints
) -> tuple[Longs, Longs]:
    """Edges of the shortest path of each (node, bit, distance), from the entry on; compressed rows."""
    node, left = node.copy(), distance.astype(np.int64)
    pair_parts, edge_parts = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for at in range(len(levels) - 1, -1, -1):
        level = levels[at]
        rows = np.flatnonzero(left == at)
        if level is None or not len(rows):
            continue
        shift = bit[rows].astype(np.uint64)
        place = np.searchsorted(level.node, node[rows])
        searching = np.arange(len(rows))
        while len(searching):
            hit = (level.mask[place[searching]] >> shift[searching]) & np.uint64(1)
            searching = searching[hit == 0]
            place[searching] += 1
        edge = level.edge[place]
        came = edge != NO_EDGE
        left[rows] = -1
        rows, edge = rows[came], edge[came]
        node[rows] = level.source[place[came]]
        left[rows] = at - graph.cost[edge].astype(np.int64)
        pair_parts.append(rows)
        edge_parts.append(edge)
    pair, edge = np.concatenate(pair_parts), np.concatenate(edge_parts)
    # Parts were found from the sink backwards; within a pair the last one found is the first of the path.
    order = np.lexsort((-np.arange(len(pair)), pair))
    return edge[order], np.searchsorted(pair[order], np.arange(len(bit) + 1))


def _steps(program: Program, edges: Longs, starts: Longs) -> Iterator[tuple[Call, ...]]:
    """Paths of edges over methods and dispatch nodes as steps from method to method."""
    graph, size = program.graph, len(program)
    source = np.searchsorted(graph.start, edges, side="right") - 1
    # A step over a dispatch node is two edges: the first gives caller and place, the second what runs.
    enters, leaves = source < size, graph.target[edges] < size
    count = np.cumsum(leaves)
    ends = np.concatenate(([0], count))[starts].tolist()
    columns = (source[enters], graph.pc[edges][enters], graph.target[edges][leaves], graph.kind[edges][enters])
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
