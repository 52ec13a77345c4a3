"""Checks on a way: each kind where it decides, and a look-alike where it does not."""

from __future__ import annotations

import pytest
from tests.analysis.code.checks import EXEC, HITS, SAME, TWINS, UID
from tests.cases import Cases
from tests.specimen import one

from gifthorse.analysis.code.guards import Guards

CASES = Cases()


def guarded(body: str, more: str = "") -> str:
    """A specimen whose service method has p1 (context), p2 (intent) and runs v8 somewhere in `body`."""
    return CASES.add(
        f"""
class @.Work < android.app.Service
  method public go(~Context;~Intent;)V 13
    {body}
  {more}
"""
    )


ANSWER = """
  method public static known()Z 4
    invoke-static {}, Landroid/os/Binder;->getCallingUid()I
    move-result v0
    const/16 v1, 1000
    if-ne v0, v1, :no
    const/4 v0, 1
    return v0
    :no
    const/4 v0, 0
    return v0
  method public static demand()V 4
    invoke-static {}, L@/Work;->known()Z
    move-result v0
    if-nez v0, :end
    new-instance v0, Ljava/lang/SecurityException;
    invoke-direct {v0}, Ljava/lang/SecurityException;-><init>()V
    throw v0
    :end
"""
HIT_CASES = {name: guarded(body) for name, body in HITS.items()}
TWIN_CASES = {name: guarded(body) for name, body in TWINS.items()}
BY_ANSWER = guarded(f"invoke-static {{}}, L@/Work;->known()Z\nmove-result v0\nif-eqz v0, :end\n{EXEC}\n:end", ANSWER)
BY_DEMAND = guarded(f"invoke-static {{}}, L@/Work;->demand()V\n{EXEC}", ANSWER)
UNASKED = guarded(f"invoke-static {{}}, L@/Work;->known()Z\n{EXEC}", ANSWER)
EITHER = guarded(
    f"""
    {UID}
    const/16 v1, 1000
    if-eq v0, v1, :run
    invoke-virtual {{v7, v0}}, Landroid/content/pm/PackageManager;->getNameForUid(I)~String;
    move-result-object v0
    const-string v1, "com.vendor"
    {SAME}
    if-eqz v0, :end
    :run
    {EXEC}
    :end"""
)
NOTED = guarded(
    f"""
    invoke-static {{}}, L@/Work;->demand()V
    {EXEC}""",
    """
  method public static caller()L@/Caller; 2
    new-instance v0, L@/Caller;
    invoke-direct {v0}, L@/Caller;-><init>()V
    return-object v0
  method public static isSystem(L@/Caller;)Z 2
    iget v0, p0, L@/Caller;->uid:I
    const/16 v1, 1000
    if-ne v0, v1, :no
    const/4 v0, 1
    return v0
    :no
    const/4 v0, 0
    return v0
  method public static demand()V 4
    invoke-static {}, L@/Work;->caller()L@/Caller;
    move-result-object v0
    invoke-static {v0}, L@/Work;->isSystem(L@/Caller;)Z
    move-result v0
    if-nez v0, :end
    new-instance v0, Ljava/lang/SecurityException;
    invoke-direct {v0}, Ljava/lang/SecurityException;-><init>()V
    throw v0
    :end
class @.Asked
  method public uid()I 2
    invoke-static {}, Landroid/os/Binder;->getCallingUid()I
    move-result v0
    return v0
class @.Caller
  field public uid I
  method public <init>()V 3
    invoke-direct {p0}, ~Object;-><init>()V
    new-instance v0, L@/Asked;
    invoke-virtual {v0}, L@/Asked;->uid()I
    move-result v1
    iput v1, p0, L@/Caller;->uid:I
""",
)
ACTED = "invoke-virtual {p2}, Landroid/content/Intent;->getAction()~String;\nmove-result-object v0"


def acted(*actions: str, jump: str = "if-nez v2, :run") -> str:
    """A method that runs where the intent's action equals one of these."""
    same = "invoke-virtual {v1, v0}, ~String;->equals(~Object;)Z\nmove-result v2"
    asks = (f'const-string v1, "{a}"\n{same}\n{jump}' for a in actions)
    return guarded("\n".join([ACTED, *asks, "goto :end", ":run", EXEC, ":end"]))


BOOT, SHUTDOWN, OWN = "android.intent.action.BOOT_COMPLETED", "android.intent.action.ACTION_SHUTDOWN", "com.maker.DO_IT"
ON_BOOT, ON_EITHER = acted(BOOT), acted(BOOT, SHUTDOWN)
ON_OWN, ON_BOOT_OR_OWN, NOT_ON_BOOT = acted(OWN), acted(BOOT, OWN), acted(BOOT, jump="if-eqz v2, :run")
DEMAND = "Lcom/android/internal/util/Preconditions;->checkCallAuthorization(Z~String;)V"
ASSERTED = guarded(
    f"""
    const/4 v3, 0
    const/4 v4, 1
    {UID}
    const/16 v1, 1000
    if-eq v0, v1, :yes
    const-string v0, "p"
    invoke-virtual {{p1, v0}}, ~Context;->checkCallingPermission(~String;)I
    move-result v0
    if-nez v0, :no
    :yes
    move v0, v4
    goto :ask
    :no
    move v0, v3
    :ask
    const-string v1, "no"
    invoke-static {{v0, v1}}, {DEMAND}
    {EXEC}"""
)
ASSERTED_OTHER = guarded(
    f"""
    {UID}
    const/4 v0, 1
    const-string v1, "no"
    invoke-static {{v0, v1}}, {DEMAND}
    {EXEC}"""
)
BEHIND_ACCESSORS = guarded(
    f"""
    invoke-static {{p1}}, L@/Work;->access(~Context;)V
    {EXEC}""",
    """
  method public static access(~Context;)V 1
    invoke-static {p0}, L@/Work;->enforceModify(~Context;)V
  method public static enforceModify(~Context;)V 3
    const-string v0, "MODIFY"
    const-string v1, "no"
    nop
    nop
    nop
    invoke-static {p0, v0}, L@/Work;->enforce(~Context;~String;)V
  method public static enforce(~Context;~String;)V 4
    const-string v0, "no"
    const-string v1, "no"
    nop
    nop
    nop
    invoke-virtual {p0, p1, v0}, ~Context;->enforceCallingOrSelfPermission(~String;~String;)V
""",
)
OR_ELSE = """
    const-string v0, "p"
    invoke-virtual {p1, v0, v0}, ~Context;->enforceCallingPermission(~String;~String;)V"""
SYSTEM_OR_ELSE = guarded(f"{UID}\nconst/16 v1, 1000\nif-eq v0, v1, :run\n{OR_ELSE}\n:run\n{EXEC}")
CLICK = CASES.add(
    f"""
class @.Yes : android.content.DialogInterface$OnClickListener
  method public onClick(Landroid/content/DialogInterface;I)V 13
    {EXEC}
"""
)


def kinds(package: str) -> list[str]:
    """Kinds of checks before the specimen's call."""
    use = CASES.uses(package)["exec.runtime"]
    return Guards(CASES.values.code).on([(use.method, use.pc)])


@pytest.mark.parametrize("name", HITS)
def test_a_check_that_decides_counts(name: str) -> None:
    expected = name.split(" ", maxsplit=1)[0]
    found = kinds(HIT_CASES[name])
    assert expected in found
    assert set(found) <= {expected, "caller-uid"}


@pytest.mark.parametrize("name", TWINS)
def test_a_check_that_decides_nothing_does_not(name: str) -> None:
    assert kinds(TWIN_CASES[name]) == []


def test_a_helpers_answer_and_a_helpers_exception_count() -> None:
    assert kinds(BY_ANSWER) == ["caller-uid"]
    assert kinds(BY_DEMAND) == ["caller-uid"]
    assert kinds(UNASKED) == []


def test_an_object_that_notes_who_calls_tells_it() -> None:
    assert kinds(NOTED) == ["caller-uid"]


def test_a_check_that_is_asserted_counts() -> None:
    assert kinds(ASSERTED) == ["caller-permission", "caller-uid"]
    assert kinds(ASSERTED_OTHER) == []


def test_methods_that_only_hand_on_are_no_level() -> None:
    assert kinds(BEHIND_ACCESSORS) == ["caller-permission"]


def test_an_action_that_only_the_system_sends_is_told_apart() -> None:
    assert [kinds(case) for case in (ON_BOOT, ON_EITHER)] == [["system-event", "action-checked"]] * 2
    for case in (ON_OWN, ON_BOOT_OR_OWN, NOT_ON_BOOT):
        assert "system-event" not in kinds(case)


def test_one_check_or_else_another_count_together() -> None:
    assert kinds(EITHER) == ["caller-uid", "package-name"]


def test_the_system_or_else_a_demand_count_together() -> None:
    assert kinds(SYSTEM_OR_ELSE) == ["caller-permission", "caller-uid"]


def test_what_runs_on_a_click_was_agreed_to() -> None:
    assert kinds(CLICK) == ["user-asked"]


FORGOTTEN = guarded(
    f"""
    invoke-static {{}}, Landroid/os/Binder;->clearCallingIdentity()J
    move-result-wide v2
    {UID}
    const/16 v1, 1000
    if-ne v0, v1, :end
    {EXEC}
    :end"""
)
KEPT = guarded(
    f"""
    {UID}
    invoke-static {{}}, Landroid/os/Binder;->clearCallingIdentity()J
    move-result-wide v2
    const/16 v1, 1000
    if-ne v0, v1, :end
    {EXEC}
    :end"""
)


def test_who_calls_is_asked_before_it_is_put_aside() -> None:
    assert kinds(FORGOTTEN) == []
    assert kinds(KEPT) == ["caller-uid"]


def test_only_a_call_that_is_being_served_has_a_caller() -> None:
    guards = Guards(CASES.values.code)
    for name in ("caller-permission", "caller-uid", "caller-permission of the calling uid"):
        use = CASES.uses(HIT_CASES[name])["exec.runtime"]
        assert guards.on([(use.method, use.pc)], "binder") == guards.on([(use.method, use.pc)]) != []
        assert guards.on([(use.method, use.pc)], "provider") != []
        assert guards.on([(use.method, use.pc)], "service") == []
        assert guards.on([(use.method, use.pc)], "receiver") == []
    for name in ("caller-permission by result", "package-name", "caller-signature", "action-checked"):
        use = CASES.uses(HIT_CASES[name])["exec.runtime"]
        assert guards.on([(use.method, use.pc)], "activity") == guards.on([(use.method, use.pc)]) != []


def test_a_path_gathers_the_checks_of_all_its_steps() -> None:
    app, guards = CASES.app, Guards(CASES.values.code)
    places = [CASES.uses(p)["exec.runtime"] for p in (HIT_CASES["debug-only"], HIT_CASES["caller-uid"], CLICK)]
    found = guards.on([(u.method, u.pc) for u in places])
    assert found == ["caller-uid", "user-asked", "debug-only"]
    assert guards.on([(one(app, f"{BY_ANSWER}.Work.known"), 9999)]) == []
