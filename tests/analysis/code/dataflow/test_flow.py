"""Definitions that reach a use, compared with a plain fixpoint over every instruction of made-up methods."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.analysis.code.dataflow.flow import CHANGED, DEFINED, ENTERED, Effect, Event, MethodFlow
from gifthorse.formats.dex.body import Body

CONST, MOVE, IF, GOTO, CALL, RESULT, RETURN = 0x12, 0x07, 0x38, 0x28, 0x6E, 0x0C, 0x0E
REGISTERS, INS = 4, 1


Row = tuple[int, int, tuple[int, ...], tuple[int, ...], tuple[int, ...]]


def body(rows: list[Row]) -> Body:
    """A body of (opcode, register written, registers read, targets besides the next row, handlers)."""
    count = len(rows)
    successors = []
    for row, (op, _, _, targets, _) in enumerate(rows):
        onward = [] if op in (GOTO, RETURN) or row + 1 == count else [row + 1]
        onward += [t % count for t in targets if t % count not in onward]
        successors.append(tuple(onward))
    return Body(
        code=0,
        registers=REGISTERS,
        ins=INS,
        pc=list(range(count)),
        op=[r[0] for r in rows],
        dst=[r[1] for r in rows],
        sources=[r[2] for r in rows],
        literal=[None] * count,
        ref=[-1] * count,
        targets=[()] * count,
        successors=successors,
        catches=[tuple(h % count for h in r[4]) for r in rows],
        catch_types={h % count: -1 for r in rows for h in r[4]},
        jumps=[row for row in range(count) if successors[row] != (row + 1,)],
        result_of=[i - 1 if i and rows[i][0] == RESULT and rows[i - 1][0] == CALL else -1 for i in range(count)],
    )


def plain(made: Body, row: int, register: int) -> set[Event]:
    """What a fixpoint over all instructions says reaches a row; a row may throw before or after it wrote."""
    states: list[set[Event]] = [set() for _ in made.pc]
    if register >= REGISTERS - INS:
        states[0].add(Event(ENTERED, register, register))
    changed = True
    while changed:
        changed = False
        for at in range(len(made.pc)):
            after = {Event(DEFINED, at, register)} if made.dst[at] == register else states[at]
            for onward in made.successors[at]:
                changed |= not after <= states[onward]
                states[onward] |= after
            for handler in made.catches[at]:
                changed |= not states[at] <= states[handler]
                states[handler] |= states[at]
    return states[row]


register = st.integers(0, REGISTERS - 1)
target = st.integers(0, 30)
handlers = st.lists(target, max_size=1).map(tuple)
instruction = st.one_of(
    st.tuples(st.just(CONST), register, st.just(()), st.just(()), st.just(())),
    st.tuples(st.just(MOVE), register, register.map(lambda r: (r,)), st.just(()), st.just(())),
    st.tuples(st.just(IF), st.just(-1), register.map(lambda r: (r,)), target.map(lambda t: (t,)), st.just(())),
    st.tuples(st.just(GOTO), st.just(-1), st.just(()), target.map(lambda t: (t,)), st.just(())),
    st.tuples(st.just(CALL), st.just(-1), register.map(lambda r: (r,)), st.just(()), handlers),
    st.tuples(st.just(RETURN), st.just(-1), st.just(()), st.just(()), st.just(())),
)


def reachable(made: Body) -> set[int]:
    seen, todo = {0}, [0]
    while todo:
        at = todo.pop()
        for onward in (*made.successors[at], *made.catches[at]):
            if onward not in seen:
                seen.add(onward)
                todo.append(onward)
    return seen


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(instruction, min_size=1, max_size=16), register)
def test_definitions_agree_with_a_fixpoint(rows: list[Row], wanted: int) -> None:
    made = body(rows)
    flow = MethodFlow(made, lambda _: Effect())
    live = reachable(made)
    for row in live:
        found = {e for e in flow.reaching(row, wanted) if e.kind == ENTERED or e.row in live}
        exact = {e for e in plain(made, row, wanted) if e.kind == ENTERED or e.row in live}
        assert found >= exact, (row, found, exact)
        if not any(made.catches):  # what a handler sees is taken as anything that the guarded range leaves
            assert found == exact, (row, found, exact)


def changes(
    rows: list[tuple[int, int, tuple[int, ...], tuple[int, ...], tuple[int, ...]]], row: int, wanted: int
) -> set[Event]:
    """Events of a method all of whose calls change their first operand and return it."""
    return set(MethodFlow(body(rows), lambda _: Effect((0,), fluent=True)).reaching(row, wanted))


def one(op: int, dst: int = -1, *sources: int) -> Row:
    return (op, dst, sources, (), ())


def test_a_change_through_a_copy_is_a_change() -> None:
    rows = [one(CONST, 0), one(MOVE, 1, 0), one(CALL, -1, 1), one(RETURN)]
    assert changes(rows, 3, 0) == {Event(CHANGED, 2, 1)}
    assert changes(rows, 3, 1) == {Event(CHANGED, 2, 1)}
    assert changes(rows, 2, 0) == {Event(DEFINED, 0, 0)}


def test_a_change_through_what_a_call_returned_is_a_change() -> None:
    rows = [one(CONST, 0), one(CALL, -1, 0), one(RESULT, 1), one(CALL, -1, 1), one(RETURN)]
    assert changes(rows, 4, 0) == {Event(CHANGED, 3, 1)}
    assert changes(rows, 3, 0) == {Event(CHANGED, 1, 0)}
    assert changes(rows, 3, 1) == {Event(DEFINED, 2, 1)}


def test_a_copy_that_was_overwritten_is_none() -> None:
    rows = [one(CONST, 0), one(MOVE, 1, 0), one(CONST, 1), one(CALL, -1, 1), one(RETURN)]
    assert changes(rows, 4, 0) == {Event(DEFINED, 0, 0)}
    rows = [one(CONST, 0), one(MOVE, 1, 0), one(CONST, 0), one(CALL, -1, 1), one(RETURN)]
    assert changes(rows, 4, 0) == {Event(DEFINED, 2, 0)}


def test_what_goes_into_a_wrapper_goes_into_what_it_wraps() -> None:
    rows = [one(CONST, 0), one(CONST, 1), one(CALL, -1, 1, 0), one(CALL, -1, 1), one(RETURN)]
    wraps = MethodFlow(body(rows), lambda row: Effect((0,), wraps=1 if row == 2 else -1))
    apart = MethodFlow(body(rows), lambda _: Effect((0,)))
    assert set(wraps.reaching(4, 0)) == {Event(CHANGED, 3, 1)}
    assert set(apart.reaching(4, 0)) == {Event(DEFINED, 0, 0)}


def test_a_store_just_before_a_load_is_what_it_reads() -> None:
    def method(*between: Row) -> MethodFlow:
        rows = [one(CONST, 0), one(0x5B, -1, 0, 1), *between, one(0x54, 2, 1), one(RETURN)]
        return MethodFlow(body(rows), lambda _: Effect())

    assert method().store_before(2, 20, lambda _: False) == 1
    assert method(one(CALL, -1, 0)).store_before(3, 20, lambda _: False) == 1
    assert method(one(CALL, -1, 0)).store_before(3, 20, lambda _: True) == -1
    assert method(one(CONST, 1)).store_before(3, 20, lambda _: False) == -1
    assert method().store_before(2, 0, lambda _: False) == -1
