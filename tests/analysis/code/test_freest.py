"""A value that comes to a call by several ways, some of them checked: the freest one is told."""

from __future__ import annotations

import pytest
from tests.cases import Cases

from gifthorse.analysis.code.freest import Freest, way_of
from gifthorse.analysis.code.guards import Guards

CASES = Cases()
ASK = """
    const-string v1, "p"
    const-string v2, "no"
    invoke-virtual {v9, v1, v2}, ~Context;->enforceCallingPermission(~String;~String;)V"""
READ = """
    invoke-virtual {p2}, Landroid/os/Parcel;->readString()~String;
    move-result-object v0"""
GO = "\n    invoke-static {v0}, L@/Run;->run(~String;)V"
CLEAN = f"""{READ}
    const-string v1, "df"
    invoke-virtual {{v1, v0}}, ~String;->equals(~Object;)Z
    move-result v2
    if-eqz v2, :end"""


def binder(first: str, second: str, before: str = "", inside: str = "") -> str:
    """A binder with two codes."""
    return CASES.add(
        f"""
class @.Run
  method public static run(~String;)V 3
    invoke-static {{}}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v0
    {inside}
    invoke-virtual {{v0, p0}}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;
class @.Door < android.os.Binder
  method public onTransact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z 15
    {before}
    packed-switch p1, :codes
    goto :end
    :one
    {first}
    goto :end
    :two
    {second}
    :end
    const/4 v0, 1
    return v0
    :codes
    .packed-switch 1
      :one
      :two
    .end packed-switch
"""
    )


ONE_ASKED = binder(ASK + READ + GO, READ + GO)
OTHER_ASKED = binder(READ + GO, READ + ASK + GO)
BOTH_ASKED = binder(ASK + READ + GO, READ + ASK + GO)
READ_ONCE = binder(ASK + GO, GO, before=READ)
ASKED_AT_THE_DOOR = binder(READ + GO, READ + GO, before=ASK)
ONE_COMPARED = binder(CLEAN + GO, READ + GO)
BOTH_COMPARED = binder(CLEAN + GO, CLEAN + GO)
ASKED_OR_COMPARED = binder(ASK + READ + GO, CLEAN + GO)


@pytest.mark.parametrize(
    ("package", "kinds"),
    [
        (ONE_ASKED, set()),
        (OTHER_ASKED, set()),
        (BOTH_ASKED, {"caller-permission"}),
        (READ_ONCE, set()),
        (ASKED_AT_THE_DOOR, {"caller-permission"}),
        (ONE_COMPARED, set()),
        (BOTH_COMPARED, {"value-compared"}),
    ],
)
def test_a_check_counts_where_no_code_goes_without_it(package: str, kinds: set[str]) -> None:
    assert checks(package) == kinds


def test_where_every_code_is_checked_in_a_way_of_its_own_one_is_told() -> None:
    assert checks(ASKED_OR_COMPARED) in ({"caller-permission"}, {"value-compared"})


def checks(package: str) -> set[str]:
    """What the way that is told passes."""
    use = CASES.uses(package)["exec.runtime"]
    place = dict(use.arguments)["command"]
    trace = CASES.values.argument(use.method, use.pc, place)
    assert trace is not None
    (leaf,) = (leaf for leaf in trace.leaves if leaf.outside)
    freest = Freest(CASES.values, Guards(CASES.values.code))
    told = freest.way(use, "command", leaf)
    assert (told.kind, told.entry, told.proven) == (leaf.kind, leaf.entry, leaf.proven)
    return {*freest.guards.on(way_of(use, told)), *freest.compared(use, "command", told)}
