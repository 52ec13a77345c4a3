"""Calls, dispatch, initialisers and lambdas in specimens: what is found and what must not be."""

from __future__ import annotations

from tests.specimen import one, program, steps

from gifthorse.analysis.code.edges import KINDS

CALLS = """
class d.Base
  method public <init>()V 1
  method public work()V 1
  method public inherited()V 1
class d.Left < d.Base
  method public <init>()V 1
  method public work()V 1
class d.Right < d.Base
  method public <init>()V 1
  method public work()V 1
class d.Never < d.Base
  method public <init>()V 1
  method public work()V 1
class d.Only
  method public <init>()V 1
  method private hidden()V 1
  method public static helper()V 1
class d.Main
  method public static several()V 2
    {new d.Left v0}
    {new d.Right v1}
    {new d.Base v1}
    invoke-virtual {v0}, Ld/Base;->work()V
  method public static exact()V 2
    {new d.Only v0}
    invoke-static {}, Ld/Only;->helper()V
  method public static up()V 2
    {new d.Left v0}
    invoke-virtual {v0}, Ld/Left;->inherited()V
  method public static narrow(Ld/Left;)V 1
    invoke-virtual {p0}, Ld/Left;->work()V
  method public static above()V 1
    {new d.Left v0}
    invoke-super {v0}, Ld/Base;->work()V
  method public static platform()V 1
    const-string v0, "x"
    invoke-virtual {v0}, Ljava/lang/String;->length()I
class interface f.Task
  method public abstract go()V
class interface f.More : f.Task
class f.Direct : f.Task
  method public <init>()V 1
  method public go()V 1
class f.Indirect : f.More
  method public <init>()V 1
  method public go()V 1
class f.Parent
  method public <init>()V 1
  method public go()V 1
class f.Heir < f.Parent : f.Task
  method public <init>()V 1
class f.Unrelated
  method public <init>()V 1
  method public go()V 1
class f.Main
  method public static all(Lf/Task;)V 2
    {new f.Direct v0}
    {new f.Indirect v0}
    {new f.Heir v0}
    {new f.Unrelated v0}
    invoke-interface {p0}, Lf/Task;->go()V
class interface g.Lonely
  method public abstract go()V
class g.Unmade : g.Lonely
  method public go()V 1
class g.Main
  method public static use(Lg/Lonely;)V 1
    invoke-interface {p0}, Lg/Lonely;->go()V
class interface i.Face
  method public default()V 1
  method public abstract must()V
class i.Impl : i.Face
  method public <init>()V 1
  method public must()V 1
class i.Main
  method public static run()V 1
    {new i.Impl v0}
    invoke-virtual {v0}, Li/Impl;->default()V
class s.Holder
  field static VALUE I
  method static <clinit>()V 1
    invoke-static {}, Ls/Main;->boot()V
class s.Sub < s.Holder
  method public static touch()V 1
class s.Main
  method public static reads()V 1
    sget v0, Ls/Holder;->VALUE:I
  method public static calls()V 1
    invoke-static {}, Ls/Sub;->touch()V
  method public static idle()V 1
  method public static boot()V 1
"""


def test_a_dispatched_call_runs_the_overrides_of_classes_that_are_made() -> None:
    app = program(CALLS)
    found = steps(app, "d.Main.several")
    assert {label for label, kind in found.items() if kind == "dispatch"} == {
        "d.Base.work",
        "d.Left.work",
        "d.Right.work",
    }
    assert "d.Never.work" not in found


def test_static_and_direct_calls_run_one_method() -> None:
    app = program(CALLS)
    assert steps(app, "d.Main.exact") == {"d.Only.<init>": "call", "d.Only.helper": "call"}


def test_an_inherited_method_is_found_above() -> None:
    app = program(CALLS)
    assert steps(app, "d.Main.up")["d.Base.inherited"] == "call"
    assert app.graph.exact[one(app, "d.Left.inherited")] == one(app, "d.Base.inherited")


def test_a_call_on_a_leaf_class_runs_only_its_own_method() -> None:
    app = program(CALLS)
    assert steps(app, "d.Main.narrow") == {"d.Left.work": "call"}


def test_a_super_call_runs_the_parents_method() -> None:
    app = program(CALLS)
    assert steps(app, "d.Main.above") == {"d.Left.<init>": "call", "d.Base.work": "call"}


def test_a_call_of_the_platform_leads_nowhere() -> None:
    assert steps(program(CALLS), "d.Main.platform") == {}


def test_interface_calls_run_all_kinds_of_implementations() -> None:
    found = steps(program(CALLS), "f.Main.all")
    assert {label for label, kind in found.items() if kind == "dispatch"} == {
        "f.Direct.go",
        "f.Indirect.go",
        "f.Parent.go",
    }


def test_an_implementation_that_nobody_seems_to_make_stays_when_it_is_the_only_one() -> None:
    assert steps(program(CALLS), "g.Main.use") == {"g.Unmade.go": "call"}


def test_default_methods_of_interfaces_are_inherited() -> None:
    assert steps(program(CALLS), "i.Main.run")["i.Face.default"] == "call"


def test_the_first_use_of_a_class_runs_its_initialiser() -> None:
    app = program(CALLS)
    assert steps(app, "s.Main.reads") == {"s.Holder.<clinit>": "init"}
    assert steps(app, "s.Main.calls") == {"s.Sub.touch": "call", "s.Holder.<clinit>": "init"}
    assert steps(app, "s.Main.idle") == {}
    assert steps(app, "s.Holder.<clinit>") == {"s.Main.boot": "call"}


def test_callers_are_the_inverse_of_callees() -> None:
    app = program(CALLS)
    forward = {(c.caller, c.pc, c.callee, c.kind) for m in range(len(app)) for c in app.graph.callees(m)}
    backward = {(c.caller, c.pc, c.callee, c.kind) for m in range(len(app)) for c in app.graph.callers(m)}
    assert forward == backward
    assert any(KINDS[kind] == "dispatch" for *_, kind in forward)


def test_the_graph_has_the_same_steps_as_callees() -> None:
    app = program(CALLS)
    graph, size = app.graph, len(app)
    out: dict[int, set[int]] = {n: set() for n in range(len(graph.start) - 1)}
    for node in out:
        out[node] = set(graph.target[graph.start[node] : graph.start[node + 1]].tolist())
    for m in range(size):
        direct = {t for t in out[m] if t < size} | {x for t in out[m] if t >= size for x in out[t]}
        assert direct == {c.callee for c in graph.callees(m)}
