"""Calls with very many possible targets."""

from __future__ import annotations

from tests.specimen import one, program, steps

from gifthorse.analysis.code.dispatch import WIDE, WIDE_OUTSIDE
from gifthorse.analysis.code.edges import WIDE_COST

MANY = WIDE + 6


def _many() -> str:
    text = ["class interface w.Function", "  method public abstract invoke()V"]
    for k in range(MANY):
        text += [f"class w.L{k} : w.Function", "  method public <init>()V 1", "  method public invoke()V 1"]
    for k in range(WIDE_OUTSIDE + 2):
        text += [f"class w.R{k} : java.lang.Runnable", "  method public <init>()V 1", "  method public run()V 1"]
    text += ["class w.Main", "  method public static make()V 1", *(f"    {{new w.L{k} v0}}" for k in range(MANY))]
    text += ["  method public static tasks()V 1", *(f"    {{new w.R{k} v0}}" for k in range(WIDE_OUTSIDE + 2))]
    text += ["  method public static use(Lw/Function;)V 1", "    invoke-interface {p0}, Lw/Function;->invoke()V"]
    text += [
        "  method public static runs(Ljava/lang/Runnable;)V 1",
        "    invoke-interface {p0}, Ljava/lang/Runnable;->run()V",
    ]
    text += ["  method public static makesOne()V 1", "    {new w.L1 v0}"]
    return "\n".join(text)


def test_a_wide_call_keeps_its_targets_but_each_is_far() -> None:
    app = program(_many())
    found = steps(app, "w.Main.use")
    assert len(found) == MANY
    function = one(app, "w.Function.invoke")
    assert app.graph.calls.wide[function]
    node = len(app) + app.graph.of_node.tolist().index(function)
    assert set(app.graph.cost[app.graph.start[node] : app.graph.start[node + 1]].tolist()) == {WIDE_COST}


def test_what_a_wide_call_may_run_is_also_handed_over_where_it_is_made() -> None:
    assert steps(program(_many()), "w.Main.makesOne")["w.L1.invoke"] == "handover"


def test_a_wide_call_of_the_framework_is_left_to_hand_over() -> None:
    app = program(_many())
    assert steps(app, "w.Main.runs") == {}
    assert steps(app, "w.Main.tasks")["w.R0.run"] == "handover"
