"""Whether the user has to touch something between an entry and a method."""

from __future__ import annotations

from tests.specimen import one, program

from gifthorse.analysis.code.dataflow.values import Values
from gifthorse.analysis.code.entries import Entry, entries
from gifthorse.analysis.code.guards import Guards
from gifthorse.analysis.code.manifest import Component
from gifthorse.analysis.code.unasked import Unasked

TEXT = """
class a.Screen < android.app.Activity
  method public onCreate(Landroid/os/Bundle;)V 4
    new-instance v0, La/Yes;
    invoke-direct {v0}, La/Yes;-><init>()V
    const/4 v1, 0
    invoke-virtual {v1, v0}, Landroid/view/View;->setOnClickListener(Landroid/view/View$OnClickListener;)V
    invoke-static {}, La/Work;->look()V

class a.Yes : android.view.View$OnClickListener
  method public constructor <init>()V 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
  method public onClick(Landroid/view/View;)V 3
    invoke-static {}, La/Work;->act()V
    invoke-static {}, La/Work;->look()V

class a.Back < android.app.Service
  method public onStartCommand(Landroid/content/Intent;II)I 6
    invoke-static {}, La/Work;->look()V
    const/4 v0, 0
    return v0

class a.Work
  method public static act()V 1
    invoke-static {}, La/Work;->deed()V
  method public static deed()V 1
    return-void
  method public static look()V 1
    return-void
"""
APP = program(TEXT, Component("activity", "a.Screen"), Component("service", "a.Back"))
DOORS = entries(APP)
UNASKED = Unasked(APP, DOORS, Guards(Values(APP).code).touched())


def needs_touch(component: str, label: str) -> bool:
    entry = next(e for e in DOORS if e.component == component)
    return UNASKED.needs_touch(entry, one(APP, label))


def test_what_only_a_touch_starts_needs_one() -> None:
    assert needs_touch("a.Screen", "a.Work.act") and needs_touch("a.Screen", "a.Work.deed")
    assert not needs_touch("a.Screen", "a.Work.look"), "the screen does it by itself too"


def test_what_is_not_reached_at_all_needs_none() -> None:
    assert not needs_touch("a.Back", "a.Work.deed")
    assert not needs_touch("a.Back", "a.Work.look")


def test_an_entry_without_a_component_stands_for_itself() -> None:
    touch = one(APP, "a.Yes.onClick")
    assert UNASKED.needs_touch(Entry("main", None, touch), one(APP, "a.Work.deed"))
    assert not UNASKED.needs_touch(Entry("main", None, one(APP, "a.Work.act")), one(APP, "a.Work.deed"))


def test_an_app_without_touches_asks_nobody() -> None:
    assert not Unasked(APP, DOORS, []).needs_touch(DOORS[0], one(APP, "a.Work.deed"))
