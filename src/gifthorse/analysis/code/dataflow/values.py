"""The search: from one argument of one call backwards until every way ends in a source, within a budget."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container
from heapq import heappop, heappush
from time import process_time
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gifthorse.analysis.code.constants import UNKNOWN, Item, Made, Node, texts
from gifthorse.analysis.code.dataflow.code import Code
from gifthorse.analysis.code.dataflow.detours import detour
from gifthorse.analysis.code.dataflow.files import Files
from gifthorse.analysis.code.dataflow.flow import INVOKES
from gifthorse.analysis.code.dataflow.nodes import CHANGED, ELEMENT, FIELD, PARAMETER, USE, WRITTEN, Step
from gifthorse.analysis.code.dataflow.nodes import Leaf as Found
from gifthorse.analysis.code.dataflow.steps import Steps

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program
    from gifthorse.formats.dex.gather import Bools

BUDGET, NAME_BUDGET = 400, 40
LONGEST_PATH = 40
GUESSES = 0.6
"""How much of the budget may be spent when the guesses are followed, which come last."""
EVERY = 64
NOWHERE = (-1, -1)
NARROW, FARTHER, HOME = 4, 1, 2
"""Of more callers than NARROW those in other parts of the app, by the first two names of their packages, come later."""
COUNTS = frozenset({"short", "int", "long", "float", "double", "boolean"})
LETTERWISE = frozenset({"read", "charAt", "codePointAt", "codePointBefore", "nextInt", "previousInt"})
"""Calls that give a text letter by letter as numbers."""
TO_LETTER = frozenset({0x8D, 0x8E})


class Leaf(Struct, frozen=True):
    """One origin. `path` leads from it to the call as (method, pc); `proven`: no guess in between."""

    kind: str
    detail: str | None
    outside: bool
    proven: bool
    entry: int
    path: tuple[tuple[int, int], ...]


class Trace(Struct, frozen=True):
    """All origins of a value and up to six texts it may be (with placeholders). `complete`: nothing was left out."""

    leaves: tuple[Leaf, ...]
    items: tuple[Item, ...]
    complete: bool


class Values:
    """Traces over one program; what is learnt of its methods is kept between them.

    `reached` (a flag a method) has callers and stores in reached code looked at, and others only where there are none.
    """

    def __init__(self, program: Program, *, reached: Bools | None = None, seconds: float = 30.0) -> None:
        self.program = program
        self.reached = reached
        self.code = Code(program)
        self.steps = Steps(self.code, reached)
        self.steps.incoming.files = Files(self.code, self._named)
        self._steps: dict[Node, Step] = {}
        self._known: dict[tuple[int, int, int, int], Trace] = {}
        self._homes: dict[int, tuple[str, ...]] = {}
        self._places: dict[Node, tuple[int, int]] = {}
        self._until = process_time() + seconds

    @property
    def spent(self) -> bool:
        """Whether the seconds given to this program are over."""
        return process_time() > self._until

    def argument(self, m: int, pc: int, place: int, *, budget: int = BUDGET, element: int = -1) -> Trace | None:
        """Trace operand `place` (0 is the object unless static) of the call at `pc`; None when there is none.

        With `element` only this element of the array that the operand is.
        """
        known = self._known.get((m, pc, place, element))
        if known is not None and (known.complete or budget <= BUDGET):
            return known
        root = self._root(m, pc, place, element)
        if root is None:
            return None
        found = self.trace(root, budget=budget)
        if found.complete or budget == BUDGET:
            self._known[m, pc, place, element] = found
        return found

    def _root(self, m: int, pc: int, place: int, element: int) -> Node | None:
        flow = self.code.flow(m)
        row = flow.body.row(pc) if flow is not None else -1
        if flow is None or row < 0 or not 0 <= place < len(flow.body.sources[row]):
            return None
        key = f"{ELEMENT}{element}" if element >= 0 else None
        return (USE, m, row, flow.body.sources[row][place], (), key)

    def around(
        self,
        place: tuple[int, int, int, int],
        leaf: Leaf,
        cost: Callable[[int, int], int] | None,
        *,
        avoided: Container[tuple[int, int] | None] = (),
        budget: int = BUDGET,
    ) -> Leaf:
        """The origin of operand (method, pc, place, element) by the way of least `cost` and fewest `avoided` places."""
        root = self._root(*place)

        def ends(node: Node, step: Step) -> bool:
            same = step.leaf is not None and (*step.leaf[:2], step.leaf.entry) == (leaf.kind, leaf.detail, leaf.entry)
            return same and (leaf.entry >= 0 or [m for m, _ in leaf.path[:1]] == [node[1]])

        found = root and detour(
            self.code, root, self._step, ends, sure=leaf.proven, avoided=avoided, cost=cost, budget=budget
        )
        return replace(leaf, path=self._path(*found)) if found else leaf

    def _step(self, node: Node) -> Step:
        step = self._steps.get(node)
        if step is None:
            step = self._steps[node] = self.steps.step(node)
        return step

    def _named(self, root: Node) -> Trace:
        """A short trace, for a name that another one depends on."""
        return self.trace(root, budget=NAME_BUDGET)

    def trace(self, root: Node, *, budget: int = BUDGET) -> Trace:
        """Every origin of a node."""
        made: dict[Node, Made] = {}
        parent: dict[Node, Node | None] = {root: None}
        doubted: set[Node] = set()
        found: list[tuple[Node, Found, bool]] = []
        proven, guessed = [(0, 0, root)], list[tuple[int, int, Node]]()
        complete = True
        number = 0
        while proven or guessed:
            sure = bool(proven)
            far, _, node = heappop(proven or guessed)
            if node in made:
                continue
            if len(made) >= (budget if sure else GUESSES * budget) or (len(made) % EVERY == 0 and self.spent):
                complete = False
                break
            step = self._step(node)
            made[node] = step.made
            if not sure:
                doubted.add(node)
            if step.leaf is not None:
                found.append((node, step.leaf, sure and step.sure))
            for queue, following in (
                (proven if sure and step.sure else guessed, step.made.parts),
                (guessed, step.guesses),
            ):
                many = node[0] == PARAMETER and len(following) > NARROW
                for following_node in following:
                    if following_node not in made:
                        parent.setdefault(following_node, node)
                        number += 1
                        farther = far + FARTHER if many and self._apart(node[1], following_node[1]) else far
                        heappush(queue, (farther, number, following_node))
        nearest: dict[Found, tuple[Node, bool]] = {}
        for node, leaf, sure in found:  # nearest first, and what is proven before what is guessed
            nearest.setdefault(leaf, (node, sure))
        free = {leaf for node, leaf, _ in found if leaf.outside and not self._counted(node, parent)}
        leaves = tuple(
            Leaf(leaf.kind, leaf.detail, leaf in free, sure, leaf.entry, self._path(node, parent))
            for leaf, (node, sure) in nearest.items()
        )
        kinds = {node: leaf.kind for node, leaf, _ in found}
        if not any(how.form == "constant" for how in made.values()):
            return Trace(leaves, (_placeholder(root, made, kinds),), complete)
        whole = {node: how for node, how in made.items() if not (node in kinds and how.form == "lost")}
        values = texts(whole, root, lambda node: _placeholder(node, made, kinds))
        return Trace(leaves, tuple(values), complete)

    def _apart(self, m: int, other: int) -> bool:
        """Whether two methods belong to different parts of the app, by the beginning of their packages."""
        return other >= 0 and self._home(m) != self._home(other)

    def _home(self, m: int) -> tuple[str, ...]:
        home = self._homes.get(m)
        if home is None:
            home = self._homes[m] = tuple(self.program.cls(m).split(".")[:-1][:HOME])
        return home

    def _counted(self, node: Node, parent: dict[Node, Node | None]) -> bool:
        """Whether a value becomes a number and then part of something larger: a number in a text says little."""
        number = False
        current: Node | None = node
        while current is not None:
            kind, m, a = current[:3]
            flow = self.code.flow(m) if kind in (WRITTEN, CHANGED) else None
            row = a if flow is None or kind == CHANGED else flow.body.result_of[a]
            if flow is not None and kind == WRITTEN and flow.body.op[a] in TO_LETTER:
                number = False
            callee = self.code.callee(m, flow.body, row) if flow is not None and row >= 0 else None
            if callee is not None and flow is not None and flow.body.op[row] in INVOKES:
                if kind == WRITTEN and callee.returns in COUNTS and callee.name not in LETTERWISE:
                    number = True
                elif number:
                    return True
            current = parent[current]
        return False

    def _path(self, node: Node, parent: dict[Node, Node | None]) -> tuple[tuple[int, int], ...]:
        """Instructions from a node to the root, one a change of method or a call."""
        steps: list[tuple[int, int]] = []
        current: Node | None = node
        before = -2
        while current is not None and len(steps) < LONGEST_PATH:
            kind, m = current[:2]
            place = self._places.get(current)
            if place is None:
                place = self._places[current] = self._place(current)
            if place[0] >= 0:
                if kind == USE and m == before and steps:
                    steps[-1] = place if steps[-1] != steps[0] else steps[-1]
                    if steps[-1] != place:
                        steps.append(place)
                elif not steps or steps[-1] != place:
                    steps.append(place)
                before = m
            elif kind == FIELD:
                before = -2
            current = parent[current]
        return tuple(steps)

    def _place(self, node: Node) -> tuple[int, int]:
        """The instruction (method, pc) that a node is about; (-1, -1) for nodes that are about none."""
        kind, m, a = node[:3]
        flow = self.code.flow(m) if m >= 0 and kind in (USE, WRITTEN) else None
        if flow is None:
            return NOWHERE
        row = flow.body.result_of[a] if kind == WRITTEN and flow.body.result_of[a] >= 0 else a
        return m, flow.body.pc[row]


def _placeholder(node: Node, made: dict[Node, Made], kinds: dict[Node, str]) -> str:
    """The kinds of origin below a node whose text is not known, the first few."""
    seen = {node}
    todo = deque([node])
    names: dict[str, None] = {}
    while todo and len(seen) < BUDGET:
        one = todo.popleft()
        if one in kinds:
            names[kinds[one]] = None
        how = made.get(one)
        for part in how.parts if how is not None else ():
            if part not in seen:
                seen.add(part)
                todo.append(part)
    others = [n for n in names if n != "constant"]
    return "{" + "|".join(others[:3]) + "}" if others else UNKNOWN
