"""Spreading of up to 64 groups over the call graph at once, one bit each, by distance.

What each distance adds is kept with the edge that brought it, so that the path of any wanted pair of group and node can
be rebuilt backwards without a search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from gifthorse.formats.dex import order
from gifthorse.formats.dex.gather import Ints, Longs, spans

if TYPE_CHECKING:
    from gifthorse.analysis.code.callgraph import CallGraph

Masks = npt.NDArray[np.uint64]
GROUP = 64
FARTHEST = 400  # A path longer than this explains nothing.
MOST_VISITS = 20_000_000  # Edges gone over for one batch of groups; an honest app has a few hundred thousand.
NO_EDGE = -1


class Level(Struct):
    """What one distance added: nodes ascending, bits, and the edge (NO_EDGE: entered here) and node they came by."""

    node: Longs
    mask: Masks
    source: Longs
    edge: Longs


def propagate(graph: CallGraph, costs: Longs, roots: list[list[int]]) -> tuple[list[Level | None], Masks, bool]:
    """Levels by distance, for every node the groups (bits) that reach it, and whether all was gone over."""
    seen: Masks = np.zeros(len(graph.start) - 1, np.uint64)
    node = np.array([m for group in roots for m in group], np.int64)
    bit = np.repeat(np.arange(len(roots), dtype=np.uint64), [len(group) for group in roots])
    nothing = np.full(len(node), NO_EDGE, np.int64)
    pending: dict[int, list[tuple[Longs, Masks, Longs, Longs]]] = {
        0: [(node, np.left_shift(np.uint64(1), bit), nothing, nothing)]
    }
    levels: list[Level | None] = []
    left = MOST_VISITS
    while pending and len(levels) < FARTHEST and left > 0:
        parts = pending.pop(len(levels), None)
        if parts is None:
            levels.append(None)
            continue
        node, mask, source, edge = (np.concatenate(c) for c in zip(*parts, strict=True))
        mask = mask & ~seen[node]
        rows = np.flatnonzero(mask)
        rows = rows[order.by(node[rows])]
        node, mask, source, edge = node[rows], mask[rows], source[rows], edge[rows]
        levels.append(Level(node, mask, source, edge))
        if not len(node):
            continue
        head = np.flatnonzero(np.concatenate(([True], node[1:] != node[:-1])))
        fresh, added = node[head], np.bitwise_or.reduceat(mask, head)
        seen[fresh] |= added
        low = graph.start[fresh].astype(np.int64)
        count = graph.start[fresh + 1] - low
        left -= int(count.sum())
        out = spans(low, count)
        target = graph.target[out].astype(np.int64)
        carried = np.repeat(added, count) & ~seen[target]
        going = np.flatnonzero(carried)
        out, target, carried = out[going], target[going], carried[going]
        source = np.repeat(fresh, count)[going]
        cost = costs[out]
        for step in np.flatnonzero(np.bincount(cost)).tolist():
            rows = np.flatnonzero(cost == step)
            pending.setdefault(len(levels) - 1 + step, []).append(
                (target[rows], carried[rows], source[rows], out[rows])
            )
    return levels, seen, not pending


def distances(levels: list[Level | None], targets: Ints, nodes: int) -> Ints:
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


def paths(levels: list[Level | None], cost: Longs, node: Longs, bit: Longs, distance: Ints) -> tuple[Longs, Longs]:
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
        left[rows] = at - cost[edge]
        pair_parts.append(rows)
        edge_parts.append(edge)
    pair, edge = np.concatenate(pair_parts), np.concatenate(edge_parts)
    # Parts were found from the sink backwards; within a pair the last one found is the first of the path.
    rows, start = order.grouped(pair[::-1], len(bit))
    return edge[::-1][rows], start
