"""Checks that hold for all values but one: the branch of that one is open, those of the others are not."""

from __future__ import annotations

import pytest
from tests.cases import Cases

from gifthorse.analysis.code.evaluate.library import string_hash
from gifthorse.analysis.code.guards import Guards

CASES = Cases()
EXEC = "invoke-virtual {v9, v8}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;"
DEMAND = """
    const-string v0, "p"
    invoke-virtual {p1, v0, v0}, ~Context;->enforceCallingPermission(~String;~String;)V"""
ALLOWED = """
    const-string v0, "p"
    invoke-virtual {p1, v0}, ~Context;->checkCallingPermission(~String;)I
    move-result v0"""
SWITCH = """
    packed-switch p2, :table
    goto :end
    :one
    ONE
    goto :end
    :two
    TWO
    goto :end
    :table
    .packed-switch 1
      :one
      :two
    .end packed-switch
    :end
    return-void"""
NAMED = """
    const-string v1, "open"
    invoke-virtual {p3, v1}, ~String;->equals(~Object;)Z
    move-result v0
    if-eqz v0, :other
    ONE
    goto :end
    :other
    const-string v1, "shut"
    invoke-virtual {p3, v1}, ~String;->equals(~Object;)Z
    move-result v0
    if-eqz v0, :end
    TWO
    :end
    return-void"""
HASHED = f"""
    const/4 v3, -1
    invoke-virtual {{p3}}, ~String;->hashCode()I
    move-result v0
    sparse-switch v0, :hashes
    goto :chosen
    :open
    const-string v1, "open"
    invoke-virtual {{p3, v1}}, ~String;->equals(~Object;)Z
    move-result v0
    if-eqz v0, :chosen
    const/4 v3, 1
    goto :chosen
    :shut
    const-string v1, "shut"
    invoke-virtual {{p3, v1}}, ~String;->equals(~Object;)Z
    move-result v0
    if-eqz v0, :chosen
    const/4 v3, 2
    :chosen
    {SWITCH.replace("p2", "v3")}
    :hashes
    .sparse-switch
      {string_hash("open")} -> :open
      {string_hash("shut")} -> :shut
    .end sparse-switch"""
HELPERS = """
  method public static demand(~Context;I)V 4
    const/4 v0, 1
    if-eq p1, v0, :end
    const-string v0, "p"
    invoke-virtual {p0, v0, v0}, ~Context;->enforceCallingPermission(~String;~String;)V
    :end
    return-void
  method public static may(~Context;I)Z 4
    const/4 v0, 1
    if-ne p1, v0, :ask
    return v0
    :ask
    const-string v0, "p"
    invoke-virtual {p0, v0}, ~Context;->checkCallingPermission(~String;)I
    move-result v0
    if-nez v0, :no
    const/4 v0, 1
    return v0
    :no
    const/4 v0, 0
    return v0
"""
WHAT = "iget v5, p4, Landroid/os/Message;->what:I"
ACTION = "invoke-virtual {p5}, ~Intent;->getAction()~String;\nmove-result-object v6"
ASKED_BEFORE = {
    "demanded of all other codes": f"const/4 v0, 1\nif-eq p2, v0, :go\n{DEMAND}\n:go\n{SWITCH}",
    "asked of all other codes": f"const/4 v0, 1\nif-eq p2, v0, :go\n{ALLOWED}\nif-nez v0, :end\n:go\n{SWITCH}",
    "demanded where a flag is set": f"""
    const/4 v3, 1
    const/4 v0, 1
    if-ne p2, v0, :ask
    const/4 v3, 0
    :ask
    if-eqz v3, :go
    {DEMAND}
    :go
    {SWITCH}""",
    "demanded by a helper": f"invoke-static {{p1, p2}}, L@/Work;->demand(~Context;I)V\n{SWITCH}",
    "asked by a helper": f"""
    invoke-static {{p1, p2}}, L@/Work;->may(~Context;I)Z
    move-result v0
    if-eqz v0, :end
    {SWITCH}""",
    "demanded of all other names": f"""
    const-string v1, "open"
    invoke-virtual {{v1, p3}}, ~String;->equals(~Object;)Z
    move-result v0
    if-nez v0, :go
    {DEMAND}
    :go
    {NAMED}""",
    "demanded before a switch over names": f"""
    const-string v1, "open"
    invoke-virtual {{v1, p3}}, ~String;->equals(~Object;)Z
    move-result v0
    if-nez v0, :go
    {DEMAND}
    :go
    {HASHED}""",
    "demanded by a message's code": f"{WHAT}\nconst/4 v0, 1\nif-eq v5, v0, :go\n{DEMAND}\n:go\n{WHAT}\n"
    + SWITCH.replace("p2", "v5"),
    "demanded by an action that is asked again": f"""
    {ACTION}
    const-string v1, "open"
    invoke-virtual {{v1, v6}}, ~String;->equals(~Object;)Z
    move-result v0
    if-nez v0, :go
    {DEMAND}
    :go
    {ACTION}
    {NAMED.replace("p3", "v6")}""",
}


def chosen(body: str, one: str, two: str) -> str:
    """A specimen with p1 (context), p2 (code), p3 (name), p4 (message), p5 (intent)."""
    return CASES.add(
        f"""
class @.Work < android.app.Service
  method public go(~Context;I~String;Landroid/os/Message;~Intent;)V 16
    {body.replace("ONE", one).replace("TWO", two)}
  {HELPERS}
"""
    )


OPEN = {name: chosen(body, EXEC, "nop") for name, body in ASKED_BEFORE.items()}
SHUT = {name: chosen(body, "nop", EXEC) for name, body in ASKED_BEFORE.items()}
# A default branch that the open code falls into as well: two is the helper's own word.
FALLS = chosen(
    f"invoke-static {{p1, p2}}, L@/Work;->demand(~Context;I)V\nconst/4 v0, 3\nif-eq p2, v0, :end\nif-eqz p2, :end\n"
    f"{EXEC}\n:end",
    "nop",
    "nop",
)


def kinds(package: str) -> list[str]:
    use = CASES.uses(package)["exec.runtime"]
    found = Guards(CASES.values.code).on([(use.method, use.pc)])
    return [kind for kind in found if kind.startswith("caller-")]


@pytest.mark.parametrize("name", ASKED_BEFORE)
def test_the_branch_of_the_value_that_is_not_checked_is_open(name: str) -> None:
    assert kinds(OPEN[name]) == []


@pytest.mark.parametrize("name", ASKED_BEFORE)
def test_the_branches_of_other_values_are_not(name: str) -> None:
    assert kinds(SHUT[name]) == ["caller-permission"]


def test_a_value_that_only_the_helper_knows_counts() -> None:
    assert kinds(FALLS) == []
