"""Other ways that a value may take from its origin to a call: those that pass no check, where the nearest passes one.

The search keeps the nearest way of each origin alone. A binder that checks who calls before one of its codes, and not
before the next, hands the same value on by both.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from gifthorse.analysis.code.constants import Node
from gifthorse.analysis.code.dataflow.flow import INVOKES
from gifthorse.analysis.code.dataflow.nodes import USE, WRITTEN, Step

if TYPE_CHECKING:
    from gifthorse.analysis.code.dataflow.code import Code

AVOIDED = 100
"""How much farther a place counts as that an earlier way went by."""
Place = tuple[int, int]


def detour(
    code: Code,
    root: Node,
    step: Callable[[Node], Step],
    ends: Callable[[Node, Step], bool],
    *,
    sure: bool,
    avoided: Container[Place | None],
    cost: Callable[[int, int], int] | None,
    budget: int,
) -> tuple[Node, dict[Node, Node | None]] | None:
    """The node in which the way with fewest checks ends, and for each node seen the one it was come to from.

    `ends` knows the origin; with `sure` only what is proven is followed. `cost(m, pc)` is what the checks
    before a place count as, beside the one of every node.
    """
    parent: dict[Node, Node | None] = {}
    todo: list[tuple[int, int, Node, Node | None]] = [(0, 0, root, None)]
    number = 0
    while todo and len(parent) < budget:
        far, _, node, before = heappop(todo)
        if node in parent:
            continue
        parent[node] = before
        made = step(node)
        if ends(node, made) and (made.sure or not sure):
            return node, parent
        following = made.made.parts if sure else (*made.made.parts, *made.guesses)
        for onward in following if made.sure or not sure else ():
            if onward not in parent:
                number += 1
                place = place_of(code, onward)
                more = AVOIDED if place in avoided else 0
                if cost is not None and place is not None:
                    more += cost(*place)
                heappush(todo, (far + 1 + more, number, onward, node))
    return None


def place_of(code: Code, node: Node) -> Place | None:
    """The call at which a value is used or returned, as (method, pc)."""
    kind, m, row = node[:3]
    flow = code.flow(m) if kind in (USE, WRITTEN) else None
    if flow is None:
        return None
    at = flow.body.result_of[row] if kind == WRITTEN else row
    return (m, flow.body.pc[at]) if at >= 0 and flow.body.op[at] in INVOKES else None
