"""Whether the outcome of a check in a method decides that a place in it is reached."""

from __future__ import annotations

from collections.abc import Callable, Container, Set

from msgspec import Struct, field

from gifthorse.analysis.code.dataflow.flow import ENTERED, MOVES, MethodFlow

OF_CALL = "of-call"
"""Kind, beside the check's own, of what asks who makes the call that is being served: of itself where none is."""
ABOUT_CALLER = frozenset({"caller-permission", "caller-uid", "caller-signature", "package-name", OF_CALL})
SLICE = 60
CONST_4 = 0x12


Cut = dict[int, set[int]]
Gets = Callable[[list[int], Set[int], Cut, str], bool]
"""Whether control gets to one of some rows, past closed rows and cut edges that are of a kind of check."""


class Checks(Struct):
    """The checks in one method: rows whose result tells of kinds, rows that stop by kind, branches by kind, rows whose
    result is harmless, and calls of methods that check according to what they are given."""

    tells: dict[int, set[str]] = field(default_factory=dict)
    stops: dict[str, set[int]] = field(default_factory=dict)
    branches: dict[str, set[int]] = field(default_factory=dict)
    passes: dict[int, set[str]] = field(default_factory=dict)
    maybe: dict[int, int] = field(default_factory=dict)


def told(flow: MethodFlow, row: int, tells: dict[int, set[str]]) -> set[str]:
    """Kinds of the checks that the operands of a row depend on, through anything the method does with them."""
    body = flow.body
    found: set[str] = set()
    todo = [(row, register) for register in body.sources[row]]
    seen = set(todo)
    while todo and len(seen) < SLICE:
        at, register = todo.pop()
        for event in flow.reaching(at, register):
            if event.kind == ENTERED:
                continue
            made = body.result_of[event.row] if body.result_of[event.row] >= 0 else event.row
            found |= tells.get(made, set())
            for source in body.sources[made]:
                if (made, source) not in seen:
                    seen.add((made, source))
                    todo.append((made, source))
    return found


def chosen(flow: MethodFlow, goals: list[int], checks: Checks, gets: Gets) -> set[str]:
    """Kinds of checks whose branches decide whether one of the rows `goals` is reached."""
    found: set[str] = set()
    for kind, branches in checks.branches.items():
        cut = cuts(flow, goals, branches)
        if cut and not gets(goals, set(), cut, kind):
            found.add(kind)
    asked = {kind: rows for kind, rows in checks.branches.items() if kind in ABOUT_CALLER}
    demanded = {kind: rows for kind, rows in checks.stops.items() if kind in ABOUT_CALLER}
    kinds = asked.keys() | demanded.keys()
    if asked and (len(asked) > 1 or demanded) and not found.issuperset(kinds):
        closed: set[int] = set().union(*demanded.values())
        cut = cuts(flow, goals, set().union(*asked.values()), closed)
        if cut and not gets(goals, closed, cut, ""):
            found |= kinds  # "the system's uid, or else a package with our signature": together they decide
    return found


def asserted(flow: MethodFlow, row: int, checks: Checks, gets: Gets) -> set[str]:
    """Kinds of checks that a call's argument tells of: by its value, or by the branch in which it was set to true."""
    found = told(flow, row, checks.tells)
    true = [at for at in made(flow, row, 0) if any(_is_true(flow, end) for end in (at, *_moved(flow, at)))]
    return found | (chosen(flow, true, checks, gets) if true else set())


def made(flow: MethodFlow, row: int, place: int) -> list[int]:
    """Rows that may have given an operand its value."""
    sources = flow.body.sources[row]
    found = flow.reaching(row, sources[place]) if place < len(sources) else ()
    return [event.row for event in found if event.kind != ENTERED]


def _moved(flow: MethodFlow, row: int) -> list[int]:
    return made(flow, row, 0) if flow.body.op[row] in MOVES else []


def _is_true(flow: MethodFlow, row: int) -> bool:
    return flow.body.op[row] == CONST_4 and flow.body.literal[row] == 1


def cuts(flow: MethodFlow, goals: list[int], branches: set[int], closed: Set[int] = frozenset()) -> Cut:
    """Of each branch the ways that lead straight to a goal, if not all do: who fails the check goes another one.

    Rows in `closed` are passed by nobody who fails a check.
    """
    cut: Cut = {}
    for branch in branches:
        onward = flow.body.successors[branch]
        direct = {one for one in onward if reachable(flow, goals, branches | closed, {}, start=one)}
        if direct and len(direct) < len(onward):
            cut[branch] = direct
    return cut


def reachable(
    flow: MethodFlow, goals: list[int], closed: Container[int], cut: dict[int, set[int]], *, start: int = 0
) -> bool:
    """Whether control can get from `start` to a goal without passing a closed row or taking a cut edge."""
    body = flow.body
    wanted = set(goals)
    todo = [start]
    seen = {start}
    while todo:
        row = todo.pop()
        if row in closed:
            continue
        if row in wanted:
            return True
        barred = cut.get(row, ())
        for onward in (*body.successors[row], *body.catches[row]):
            if onward not in seen and onward not in barred:
                seen.add(onward)
                todo.append(onward)
    return False
