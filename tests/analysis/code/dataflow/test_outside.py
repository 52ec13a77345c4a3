"""Values that somebody outside the app decides, however they are handed on."""

from __future__ import annotations

from tests.analysis.code.dataflow.followed import DOWNLOAD, RUNNER, Followed

CASES = Followed()
case, receiving = CASES.add, CASES.receiving
trace, origins = CASES.trace, CASES.origins

A_TASKS_RESULT_REACHES_WHAT = case(
    RUNNER
    + f"""
class @.Task < android.os.AsyncTask
  method public doInBackground([~Object;)~Object; 6
    {DOWNLOAD}
    return-object v1
  method public onPostExecute(~Object;)V 3
    invoke-virtual {{p1}}, ~Object;->toString()~String;
    move-result-object v0
    invoke-static {{v0}}, L@/Run;->run(~String;)V
"""
)


def test_a_tasks_result_reaches_what_runs_after_it() -> None:
    assert origins(A_TASKS_RESULT_REACHES_WHAT) == {("http", "URLConnection.getInputStream")}


A_MESSAGES_OBJECT_IS_WHAT = case(
    RUNNER
    + """
class @.Hand < android.os.Handler
  method public handleMessage(Landroid/os/Message;)V 3
    iget-object v0, p1, Landroid/os/Message;->obj:~Object;
    check-cast v0, ~String;
    invoke-static {v0}, L@/Run;->run(~String;)V
class @.Rec < android.content.BroadcastReceiver
  method public onReceive(~Context;~Intent;)V 8
    {new @.Hand v1}
    invoke-virtual {p2}, ~Intent;->getAction()~String;
    move-result-object v0
    const/4 v2, 1
    invoke-virtual {v1, v2, v0}, Landroid/os/Handler;->obtainMessage(I~Object;)Landroid/os/Message;
    move-result-object v0
    invoke-virtual {v1, v0}, Landroid/os/Handler;->sendMessage(Landroid/os/Message;)Z
"""
)


def test_a_messages_object_is_what_was_sent_with_it() -> None:
    assert ("intent", "action()") in origins(A_MESSAGES_OBJECT_IS_WHAT)


BRIDGE = """
class @.Bridge
  method public run(~String;)V 2
    %s
    invoke-static {p1}, L@/Run;->run(~String;)V
"""
OPEN_BRIDGE = case(RUNNER + BRIDGE % ".annotation runtime Landroid/webkit/JavascriptInterface;\n.end annotation")
SHUT_BRIDGE = case(RUNNER + BRIDGE % "")


def test_a_web_page_decides_what_it_hands_to_a_bridge() -> None:
    assert origins(OPEN_BRIDGE) == {("javascript", "Bridge.run")}
    assert origins(SHUT_BRIDGE) == {("unknown", "parameter of Bridge.run")}


A_BINDERS_CALLER_DECIDES_ITS = case(
    RUNNER
    + """
class abstract @.IShell$Stub < android.os.Binder : android.os.IInterface
  method public onTransact(ILandroid/os/Parcel;Landroid/os/Parcel;I)Z 7
    invoke-virtual {p2}, Landroid/os/Parcel;->readString()~String;
    move-result-object v0
    invoke-virtual {p0, v0}, L@/IShell$Stub;->run(~String;)V
    const/4 v0, 1
    return v0
  method public abstract run(~String;)V
class @.Shell < @.IShell$Stub
  method public <init>()V 1
  method public run(~String;)V 2
    invoke-static {p1}, L@/Run;->run(~String;)V
"""
)


def test_a_binders_caller_decides_its_arguments() -> None:
    found = trace(A_BINDERS_CALLER_DECIDES_ITS).leaves
    assert {leaf.kind for leaf in found} == {"binder"}
    assert all(leaf.outside for leaf in found)


INCOMING = "Landroid/provider/Telephony$Sms$Intents;->getMessagesFromIntent(~Intent;)[Landroid/telephony/SmsMessage;"
A_TEXT_MESSAGE_IS_DECIDED = receiving(
    f"""
invoke-static {{p2}}, {INCOMING}
move-result-object v1
const/4 v2, 0
aget-object v1, v1, v2
invoke-virtual {{v1}}, Landroid/telephony/SmsMessage;->getMessageBody()~String;
move-result-object v0"""
)


def test_a_text_message_is_decided_outside() -> None:
    (leaf,) = trace(A_TEXT_MESSAGE_IS_DECIDED).leaves
    assert (leaf.kind, leaf.outside) == ("sms", True)


A_TEXT_THAT_FILLS_AN = case(
    RUNNER
    + f"""
class @.Job
  field command ~String;
class @.Main
  method public static go(Lcom/google/gson/Gson;)V 8
    {DOWNLOAD}
    const-class v2, L@/Job;
    new-instance v3, Ljava/io/InputStreamReader;
    invoke-direct {{v3, v1}}, Ljava/io/InputStreamReader;-><init>(Ljava/io/InputStream;)V
    invoke-virtual {{p0, v3, v2}}, Lcom/google/gson/Gson;->fromJson(Ljava/io/Reader;~Class;)~Object;
    move-result-object v0
    check-cast v0, L@/Job;
    iget-object v0, v0, L@/Job;->command:~String;
    invoke-static {{v0}}, L@/Run;->run(~String;)V
"""
)


def test_a_text_that_fills_an_object_by_its_class_is_found() -> None:
    assert ("http", "URLConnection.getInputStream") in origins(A_TEXT_THAT_FILLS_AN)


AN_UNKNOWN_CALL_MAKES_WHAT = receiving(
    """
invoke-virtual {p2}, ~Intent;->getAction()~String;
move-result-object v0
invoke-static {v0}, Lorg/unknown/Mix;->mix(~String;)~String;
move-result-object v0"""
)


def test_an_unknown_call_makes_what_comes_through_it_unproven() -> None:
    (leaf,) = trace(AN_UNKNOWN_CALL_MAKES_WHAT).leaves
    assert (leaf.kind, leaf.proven) == ("intent", False)


METHODS_THAT_CALL_EACH_OTHER = case(
    RUNNER
    + """
class @.Main
  method public static one(~String;)~String; 2
    invoke-static {p0}, L@/Main;->two(~String;)~String;
    move-result-object v0
    return-object v0
  method public static two(~String;)~String; 2
    if-eqz p0, :end
    invoke-static {p0}, L@/Main;->one(~String;)~String;
    move-result-object v0
    return-object v0
    :end
    return-object p0
  method public static go()V 2
    const-string v0, "id"
    invoke-static {v0}, L@/Main;->one(~String;)~String;
    move-result-object v0
    invoke-static {v0}, L@/Run;->run(~String;)V
"""
)


def test_methods_that_call_each_other_come_to_an_end() -> None:
    found = trace(METHODS_THAT_CALL_EACH_OTHER)
    assert {leaf.detail for leaf in found.leaves} == {"id"}
    assert found.complete
