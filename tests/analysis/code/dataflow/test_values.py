"""Values followed back to where they come from: each way once where it leads there, once where it must not."""

from __future__ import annotations

from tests.analysis.code.dataflow.followed import RUNNER, Followed
from tests.specimen import one

CASES = Followed()
case, calling, receiving = CASES.add, CASES.calling, CASES.receiving
trace, origins, commands = CASES.trace, CASES.origins, CASES.commands

A_CONSTANT_IS_FOLLOWED_THROUGH = calling('const-string v0, "getprop ro.build.id"')


def test_a_constant_is_followed_through_a_call() -> None:
    found = trace(A_CONSTANT_IS_FOLLOWED_THROUGH)
    assert [leaf.kind for leaf in found.leaves] == ["constant"]
    assert found.items == ("getprop ro.build.id",)
    assert found.complete
    assert found.leaves[0].proven
    assert [CASES.label(m) for m, _ in found.leaves[0].path][-1] == "Run.run"


AN_INTENTS_ACTION_IS_DECIDED = receiving("invoke-virtual {p2}, ~Intent;->getAction()~String;\nmove-result-object v0")


def test_an_intents_action_is_decided_outside() -> None:
    (leaf,) = trace(AN_INTENTS_ACTION_IS_DECIDED).leaves
    assert (leaf.kind, leaf.detail, leaf.outside, leaf.proven) == ("intent", "action()", True, True)
    assert leaf.entry == one(CASES.app, f"{AN_INTENTS_ACTION_IS_DECIDED}.Rec.onReceive")
    assert [CASES.label(m) for m, _ in leaf.path] == ["Rec.onReceive", "Rec.onReceive", "Run.run"]


AN_EXTRA = receiving(
    """
    invoke-virtual {p2}, ~Intent;->getExtras()Landroid/os/Bundle;
    move-result-object v1
    const-string v2, "cmd"
    invoke-virtual {v1, v2}, Landroid/os/Bundle;->getString(~String;)~String;
    move-result-object v0"""
)


def test_an_extra_is_named_by_its_key_through_the_bundle() -> None:
    assert origins(AN_EXTRA) == {("intent", "cmd")}


CHAIN = """
    new-instance v1, Ljava/lang/StringBuilder;
    invoke-direct {v1}, Ljava/lang/StringBuilder;-><init>()V
    const-string v2, "pm install -r "
    invoke-virtual {v1, v2}, Ljava/lang/StringBuilder;->append(~String;)Ljava/lang/StringBuilder;
    move-result-object v3
    invoke-virtual {p2}, ~Intent;->getAction()~String;
    move-result-object v4
    invoke-virtual {v3, v4}, Ljava/lang/StringBuilder;->append(~String;)Ljava/lang/StringBuilder;
    const/16 v5, 0x21
    invoke-virtual {v3, v5}, Ljava/lang/StringBuilder;->append(C)Ljava/lang/StringBuilder;
    invoke-virtual {v1}, Ljava/lang/StringBuilder;->toString()~String;
    move-result-object v0"""


PIECES_APPENDED_THROUGH_ANY_REGISTER = receiving(CHAIN)


def test_pieces_appended_through_any_register_are_joined_in_order() -> None:
    assert commands(PIECES_APPENDED_THROUGH_ANY_REGISTER) == ["pm install -r {intent}!"]
    assert ("intent", "action()") in origins(PIECES_APPENDED_THROUGH_ANY_REGISTER)


WHAT_IS_APPENDED_AFTERWARDS_DOES = calling(
    """
new-instance v1, Ljava/lang/StringBuilder;
const-string v2, "id"
invoke-direct {v1, v2}, Ljava/lang/StringBuilder;-><init>(~String;)V
invoke-virtual {v1}, Ljava/lang/StringBuilder;->toString()~String;
move-result-object v0
const-string v2, "rm -r /"
invoke-virtual {v1, v2}, Ljava/lang/StringBuilder;->append(~String;)Ljava/lang/StringBuilder;"""
)


def test_what_is_appended_afterwards_does_not_count() -> None:
    assert commands(WHAT_IS_APPENDED_AFTERWARDS_DOES) == ["id"]
    assert origins(WHAT_IS_APPENDED_AFTERWARDS_DOES) == {("constant", "id")}


AN_OVERWRITTEN_REGISTER_NO_LONGER = receiving(
    'invoke-virtual {p2}, ~Intent;->getAction()~String;\nmove-result-object v0\nconst-string v0, "id"'
)


def test_an_overwritten_register_no_longer_holds_its_value() -> None:
    assert origins(AN_OVERWRITTEN_REGISTER_NO_LONGER) == {("constant", "id")}


BOTH_WAYS_OF_A_BRANCH = calling(
    """
const-string v0, "one"
if-eqz p0, :end
const-string v0, "two"
:end""",
    head="public static go(I)V",
)


def test_both_ways_of_a_branch_count() -> None:
    assert sorted(commands(BOTH_WAYS_OF_A_BRANCH)) == ["one", "two"]


A_HANDLER_SEES_WHAT_WAS = calling(
    """
const-string v0, "before"
:start
invoke-static {}, L@/Main;->go()V
const-string v0, "within"
invoke-static {}, L@/Main;->go()V
:end
.catchall {:start .. :end} :handler
const-string v0, "after"
goto :run
:handler
move-exception v1
:run"""
)


def test_a_handler_sees_what_was_held_when_it_was_thrown_to() -> None:
    assert sorted(commands(A_HANDLER_SEES_WHAT_WAS)) == ["after", "before", "within"]


AN_ARRAY_OF_A_COMMAND = case(
    """
class @.Rec < android.content.BroadcastReceiver
  method public onReceive(~Context;~Intent;)V 8
    const/4 v0, 3
    new-array v0, v0, [~String;
    const/4 v1, 0
    const-string v2, "sh"
    aput-object v2, v0, v1
    const/4 v1, 1
    const-string v2, "-c"
    aput-object v2, v0, v1
    const/4 v1, 2
    invoke-virtual {p2}, ~Intent;->getDataString()~String;
    move-result-object v2
    aput-object v2, v0, v1
    invoke-static {}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v1
    invoke-virtual {v1, v0}, Ljava/lang/Runtime;->exec([~String;)Ljava/lang/Process;
"""
)


def test_an_array_of_a_command_is_read_in_order() -> None:
    assert commands(AN_ARRAY_OF_A_COMMAND) == ["sh -c {intent}"]
    assert ("intent", "datastring()") in origins(AN_ARRAY_OF_A_COMMAND)


A_LIST_FOR_A_PROCESS = case(
    """
class @.Main
  method public static go()V 4
    new-instance v0, Ljava/util/ArrayList;
    invoke-direct {v0}, Ljava/util/ArrayList;-><init>()V
    const-string v1, "logcat"
    invoke-interface {v0, v1}, Ljava/util/List;->add(~Object;)Z
    const-string v1, "-d"
    invoke-interface {v0, v1}, Ljava/util/List;->add(~Object;)Z
    new-instance v2, Ljava/lang/ProcessBuilder;
    invoke-direct {v2, v0}, Ljava/lang/ProcessBuilder;-><init>(Ljava/util/List;)V
    invoke-virtual {v2}, Ljava/lang/ProcessBuilder;->start()Ljava/lang/Process;
"""
)


def test_a_list_for_a_process_builder_is_read_in_order() -> None:
    assert set(CASES.uses(A_LIST_FOR_A_PROCESS)) == {
        "exec.process-builder",
        "exec.process-builder-prepare",
        "logcat.command",
    }
    assert trace(A_LIST_FOR_A_PROCESS, "exec.process-builder").items == (("logcat", "-d"),)


A_FORMAT_IS_FILLED_IN = receiving(
    """
const/4 v1, 2
new-array v1, v1, [~Object;
const/4 v2, 0
const-string v3, "am"
aput-object v3, v1, v2
const/4 v2, 1
invoke-virtual {p2}, ~Intent;->getAction()~String;
move-result-object v3
aput-object v3, v1, v2
const-string v2, "%s start -a %2$s 100%%"
invoke-static {v2, v1}, ~String;->format(~String;[~Object;)~String;
move-result-object v0"""
)


def test_a_format_is_filled_in() -> None:
    assert commands(A_FORMAT_IS_FILLED_IN) == ["am start -a {intent} 100%"]


TEXT_IS_CUT_AND_CHANGED = calling(
    """
const-string v1, "  XX-LOGCAT -D;rest"
invoke-virtual {v1}, ~String;->trim()~String;
move-result-object v1
const/4 v2, 3
const/16 v3, 12
invoke-virtual {v1, v2, v3}, ~String;->substring(II)~String;
move-result-object v1
invoke-virtual {v1}, ~String;->toLowerCase()~String;
move-result-object v1
const-string v2, "-d"
const-string v3, "-c"
invoke-virtual {v1, v2, v3}, ~String;->replace(Ljava/lang/CharSequence;Ljava/lang/CharSequence;)~String;
move-result-object v0"""
)


def test_text_is_cut_and_changed_as_the_code_does() -> None:
    assert commands(TEXT_IS_CUT_AND_CHANGED) == ["logcat -c"]


VALUES_OF_TWO_CALLS_OF = case(
    RUNNER
    + """
class @.Main < android.content.BroadcastReceiver
  method public static same(~String;)~String; 1
    return-object p0
  method public onReceive(~Context;~Intent;)V 6
    invoke-virtual {p2}, ~Intent;->getAction()~String;
    move-result-object v0
    invoke-static {v0}, L@/Main;->same(~String;)~String;
    move-result-object v1
    const-string v0, "id"
    invoke-static {v0}, L@/Main;->same(~String;)~String;
    move-result-object v0
    invoke-static {v0}, L@/Run;->run(~String;)V
"""
)


def test_values_of_two_calls_of_one_helper_are_kept_apart() -> None:
    assert origins(VALUES_OF_TWO_CALLS_OF) == {("constant", "id")}


def test_a_spent_budget_is_said() -> None:
    found = trace(PIECES_APPENDED_THROUGH_ANY_REGISTER, budget=5)
    assert not found.complete
