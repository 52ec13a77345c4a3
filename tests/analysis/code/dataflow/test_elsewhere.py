"""Values that another part of the app put in place."""

from __future__ import annotations

from tests.analysis.code.dataflow.followed import RUNNER, Followed

from gifthorse.analysis.code.dataflow import Trace

CASES = Followed()
case, calling, receiving = CASES.add, CASES.calling, CASES.receiving
trace, origins = CASES.trace, CASES.origins

NEAR_FIRST = case(
    RUNNER
    + """
class interface abstract @.face.Act
  method public abstract act(~Object;)V
class @.own.Worker : @.face.Act
  method public <init>()V 1
  method public act(~Object;)V 2
    check-cast p1, ~String;
    invoke-static {p1}, L@/Run;->run(~String;)V
class @.own.Main
  method public static go(~Intent;)V 3
    {new @.own.Worker v0}
    invoke-virtual {p0}, ~Intent;->getAction()~String;
    move-result-object v1
    invoke-static {v0, v1}, L@/own/Main;->pass(L@/face/Act;~Object;)V
  method public static pass(L@/face/Act;~Object;)V 2
    invoke-interface {p0, p1}, L@/face/Act;->act(~Object;)V
"""
    + "".join(
        f"""
class @.lib{n}.More
  method public static go(L@/face/Act;~Object;)V 2
    invoke-static {{p0, p1}}, L@/lib{n}/More;->again(L@/face/Act;~Object;)V
  method public static again(L@/face/Act;~Object;)V 2
    invoke-interface {{p0, p1}}, L@/face/Act;->act(~Object;)V
"""
        for n in range(10)
    )
)

ELEMENTS = """
class @.Rec < android.content.BroadcastReceiver
  field static kept [~String;
  method public onReceive(~Context;~Intent;)V 8
    const/4 v0, 2
    new-array v0, v0, [~String;
    sput-object v0, L@/Rec;->kept:[~String;
    sget-object v0, L@/Rec;->kept:[~String;
    const/4 v1, 0
    const-string v2, "id"
    aput-object v2, v0, v1
    sget-object v0, L@/Rec;->kept:[~String;
    const/4 v1, 1
    invoke-virtual {{p2}}, ~Intent;->getAction()~String;
    move-result-object v2
    aput-object v2, v0, v1
    invoke-static {{}}, L@/Rec;->later()V
  method public static later()V 3
    sget-object v0, L@/Rec;->kept:[~String;
    const/4 v1, {}
    aget-object v0, v0, v1
    invoke-static {{v0}}, L@/Run;->run(~String;)V
"""
FIRST, SECOND = case(RUNNER + ELEMENTS.format(0)), case(RUNNER + ELEMENTS.format(1))


def test_elements_of_an_array_in_a_field_are_kept_apart() -> None:
    assert origins(FIRST) == {("constant", "id")}
    assert origins(SECOND) == {("intent", "action()")}


FILLED = """
class @.Rec < android.content.BroadcastReceiver
  field queue Ljava/util/List;
  field other Ljava/util/List;
  method public <init>()V 3
    new-instance v0, Ljava/util/ArrayList;
    invoke-direct {{v0}}, Ljava/util/ArrayList;-><init>()V
    iput-object v0, p0, L@/Rec;->queue:Ljava/util/List;
    new-instance v0, Ljava/util/ArrayList;
    invoke-direct {{v0}}, Ljava/util/ArrayList;-><init>()V
    iput-object v0, p0, L@/Rec;->other:Ljava/util/List;
  method public onReceive(~Context;~Intent;)V 8
    invoke-virtual {{p2}}, ~Intent;->getAction()~String;
    move-result-object v1
    iget-object v0, p0, L@/Rec;->{}:Ljava/util/List;
    invoke-interface {{v0, v1}}, Ljava/util/List;->add(~Object;)Z
  method public next()V 3
    iget-object v0, p0, L@/Rec;->queue:Ljava/util/List;
    const/4 v1, 0
    invoke-interface {{v0, v1}}, Ljava/util/List;->get(I)~Object;
    move-result-object v0
    check-cast v0, ~String;
    invoke-static {{v0}}, L@/Run;->run(~String;)V
"""
QUEUED, ELSEWHERE = case(RUNNER + FILLED.format("queue")), case(RUNNER + FILLED.format("other"))


def test_what_is_added_to_a_fields_list_elsewhere_is_found_in_it() -> None:
    assert origins(QUEUED) == {("intent", "action()")}
    assert origins(ELSEWHERE) == set()


JUST_STORED = receiving(
    """
    invoke-virtual {p2}, ~Intent;->getAction()~String;
    move-result-object v0
    sput-object v0, L@/Rec;->last:~String;
    const-string v0, "id"
    sput-object v0, L@/Rec;->last:~String;
    sget-object v0, L@/Rec;->last:~String;"""
)


def test_what_was_just_stored_in_a_field_is_what_it_holds() -> None:
    assert origins(JUST_STORED) == {("constant", "id")}


SENT = case(
    RUNNER
    + """
class @.Task < android.os.AsyncTask
  method public <init>()V 1
  method public doInBackground([~Object;)~Object; 4
    const/4 v0, 0
    aget-object v0, p1, v0
    check-cast v0, ~String;
    invoke-static {v0}, L@/Run;->run(~String;)V
    return-object v0
class @.Rec < android.content.BroadcastReceiver
  method public onReceive(~Context;~Intent;)V 8
    {new @.Task v0}
    const/4 v1, 1
    new-array v1, v1, [~Object;
    const/4 v2, 0
    invoke-virtual {p2}, ~Intent;->getAction()~String;
    move-result-object v3
    aput-object v3, v1, v2
    invoke-virtual {v0, v1}, L@/Task;->execute([~Object;)Landroid/os/AsyncTask;
"""
)


def test_what_a_task_is_started_with_reaches_it() -> None:
    assert origins(SENT) == {("intent", "action()")}


BY_NAME = calling(
    """
    const-string v0, "android.telephony.TelephonyManager"
    invoke-static {v0}, ~Class;->forName(~String;)~Class;
    move-result-object v0
    sput-object v0, L@/Main;->kind:~Class;
    const-string v1, "getDeviceId"
    const/4 v2, 0
    sget-object v0, L@/Main;->kind:~Class;
    invoke-virtual {v0, v1, v2}, ~Class;->getMethod(~String;[~Class;)~Method;
    move-result-object v0
    invoke-static {v0}, L@/Main;->call(~Method;)~Object;
    move-result-object v0
    check-cast v0, ~String;""",
    more="""return-void
  method public static call(~Method;)~Object; 4
    const/4 v1, 0
    invoke-virtual {p0, v1, v1}, ~Method;->invoke(~Object;[~Object;)~Object;
    move-result-object v0
    return-object v0""",
)


def test_what_is_called_by_a_name_from_elsewhere_is_still_a_source() -> None:
    assert ("identifier", "TelephonyManager.getDeviceId") in {(x.kind, x.detail) for x in shared_trace(BY_NAME).leaves}


def shared_trace(package: str) -> Trace:
    """The trace by the values that also found the calls, names worked out included."""
    use = CASES.uses(package)["exec.runtime"]
    found = CASES.values.argument(use.method, use.pc, dict(use.arguments)["command"])
    assert found is not None
    return found


MAIL = """
class @.Work$Hand < android.os.Handler
  method public <init>()V 1
  method public handleMessage(Landroid/os/Message;)V 4
    invoke-virtual {{p1}}, Landroid/os/Message;->getData()Landroid/os/Bundle;
    move-result-object v0
    const-string v1, "job"
    invoke-virtual {{v0, v1}}, Landroid/os/Bundle;->getString(~String;)~String;
    move-result-object v0
    invoke-static {{v0}}, L@/Run;->run(~String;)V
class @.Work < android.app.Service
  method public onBind(~Intent;)Landroid/os/IBinder; 5
    {{new @.Work$Hand v0}}
    {}
    const/4 v1, 0
    return-object v1
"""
OUTWARD = case(
    RUNNER
    + MAIL.format(
        "new-instance v1, Landroid/os/Messenger;\n"
        "invoke-direct {v1, v0}, Landroid/os/Messenger;-><init>(Landroid/os/Handler;)V\n"
        "invoke-virtual {v1}, Landroid/os/Messenger;->getBinder()Landroid/os/IBinder;"
    )
)
INWARD = case(RUNNER + MAIL.format("nop"))


def test_messages_come_from_outside_where_the_handler_is_handed_out() -> None:
    assert [(leaf.kind, leaf.outside) for leaf in trace(OUTWARD).leaves] == [("binder", True)]
    assert {leaf.kind for leaf in trace(INWARD).leaves} == {"unknown"}


def test_of_many_callers_those_of_the_same_part_of_the_app_come_first() -> None:
    found = trace(NEAR_FIRST, budget=30)
    assert not found.complete
    assert ("intent", "getAction()") in {(leaf.kind, leaf.detail) for leaf in found.leaves} or any(
        CASES.label(leaf.path[0][0]) == "own.Main.go" for leaf in found.leaves
    )
