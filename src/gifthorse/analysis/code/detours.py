"""Steps with a check before them are taken elsewhere in their method, or count as longer.

Of several calls of one method in another the graph has the first alone: a binder may ask who calls before one of them,
and not before the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from gifthorse.analysis.code.callgraph import OP_INTERFACE, OP_VIRTUAL
from gifthorse.formats.dex.gather import Ints, Longs

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program

DETOUR = 8


class Costs(Struct):
    """How far each edge of the call graph counts as, and the place (pc) at which it is taken."""

    cost: Longs
    pc: Ints

    def avoid(self, program: Program, places: Iterable[tuple[int, int]], guarded: Callable[[int, int], bool]) -> None:
        """Of the edges at these (method, pc) places take those elsewhere that can be; make the others DETOUR longer."""
        graph = program.graph
        self.pc = self.pc.copy()
        for method, pc in places:
            low, high = int(graph.start[method]), int(graph.start[method + 1])
            for edge in (low + np.flatnonzero(self.pc[low:high] == pc)).tolist():
                others = _calling(program, method, int(graph.target[edge]))
                free = next((other for other in others if other != pc and not guarded(method, other)), None)
                if free is None:
                    self.cost[edge] += DETOUR
                else:
                    self.pc[edge] = free


def _calling(program: Program, method: int, target: int) -> Iterator[int]:
    """Places in a method where a method or, by its dispatch node, what overrides one is called."""
    graph, sites, start = program.graph, program.sites, program.site_start
    node = target - len(program)
    for row in range(int(start[method]), int(start[method + 1])):
        callee, op = int(sites.callee[row]), int(sites.op[row])
        if node >= 0:
            good = callee == graph.of_node[node] and op in (OP_VIRTUAL, OP_INTERFACE)
        else:
            good = callee >= 0 and graph.targets(callee, op).tolist() == [target]
        if good:
            yield int(sites.pc[row])
