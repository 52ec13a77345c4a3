"""Values that lie in fields, buffers, files and under keys before they are used."""

from __future__ import annotations

from tests.analysis.code.dataflow.followed import DOWNLOAD, RUNNER, Followed

CASES = Followed()
case, calling, receiving = CASES.add, CASES.calling, CASES.receiving
trace, origins = CASES.trace, CASES.origins

FIELDS = """
class @.Config
  field static last ~String;
  field command ~String;
  field other ~String;
  method public <init>()V 1
class @.Rec < android.content.BroadcastReceiver
  method public onReceive(~Context;~Intent;)V 6
    {new @.Config v1}
    invoke-virtual {p2}, ~Intent;->getAction()~String;
    move-result-object v0
    iput-object v0, v1, L@/Config;->%s:~String;
    const-string v0, "id"
    iput-object v0, v1, L@/Config;->%s:~String;
    invoke-static {v1}, L@/Rec;->later(L@/Config;)V
  method public static later(L@/Config;)V 2
    iget-object v0, p0, L@/Config;->command:~String;
    invoke-static {v0}, L@/Run;->run(~String;)V
"""


STORED_THERE = case(RUNNER + FIELDS % ("command", "other"))
STORED_BESIDE = case(RUNNER + FIELDS % ("other", "command"))


def test_a_field_carries_what_is_stored_in_it_and_no_other() -> None:
    assert origins(STORED_THERE) == {("intent", "action()")}
    assert origins(STORED_BESIDE) == {("constant", "id")}


A_FIELD_NAMED_THROUGH_A = case(
    RUNNER
    + """
class @.Base
  field static command ~String;
class @.Sub < @.Base
  method public static set()V 1
    const-string v0, "uptime"
    sput-object v0, L@/Base;->command:~String;
  method public static go()V 1
    sget-object v0, L@/Sub;->command:~String;
    invoke-static {v0}, L@/Run;->run(~String;)V
"""
)


def test_a_field_named_through_a_subclass_is_the_same() -> None:
    assert origins(A_FIELD_NAMED_THROUGH_A) == {("constant", "uptime")}


DOWNLOADED_LINES_ARE_DECIDED_OUTSIDE = calling(
    DOWNLOAD
    + """
new-instance v2, Ljava/io/InputStreamReader;
invoke-direct {v2, v1}, Ljava/io/InputStreamReader;-><init>(Ljava/io/InputStream;)V
new-instance v3, Ljava/io/BufferedReader;
invoke-direct {v3, v2}, Ljava/io/BufferedReader;-><init>(Ljava/io/Reader;)V
new-instance v4, Ljava/lang/StringBuilder;
invoke-direct {v4}, Ljava/lang/StringBuilder;-><init>()V
:loop
invoke-virtual {v3}, Ljava/io/BufferedReader;->readLine()~String;
move-result-object v0
if-eqz v0, :done
invoke-virtual {v4, v0}, Ljava/lang/StringBuilder;->append(~String;)Ljava/lang/StringBuilder;
goto :loop
:done
invoke-virtual {v4}, Ljava/lang/StringBuilder;->toString()~String;
move-result-object v0"""
)


def test_downloaded_lines_are_decided_outside() -> None:
    (leaf,) = trace(DOWNLOADED_LINES_ARE_DECIDED_OUTSIDE).leaves
    assert (leaf.kind, leaf.detail, leaf.outside, leaf.proven) == ("http", "URLConnection.getInputStream", True, True)


BYTES_READ_INTO_A_BUFFER = case(
    RUNNER
    + f"""
class @.Main
  method public static fill(Ljava/io/InputStream;[B)V 2
    invoke-virtual {{p0, p1}}, Ljava/io/InputStream;->read([B)I
  method public static go()V 6
    {DOWNLOAD}
    const/16 v2, 64
    new-array v2, v2, [B
    invoke-static {{v1, v2}}, L@/Main;->fill(Ljava/io/InputStream;[B)V
    new-instance v0, ~String;
    invoke-direct {{v0, v2}}, ~String;-><init>([B)V
    invoke-static {{v0}}, L@/Run;->run(~String;)V
"""
)


def test_bytes_read_into_a_buffer_are_followed_into_a_helper() -> None:
    assert origins(BYTES_READ_INTO_A_BUFFER) == {("http", "URLConnection.getInputStream")}


A_HELPER_THAT_ONLY_READS = case(
    RUNNER
    + """
class @.Main
  method public static look(~Intent;Ljava/lang/StringBuilder;)V 3
    invoke-virtual {p1}, Ljava/lang/StringBuilder;->toString()~String;
  method public static go(~Intent;)V 6
    new-instance v2, Ljava/lang/StringBuilder;
    const-string v0, "id"
    invoke-direct {v2, v0}, Ljava/lang/StringBuilder;-><init>(~String;)V
    invoke-static {p0, v2}, L@/Main;->look(~Intent;Ljava/lang/StringBuilder;)V
    invoke-virtual {v2}, Ljava/lang/StringBuilder;->toString()~String;
    move-result-object v0
    invoke-static {v0}, L@/Run;->run(~String;)V
"""
)


def test_a_helper_that_only_reads_the_buffer_fills_nothing() -> None:
    assert origins(A_HELPER_THAT_ONLY_READS) == {("constant", "id")}


KEYS = """
    new-instance v1, ~Intent;
    invoke-direct {v1}, ~Intent;-><init>()V
    const-string v2, "good"
    const-string v3, "id"
    invoke-virtual {v1, v2, v3}, ~Intent;->putExtra(~String;~String;)~Intent;
    const-string v2, "bad"
    invoke-virtual {p2}, ~Intent;->getAction()~String;
    move-result-object v3
    invoke-virtual {v1, v2, v3}, ~Intent;->putExtra(~String;~String;)~Intent;
    const-string v2, "%s"
    invoke-virtual {v1, v2}, ~Intent;->getStringExtra(~String;)~String;
    move-result-object v0"""


GOOD_KEY, BAD_KEY = receiving(KEYS % "good"), receiving(KEYS % "bad")


def test_what_is_put_under_one_key_is_not_taken_out_under_another() -> None:
    assert origins(GOOD_KEY) == {("constant", "id")}
    assert origins(BAD_KEY) == {("intent", "action()")}


EDITOR = "Landroid/content/SharedPreferences$Editor;"
PUT = f"{EDITOR}->putString(~String;~String;){EDITOR}"
A_PREFERENCE_LEADS_ON_TO = case(
    RUNNER
    + f"""
class @.Rec < android.content.BroadcastReceiver
  method public onReceive(~Context;~Intent;)V 8
    const-string v0, "job"
    invoke-virtual {{p2}}, ~Intent;->getAction()~String;
    move-result-object v1
    const/4 v2, 0
    invoke-interface {{v2, v0, v1}}, {PUT}
    const-string v0, "note"
    const-string v1, "hello"
    invoke-interface {{v2, v0, v1}}, {PUT}
class @.Later
  method public static go(Landroid/content/SharedPreferences;)V 4
    const-string v0, "job"
    const/4 v1, 0
    invoke-interface {{p0, v0, v1}}, Landroid/content/SharedPreferences;->getString(~String;~String;)~String;
    move-result-object v0
    invoke-static {{v0}}, L@/Run;->run(~String;)V
"""
)


def test_a_preference_leads_on_to_who_keeps_it() -> None:
    found = {(leaf.kind, leaf.detail): leaf.proven for leaf in trace(A_PREFERENCE_LEADS_ON_TO).leaves}
    assert found == {("preference", "job"): True, ("intent", "action()"): False}
