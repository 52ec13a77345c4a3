"""Paths from entries to sensitive calls: the shortest, with places, certainty and limits."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.specimen import one, program

from gifthorse.analysis.code.entries import Entry, entries
from gifthorse.analysis.code.manifest import Component
from gifthorse.analysis.code.program import Program
from gifthorse.analysis.code.reach import Reach, Sinks, columns, reach, reached_methods
from gifthorse.tables import Rows

SINK = """
class q.Service < android.app.Service
  method public onStartCommand(~Intent;II)I 5
    invoke-virtual {p0}, Lq/Service;->work()V
    return p2
  method public onBind(~Intent;)Landroid/os/IBinder; 3
    const/4 v0, 0
    return-object v0
  method public work()V 2
    invoke-virtual {p0}, Lq/Service;->deeper()V
    {new q.Job v0}
  method public deeper()V 1
    invoke-static {}, Lq/Shell;->run()V
  method public unreached()V 1
    invoke-static {}, Lq/Shell;->other()V
class q.Job : java.lang.Runnable
  method public <init>()V 1
  method public run()V 1
    invoke-static {}, Lq/Shell;->later()V
class q.Shell
  method public static run()V 2
    invoke-static {}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v0
    const-string v1, "id"
    invoke-virtual {v0, v1}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;
    invoke-virtual {v0, v1}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;
  method public static later()V 2
    const/4 v0, 0
    invoke-virtual {v0, v0}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;
  method public static other()V 2
    const/4 v0, 0
    invoke-virtual {v0, v0}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;
class q.Screen < android.app.Activity
  method public onCreate(Landroid/os/Bundle;)V 2
    invoke-static {}, Lq/Shell;->run()V
class q.Loop
  method public static one()V 1
    invoke-static {}, Lq/Loop;->two()V
  method public static two()V 1
    invoke-static {}, Lq/Loop;->one()V
    invoke-static {}, Lq/Shell;->run()V
"""
GUARDED = """
class o.Service < android.app.Service
  method public onStartCommand(~Intent;II)I 5
    invoke-static {}, Lo/Service;->asked()V
    invoke-static {}, Lo/Service;->one()V
    return p2
  method public static asked()V 1
    invoke-static {}, Lo/Service;->run()V
  method public static one()V 1
    invoke-static {}, Lo/Service;->two()V
  method public static two()V 1
    invoke-static {}, Lo/Service;->three()V
  method public static three()V 1
    invoke-static {}, Lo/Service;->run()V
  method public static run()V 1
    const/4 v0, 0
    invoke-virtual {v0, v0}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;
class o.Strict < android.app.Service
  method public onStartCommand(~Intent;II)I 5
    invoke-static {}, Lo/Service;->asked()V
    return p2
"""
SERVICE, SCREEN = Component("service", "q.Service"), Component("activity", "q.Screen")


def sinks(app: Program, *, high: bool = True) -> Sinks:
    rows = app.sites_naming(app.find("java.lang.Runtime", "exec"))
    count = len(rows)
    return Sinks(
        app.sites.method[rows], app.sites.pc[rows], ["exec.runtime"] * count, ["exec"] * count, np.full(count, high)
    )


def found(app: Program, *, high: bool = True, **limits: Any) -> tuple[Reach, dict[str, list[object]]]:
    calls = sinks(app, high=high)
    result = reach(app, entries(app), calls, **limits)
    return result, columns(app, result, calls, evidence=1, package="q")


def test_the_path_names_every_step_with_its_place() -> None:
    app = program(SINK, SCREEN)
    result, table = found(app)
    assert len(result.ways) == 2
    assert table["entry"] == ["activity"] * 2
    assert table["component"] == ["q.Screen"] * 2
    assert table["entry_method"] == ["q.Screen.onCreate"] * 2
    assert table["path"] == [["q.Screen.onCreate:0", "q.Shell.run:6"], ["q.Screen.onCreate:0", "q.Shell.run:9"]]
    assert table["hops"] == [1, 1]
    assert table["certainty"] == ["direct", "direct"]


def test_a_hand_over_makes_a_way_possible_and_an_uncalled_method_gives_none() -> None:
    _, table = found(program(SINK, SERVICE))
    by_method = {str(path[-1]).partition(":")[0]: c for path, c in zip(table["path"], table["certainty"], strict=True)}  # type: ignore[index]  # a table's cells
    assert by_method == {"q.Shell.run": "direct", "q.Shell.later": "possible"}


def test_reached_methods() -> None:
    app = program(SINK, SERVICE)
    result, _ = found(app)
    assert result.reached[one(app, "q.Job.run")]
    assert bool((result.reached == reached_methods(app, entries(app))).all())
    assert not result.reached[one(app, "q.Shell.other")]


def test_an_entry_that_is_itself_the_caller_needs_no_step() -> None:
    app = program(SINK)
    calls = sinks(app)
    result = reach(app, [Entry("main", None, one(app, "q.Shell.later"))], calls)
    assert [(w.steps, w.certain) for w in result.ways] == [((), True)]


def test_loops_end() -> None:
    app = program(SINK)
    result = reach(app, [Entry("main", None, one(app, "q.Loop.one"))], sinks(app))
    assert [len(w.steps) for w in result.ways] == [2, 2]


def test_limits() -> None:
    app = program(SINK, SERVICE)
    assert len(found(app, kept_high=1)[0].ways) == 1
    assert len(found(app, high=False)[0].ways) == 1  # one API, its nearest call
    assert len(found(app)[0].ways) == 3


def test_nothing_to_reach_and_nothing_to_enter() -> None:
    app = program(SINK, SERVICE)
    none = Sinks(np.zeros(0, np.int32), np.zeros(0, np.int32), [], [], np.zeros(0, np.bool_))
    assert reach(app, entries(app), none).ways == []
    assert reach(app, [], sinks(app)).ways == []
    assert reach(app, entries(app), none).reached.any()


def test_rows_take_the_columns() -> None:
    app = program(SINK, SERVICE)
    rows = Rows()
    rows.put("reach", {**found(app)[1]})
    tables = dict(rows.tables())
    assert tables["reach"].num_rows == 3
    assert tables["reach"].column("guards").to_pylist() == [[], [], []]


def test_guards_are_asked_for_each_way() -> None:
    app = program(SINK, SCREEN)
    calls = sinks(app)
    table = columns(
        app, reach(app, entries(app), calls), calls, evidence=1, package="q", guards=lambda way: [way.entry.kind]
    )
    assert table["guards"] == [["activity"], ["activity"]]


def _chain(edges: list[tuple[int, int]], size: int) -> str:
    """A specimen whose static methods m0, m1, ... call each other as the edges say."""
    text = ["class y.Graph"]
    for source in range(size):
        text.append(f"  method public static m{source}()V 1")
        text += [f"    invoke-static {{}}, Ly/Graph;->m{target}()V" for a, target in edges if a == source]
        text.append("    return-void")
    return "\n".join(text)


@pytest.mark.parametrize("seed", range(3))
def test_distances_are_those_of_a_plain_search(seed: int) -> None:
    size = 90
    random = np.random.default_rng(seed)
    edges = [(int(a), int(b)) for a, b in random.integers(0, size, (150, 2))]
    app = program(_chain(edges, size))
    numbers = [one(app, f"y.Graph.m{k}") for k in range(size)]
    calls = Sinks(
        np.array(numbers, np.int32),
        np.zeros(size, np.int32),
        [f"a.{k}" for k in range(size)],
        ["x"] * size,
        np.ones(size, np.bool_),
    )
    starts = [Entry(f"k{k}", f"c{k}", numbers[k]) for k in range(size)]
    result = reach(app, starts, calls, kept_high=size)
    got = {(w.entry.method, calls.method[w.sink]): len(w.steps) for w in result.ways}
    for start in range(size):
        distance = {start: 0}
        todo = deque([start])
        while todo:
            here = todo.popleft()
            for a, b in edges:
                if a == here and b not in distance:
                    distance[b] = distance[here] + 1
                    todo.append(b)
        assert {numbers[k]: d for k, d in distance.items()} == {
            s: d for (e, s), d in got.items() if e == numbers[start]
        }
    for way in result.ways:
        here = way.entry.method
        for step in way.steps:
            assert step.caller == here
            assert (numbers.index(step.caller), numbers.index(step.callee)) in edges
            here = step.callee
        assert here == calls.method[way.sink]


def test_a_way_around_a_check_is_preferred_to_a_shorter_one_through_it() -> None:
    app = program(GUARDED, Component("service", "o.Service"))
    calls = sinks(app)
    ask = one(app, "o.Service.asked")
    plain = reach(app, entries(app), calls)
    aware = reach(app, entries(app), calls, guarded=lambda m, _: m == ask)
    assert [[app.name(s.caller) for s in w.steps] for w in plain.ways] == [["onStartCommand", "asked"]]
    assert [[app.name(s.caller) for s in w.steps] for w in aware.ways] == [["onStartCommand", "one", "two", "three"]]


def test_a_check_on_every_way_stays_on_the_way() -> None:
    app = program(GUARDED, Component("service", "o.Strict"))
    calls = sinks(app)
    ask = one(app, "o.Service.asked")
    aware = reach(app, entries(app), calls, guarded=lambda m, _: m == ask)
    assert [[app.name(s.caller) for s in w.steps] for w in aware.ways] == [["onStartCommand", "asked"]]


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.sets(st.integers(0, 3), min_size=1))
def test_more_entries_never_reach_less(chosen: set[int]) -> None:
    app = program(SINK, SERVICE, SCREEN)
    every = entries(app)
    some = [e for k, e in enumerate(every) if k % 4 in chosen]
    calls = sinks(app)
    assert not (reach(app, some, calls).reached & ~reach(app, every, calls).reached).any()


def test_a_search_that_a_limit_ends_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    app = program(SINK, SERVICE, SCREEN)
    assert reach(app, entries(app), sinks(app)).complete
    monkeypatch.setattr("gifthorse.analysis.code.spread.MOST_VISITS", 1)
    assert not reach(app, entries(app), sinks(app)).complete
    monkeypatch.undo()
    monkeypatch.setattr("gifthorse.analysis.code.reach.MOST_GROUPS", 1)
    assert not reach(app, entries(app), sinks(app)).complete


TWICE = """
class t.Door < android.app.Service
  method public onStartCommand(~Intent;II)I 5
    invoke-static {}, Lt/Door;->ask()V
    invoke-virtual {p0, p2}, Lt/Door;->go(I)V
    invoke-virtual {p0, p3}, Lt/Door;->go(I)V
    return p2
  method public static ask()V 1
  method public go(I)V 3
    const/4 v0, 0
    invoke-virtual {v0, v0}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;
"""


OVERRIDDEN = """
class t.More < t.Door
  method public go(I)V 3
class t.Made
  method public static make()V 1
    {new t.More v0}
"""


@pytest.mark.parametrize("more", ["", OVERRIDDEN])
def test_a_call_made_twice_is_taken_where_no_check_is(more: str) -> None:
    app = program(TWICE + more, Component("service", "t.Door"))
    calls = sinks(app)
    go = [int(pc) for m, pc in zip(app.sites.method, app.sites.pc, strict=True) if app.name(int(m)) == "onStartCommand"]
    for checked in go[1:]:
        aware = reach(app, entries(app), calls, guarded=partial(at_place, checked))
        (free,) = {s.pc for w in aware.ways for s in w.steps}
        assert free == ({*go[1:]} - {checked}).pop()


def at_place(wanted: int, _: int, pc: int) -> bool:
    return pc == wanted
