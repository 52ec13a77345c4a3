"""Methods, classes and instructions of one numbered space; several DEX files; damage."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.code.test_entries import WAYS
from tests.analysis.code.test_reach import SINK
from tests.specimen import assembled, dex, one, program

from gifthorse.analysis.code.entries import entries
from gifthorse.analysis.code.manifest import Component, Manifest
from gifthorse.analysis.code.program import Program
from gifthorse.analysis.code.reach import Sinks, columns, reach
from gifthorse.errors import FormatError
from gifthorse.formats.dex import read
from gifthorse.formats.dex.merged import merge

FIRST = """
class a.Main < android.app.Activity
  method public onCreate(Landroid/os/Bundle;)V 2
    invoke-static {}, La/Far;->work()V
    invoke-static {}, La/Twice;->which()V
class a.Twice
  method public static which()V 1
    invoke-static {}, La/Far;->work()V
"""
SECOND = """
class a.Far
  method public static work()V 2
    const-string v0, "text"
    invoke-static {v0, v0}, Landroid/util/Log;->d(~String;~String;)I
class a.Twice
  method public static which()V 1
    return-void
"""


def two() -> Program:
    dexes = [dex(FIRST), dex(SECOND)]
    return Program.build(dexes, merge(dexes), Manifest((Component("activity", "a.Main"),)))


def test_what_is_known_of_a_method() -> None:
    app = program(FIRST)
    m = one(app, "a.Main.onCreate")
    assert (app.cls(m), app.name(m), app.descriptor(m)) == ("a.Main", "onCreate", "(Landroid/os/Bundle;)V")
    assert app.defined(m)
    assert app.code(m) is not None
    body = app.body(m)
    assert body is not None
    assert body is app.body(m)
    far = one(app, "a.Far.work")
    assert not app.defined(far)
    assert app.code(far) is None
    assert app.body(far) is None
    assert app.flags(far) == -1
    assert app.find("a.Main", "onCreate", "()V") == []
    assert app.find("gone.Gone", "x") == []


def test_calls_lead_from_one_file_to_another() -> None:
    app = two()
    assert {app.label(c.callee) for c in app.graph.callees(one(app, "a.Main.onCreate"))} == {
        "a.Far.work",
        "a.Twice.which",
    }
    assert app.graph.exact[one(app, "a.Far.work")] == one(app, "a.Far.work")


def test_of_a_class_defined_twice_the_first_counts() -> None:
    app = two()
    m = one(app, "a.Twice.which")
    assert app.code(m) == (0, int(app.index.method_code[m]))
    assert {app.label(c.callee) for c in app.graph.callees(m)} == {"a.Far.work"}


def test_sites_are_in_order_and_name_what_is_called() -> None:
    app = two()
    sites = app.sites
    assert bool((np.diff(sites.method) >= 0).all())
    rows = app.sites_naming(app.find("android.util.Log", "d"))
    assert [app.label(int(m)) for m in sites.method[rows]] == ["a.Far.work"]


def test_strings_are_found_where_they_are_used() -> None:
    app = two()
    assert app.text_uses(["text", "absent"]) == [(one(app, "a.Far.work"), 0, "text")]


def test_a_program_without_code() -> None:
    app = Program.build([])
    assert len(app) == 0
    assert entries(app) == []
    assert app.super_of("x.Y") is None


def _everything(data: bytes, parts: Manifest) -> None:
    try:
        app = Program.build([read(data)], None, parts)
    except FormatError:
        return
    rows = app.sites_naming(app.named("exec", "d"))
    sinks = Sinks(app.sites.method[rows], app.sites.pc[rows], ["a"] * len(rows), ["c"] * len(rows), rows >= 0)
    columns(app, reach(app, entries(app), sinks), sinks, evidence=1, package="p")


PARTS = Manifest(
    (
        Component("service", "q.Service", actions=frozenset({"x.Y"})),
        Component("service", "b.Service"),
        Component("activity", "n.Screen"),
    ),
    "n.App",
)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.data())
def test_damaged_code_never_raises(data: st.DataObject) -> None:
    whole = bytearray(assembled(data.draw(st.sampled_from([WAYS, SINK]))))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(112, len(whole) - 1))
        whole[at] ^= 1 << data.draw(st.integers(0, 7))
    _everything(bytes(whole), PARTS)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.floats(0, 1), st.sampled_from([WAYS, SINK]))
def test_truncated_code_never_raises(share: float, text: str) -> None:
    whole = assembled(text)
    _everything(whole[: int(len(whole) * share)], PARTS)
