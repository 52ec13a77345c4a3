"""Values followed back to where they come from: each way once where it leads there, once where it must not."""

from __future__ import annotations

from tests.cases import Cases
from tests.specimen import one

from gifthorse.analysis.code.constants import shown
from gifthorse.analysis.code.dataflow import Trace, Values

CASES = Cases()
case = CASES.add
RUNNER = """
class @.Run
  method public static run(~String;)V 3
    invoke-static {}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v0
    invoke-virtual {v0, p0}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;
"""


def trace(package: str, api: str = "exec.runtime", *, budget: int = 400) -> Trace:
    """The trace of the command of a specimen's only call."""
    use = CASES.uses(package)[api]
    result = Values(CASES.app).argument(use.method, use.pc, dict(use.arguments)["command"], budget=budget)
    assert result is not None
    return result


def origins(package: str) -> set[tuple[str, str | None]]:
    """Kinds and details of all origins."""
    return {(leaf.kind, leaf.detail) for leaf in trace(package).leaves}


def commands(package: str) -> list[str]:
    """The texts that the command may be."""
    return [shown(item) for item in trace(package).items]


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


def calling(body: str, registers: int = 6, head: str = "public static go()V", more: str = "") -> str:
    """A specimen with `Main`, one method of which ends in running v0."""
    return case(
        RUNNER
        + f"""
class @.Main
  method {head} {registers}
    {body}
    invoke-static {{v0}}, L@/Run;->run(~String;)V
    {more}
"""
    )


def receiving(body: str) -> str:
    """A specimen whose receiver makes v0 of the intent p2 and runs it."""
    return case(
        RUNNER
        + f"""
class @.Rec < android.content.BroadcastReceiver
  method public onReceive(~Context;~Intent;)V 8
    {body}
    invoke-static {{v0}}, L@/Run;->run(~String;)V
"""
    )


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


DOWNLOAD = """
    new-instance v1, Ljava/net/URL;
    const-string v2, "http://example.com/job"
    invoke-direct {v1, v2}, Ljava/net/URL;-><init>(~String;)V
    invoke-virtual {v1}, Ljava/net/URL;->openConnection()Ljava/net/URLConnection;
    move-result-object v1
    invoke-virtual {v1}, Ljava/net/URLConnection;->getInputStream()Ljava/io/InputStream;
    move-result-object v1
"""


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


A_TEXT_SPELT_IN_AN = calling(
    """
const/4 v1, 6
new-array v1, v1, [C
fill-array-data v1, :letters
invoke-static {v1}, ~String;->valueOf([C)~String;
move-result-object v0""",
    more="""return-void
:letters
.array-data 2
0x67s 0x65s 0x74s 0x75s 0x69s 0x64s
.end array-data""",
)


def test_a_text_spelt_in_an_array_of_letters_is_read() -> None:
    assert commands(A_TEXT_SPELT_IN_AN) == ["getuid"]


HIDDEN = """
class @.Main
  method public static clear(~String;)~String; 7
    invoke-virtual {p0}, ~String;->toCharArray()[C
    move-result-object v0
    array-length v1, v0
    const/4 v2, 0
    :loop
    if-ge v2, v1, :done
    aget-char v3, v0, v2
    xor-int/lit8 v3, v3, 1
    int-to-char v3, v3
    aput-char v3, v0, v2
    add-int/lit8 v2, v2, 1
    goto :loop
    :done
    new-instance v4, ~String;
    invoke-direct {v4, v0}, ~String;-><init>([C)V
    return-object v4
  method public static go()V 2
    const-string v0, "he"
    invoke-static {v0}, L@/Main;->clear(~String;)~String;
    move-result-object v0
    invoke-static {v0}, L@/Run;->run(~String;)V
"""


A_HIDDEN_TEXT = case(RUNNER + HIDDEN)


def test_a_hidden_text_is_worked_out() -> None:
    assert commands(A_HIDDEN_TEXT) == ["id"]


CIPHER, SPEC = "Ljavax/crypto/Cipher;", "Ljavax/crypto/spec/SecretKeySpec;"
AT_HAND = f"""
    const-string v0, "RC4"
    invoke-static {{v0}}, {CIPHER}->getInstance(~String;){CIPHER}
    move-result-object v1
    new-instance v2, {SPEC}
    const-string v3, "orchard"
    invoke-virtual {{v3}}, ~String;->getBytes()[B
    move-result-object v3
    invoke-direct {{v2, v3, v0}}, {SPEC}-><init>([B~String;)V
    const/4 v3, 2
    invoke-virtual {{v1, v3, v2}}, {CIPHER}->init(ILjava/security/Key;)V
    const-string v0, "PLACE"
    const/4 v3, 0
    invoke-static {{v0, v3}}, Landroid/util/Base64;->decode(~String;I)[B
    move-result-object v2
    invoke-virtual {{v1, v2}}, {CIPHER}->doFinal([B)[B
    move-result-object v2
    new-instance v0, ~String;
    invoke-direct {{v0, v2}}, ~String;-><init>([B)V"""
AN_OBJECT = """
class @.Names
  field private final key I
  method public <init>()V 2
    invoke-direct {p0}, ~Object;-><init>()V
    const/4 v0, 3
    iput v0, p0, L@/Names;->key:I
  method public clear(~String;)[C 6
    invoke-virtual {p1}, ~String;->toCharArray()[C
    move-result-object v0
    const/4 v1, 0
    :loop
    array-length v2, v0
    if-ge v1, v2, :done
    aget-char v3, v0, v1
    iget v2, p0, L@/Names;->key:I
    xor-int/2addr v3, v2
    int-to-char v3, v3
    aput-char v3, v0, v1
    add-int/lit8 v1, v1, 1
    goto :loop
    :done
    return-object v0
"""
CIPHERED = calling(AT_HAND.replace("PLACE", "+kAHxmv+"))
CIPHERED_BY_ANOTHER = calling(AT_HAND.replace("PLACE", "+kAHxmv+").replace("RC4", "RSA"))
BY_AN_OBJECT = calling(
    """
    {new @.Names v1}
    const-string v0, "jg"
    invoke-virtual {v1, v0}, L@/Names;->clear(~String;)[C
    move-result-object v1
    new-instance v0, ~String;
    invoke-direct {v0, v1}, ~String;-><init>([C)V""",
    more=AN_OBJECT,
)


def test_a_text_that_a_cipher_hides_is_worked_out_where_the_key_is_at_hand() -> None:
    assert commands(CIPHERED) == ["reboot"]
    assert "reboot" not in commands(CIPHERED_BY_ANOTHER)


def test_a_text_that_an_object_with_a_key_in_a_field_hides_is_worked_out() -> None:
    assert commands(BY_AN_OBJECT) == ["id"]


def read_file(path: str) -> str:
    return calling(
        f"""
    new-instance v1, Ljava/io/FileInputStream;
    const-string v2, "{path}"
    invoke-direct {{v1, v2}}, Ljava/io/FileInputStream;-><init>(~String;)V
    const/16 v3, 64
    new-array v3, v3, [B
    invoke-virtual {{v1, v3}}, Ljava/io/FileInputStream;->read([B)I
    new-instance v0, ~String;
    invoke-direct {{v0, v3}}, ~String;-><init>([B)V"""
    )


FILES = {path: read_file(path) for path in ("/sdcard/job.sh", "/proc/version", "/data/data/t/files/x")}


def test_the_content_of_a_file_is_whose_place_it_lies_in() -> None:
    kinds = {path: {kind for kind, _ in origins(package)} for path, package in FILES.items()}
    assert kinds == {
        "/sdcard/job.sh": {"shared-file"},
        "/proc/version": {"device-info"},
        "/data/data/t/files/x": {"own-file"},
    }


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


def test_a_spent_budget_is_said() -> None:
    found = trace(PIECES_APPENDED_THROUGH_ANY_REGISTER, budget=5)
    assert not found.complete


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
