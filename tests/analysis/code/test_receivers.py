"""Receivers registered by code: of which class, for what, and open to whom."""

from __future__ import annotations

from typing import Any

import numpy as np
from tests.specimen import program

from gifthorse.analysis.code.dataflow import Values
from gifthorse.analysis.code.receivers import Registration, registered, write_registered
from gifthorse.tables import Rows

APP = """
class r.Door < android.content.BroadcastReceiver
  method public <init>()V 1
  method public onReceive(~Context;~Intent;)V 3
class r.Main
  field static kept Lr/Door;
  method public static filter()~Filter; 3
    new-instance v0, ~Filter;
    const-string v1, "a.GO"
    invoke-direct {v0, v1}, ~Filter;-><init>(~String;)V
    const-string v1, "a.MORE"
    invoke-virtual {v0, v1}, ~Filter;->addAction(~String;)V
    return-object v0
  method public static open(~Context;)V 4
    {new r.Door v0}
    invoke-static {}, Lr/Main;->filter()~Filter;
    move-result-object v1
    invoke-virtual {p0, v0, v1}, ~Context;->registerReceiver(~Receiver;~Filter;)~Intent;
  method public static guarded(~Context;)V 6
    invoke-static {}, Lr/Main;->filter()~Filter;
    move-result-object v1
    sget-object v0, Lr/Main;->kept:Lr/Door;
    const-string v2, "a.PERMISSION"
    const/4 v3, 0
    CALL {p0, v0, v1, v2, v3}, ~Context;->registerReceiver(~Receiver;~Filter;~String;Landroid/os/Handler;)~Intent;
  method public static nobody(~Context;)V 6
    {new r.Door v0}
    invoke-static {}, Lr/Main;->filter()~Filter;
    move-result-object v1
    const/4 v2, 0
    CALL {p0, v0, v1, v2, v2}, ~Context;->registerReceiver(~Receiver;~Filter;~String;Landroid/os/Handler;)~Intent;
  method public static private(~Context;)V 6
    {new r.Door v0}
    invoke-static {}, Lr/Main;->filter()~Filter;
    move-result-object v1
    const/4 v2, 4
    invoke-virtual {p0, v0, v1, v2}, ~Context;->registerReceiver(~Receiver;~Filter;I)~Intent;
  method public static local(Landroidx/localbroadcastmanager/content/LocalBroadcastManager;)V 3
    {new r.Door v0}
    const/4 v1, 0
    CALL {p0, v0, v1}, LOCAL->registerReceiver(~Receiver;~Filter;)V
  method public static through(~Context;)V 3
    {new r.Door v0}
    invoke-static {p0, v0}, Lr/Main;->helper(~Context;~Receiver;)V
  method public static helper(~Context;~Receiver;)V 3
    const/4 v0, 0
    invoke-virtual {p0, p1, v0}, ~Context;->registerReceiver(~Receiver;~Filter;)~Intent;
class r.Self < android.content.BroadcastReceiver
  method public onReceive(~Context;~Intent;)V 3
  method public start(~Context;)V 3
    const/4 v0, 0
    invoke-virtual {p1, p0, v0}, ~Context;->registerReceiver(~Receiver;~Filter;)~Intent;
""".replace("CALL", "invoke-virtual").replace(
    "LOCAL->", "Landroidx/localbroadcastmanager/content/LocalBroadcastManager;->"
)


def all_of() -> dict[str, Registration]:
    app = program(APP)
    found = registered(Values(app), np.ones(len(app), np.bool_))
    return {app.name(one.method): one for one in found}


def test_who_may_send_is_read_from_the_call() -> None:
    found = all_of()
    assert (found["open"].cls, found["open"].actions) == ("r.Door", ("a.GO", "a.MORE"))
    assert (found["open"].exported, found["open"].guarded, found["open"].permission) == (True, False, None)
    assert (found["guarded"].guarded, found["guarded"].permission) == (True, "a.PERMISSION")
    assert (found["nobody"].exported, found["nobody"].guarded) == (True, False), "a null permission asks nothing"
    assert not found["private"].exported
    assert not found["local"].exported


def test_the_receiver_is_followed_through_fields_helpers_and_itself() -> None:
    found = all_of()
    assert found["guarded"].cls == "r.Door"
    assert found["helper"].cls == "r.Door"
    assert found["helper"].actions == ()
    assert found["start"].cls == "r.Self"
    assert "through" not in found


def test_code_that_nothing_reaches_registers_nothing() -> None:
    app = program(APP)
    assert not list(registered(Values(app), np.zeros(len(app), np.bool_)))


def test_rows() -> None:
    app = program(APP)
    rows = Rows()
    write_registered(Values(app), np.ones(len(app), np.bool_), rows=rows, evidence=1, package="r")
    (row,) = [r for r in rows.rows("registered_receivers") if r["caller"] == "r.Main.open"]
    wanted: dict[str, Any] = {"evidence": 1, "package": "r", "class": "r.Door", "exported": True, "guarded": False}
    assert row == {**row, **wanted, "actions": ["a.GO", "a.MORE"]}
