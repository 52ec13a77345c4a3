"""Rows of `origins`: what of a trace is told, in what order, under whose entry."""

from __future__ import annotations

from typing import Any

import numpy as np
from tests.cases import Cases
from tests.specimen import one

from gifthorse.analysis.code.entries import Entry
from gifthorse.analysis.code.freest import Freest
from gifthorse.analysis.code.guards import Guards
from gifthorse.analysis.code.origins import find_origins, write_origins
from gifthorse.tables import Rows

CASES = Cases()
RUN = "invoke-virtual {v9, v0}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;"


def freest() -> Freest:
    return Freest(CASES.values, Guards(CASES.values.code))


def receiver(body: str) -> str:
    """A receiver that makes v0 of p2 and runs it."""
    return CASES.add(
        f"""
class @.Rec < android.content.BroadcastReceiver
  method public onReceive(~Context;~Intent;)V 13
    {body}
    {RUN}
"""
    )


FIXED = receiver('const-string v0, "getprop ro.build.id"')
FREE = receiver("invoke-virtual {p2}, ~Intent;->getAction()~String;\nmove-result-object v0")
JOIN = """
    new-instance v1, Ljava/lang/StringBuilder;
    const-string v2, "{}"
    invoke-direct {{v1, v2}}, Ljava/lang/StringBuilder;-><init>(~String;)V
    invoke-virtual {{p2}}, ~Intent;->getAction()~String;
    move-result-object v2
    invoke-virtual {{v1, v2}}, Ljava/lang/StringBuilder;->append(~String;)Ljava/lang/StringBuilder;
    invoke-virtual {{v1}}, Ljava/lang/StringBuilder;->toString()~String;
    move-result-object v0
"""
MIXED = receiver(JOIN.format("log -t me "))
SHARED = receiver('const-string v0, "pm install -r /sdcard/new.apk"')
COPIED = receiver('const-string v0, "cp /system/etc/hosts /sdcard/hosts"')
LOADED = CASES.add(
    """
class @.Main
  method public static go()V 6
    const/4 v2, 0
    const-string v1, "/sdcard/plug.dex"
    new-instance v0, Ldalvik/system/PathClassLoader;
    invoke-direct {v0, v1, v2}, Ldalvik/system/PathClassLoader;-><init>(~String;Ljava/lang/ClassLoader;)V
"""
)
LEAK = CASES.add(
    """
class @.Main
  method public static go(Landroid/telephony/TelephonyManager;Landroid/telephony/SmsManager;)V 10
    invoke-virtual {p0}, Landroid/telephony/TelephonyManager;->getDeviceId()~String;
    move-result-object v3
    const-string v1, "106555"
    const/4 v2, 0
    const/4 v4, 0
    const/4 v5, 0
    move-object v0, p1
    invoke-virtual/range {v0 .. v5}, Landroid/telephony/SmsManager;->sendTextMessage(~String;~String;~String;@PI@PI)V
""".replace("@PI", "~PendingIntent;")
)

BOUND = CASES.add(
    f"""
class @.Door$Stub < android.os.Binder
  method public onTransact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z 6
    const/4 v0, 0
    return v0

class @.Door$1 < @.Door$Stub
  method public order(~String;)V 11
    move-object v0, p1
    {RUN}
"""
)
OPENED = CASES.add(
    f"""
class @.Screen < android.app.Activity
  method public onCreate(Landroid/os/Bundle;)V 12
    invoke-virtual {{p0}}, @.Screen;->getIntent()~Intent;
    move-result-object v1
    invoke-virtual {{v1}}, ~Intent;->getAction()~String;
    move-result-object v0
    {RUN}
""".replace("@.Screen;", "Landroid/app/Activity;")
)


def rows(package: str, entered: bool = True) -> list[dict[str, Any]]:
    """The rows of one specimen."""
    app = CASES.app
    written = Rows()
    uses = list(CASES.uses(package).values())
    doors = [Entry("receiver", "a.Component", m) for m in app.find(f"{package}.Rec", "onReceive")] if entered else []
    near = {u.method: Entry("service", "a.Near", u.method) for u in uses}
    found = find_origins(uses, freest(), np.ones(len(app), np.bool_), doors, near)
    write_origins(found, app, freest(), rows=written, evidence=3, package="t")
    return written.rows("origins")


def short(package: str) -> set[tuple[str, str, str | None, bool]]:
    return {(r["api"], r["origin"], r["detail"], r["outside"]) for r in rows(package)}


def test_a_constant_command_and_one_from_outside_do_not_look_alike() -> None:
    fixed, free = rows(FIXED), rows(FREE)
    assert {(r["origin"], r["detail"], r["outside"]) for r in fixed} == {("constant", "getprop ro.build.id", False)}
    assert {(r["origin"], r["detail"], r["outside"]) for r in free} == {("intent", "action()", True)}
    assert {r["api"] for r in fixed} == {"exec.runtime", "exec.getprop"}


def test_a_row_tells_its_entry_its_path_and_its_proof() -> None:
    (row,) = rows(FREE)
    assert (row["entry"], row["component"]) == ("receiver", "a.Component")
    assert (row["category"], row["argument"], row["proven"], row["guards"]) == ("exec", "command", True, [])
    place = CASES.uses(FREE)["exec.runtime"]
    assert row["path"][-1] == f"{FREE}.Rec.onReceive:{place.pc}"
    assert row["path"][0] == f"{FREE}.Rec.onReceive:0"
    (far,) = (r for r in rows(FREE, entered=False))
    assert (far["entry"], far["component"]) == ("service", "a.Near")


def test_a_mixed_text_gives_the_text_and_every_origin_in_it() -> None:
    assert short(MIXED) == {
        ("exec.runtime", "constant", "log -t me {intent}", False),
        ("exec.runtime", "intent", "action()", True),
    }


def test_a_file_that_others_may_write_is_an_origin_when_it_is_installed_or_loaded() -> None:
    assert ("install.command", "shared-file", "/sdcard/new.apk", True) in short(SHARED)
    assert ("code-load.dex", "shared-file", "/sdcard/plug.dex", True) in short(LOADED)
    assert not [found for found in short(COPIED) if found[1] == "shared-file"]


def test_what_leaves_the_phone_is_named() -> None:
    assert short(LEAK) == {
        ("sms-send.text", "constant", "106555", False),
        ("sms-send.text", "identifier", "TelephonyManager.getDeviceId", False),
    }
    assert {r["argument"] for r in rows(LEAK)} == {"destination", "body"}
    assert one(CASES.app, f"{LEAK}.Main.go") == rows(LEAK)[0]["method"]


def test_heavier_apis_come_first() -> None:
    app = CASES.app
    uses = CASES.found
    order = list(find_origins(uses, freest(), np.ones(len(app), np.bool_), [], {}))
    weights = [o.use.api.weight for o in order]
    assert weights == sorted(weights, reverse=True)


def components(package: str, doors: list[Entry]) -> set[str | None]:
    """Through which components what is run came in, with another one nearer to the call."""
    app, written = CASES.app, Rows()
    uses = list(CASES.uses(package).values())
    near = {u.method: Entry("service", "a.Near", u.method) for u in uses}
    found = find_origins(uses, freest(), np.ones(len(app), np.bool_), doors, near)
    write_origins(found, app, freest(), rows=written, evidence=3, package="t")
    return {row["component"] for row in written.rows("origins") if row["outside"]}


def test_a_binder_call_came_in_through_the_service_that_hands_the_binder_out() -> None:
    stub = Entry("binder", "a.Bound", one(CASES.app, f"{BOUND}.Door$Stub.onTransact"))
    assert components(BOUND, [stub]) == {"a.Bound"}
    assert components(BOUND, []) == {None}, "nobody can get hold of it"


def test_what_a_screen_asks_for_came_in_through_that_screen() -> None:
    screen = f"{OPENED}.Screen"
    assert components(OPENED, [Entry("activity", screen, one(CASES.app, f"{screen}.onCreate"))]) == {screen}
    assert components(OPENED, []) == {"a.Near"}
