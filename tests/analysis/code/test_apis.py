"""Sensitive calls found by class, subclass, field, condition, carrier, reflection and shell text; and what is none."""

from __future__ import annotations

import numpy as np
from tests.cases import Cases

from gifthorse.analysis.code.apis import write_uses
from gifthorse.tables import Rows

CASES = Cases()


def method(body: str, more: str = "") -> str:
    """A specimen with one method of six registers (and p0, p1)."""
    return CASES.add(
        f"""
class @.Main
  method public static go(~Context;~Intent;)V 8
    {body}
  {more}
"""
    )


def found(package: str) -> set[str]:
    return set(CASES.uses(package))


SUBCLASS = CASES.add(
    """
class @.Page < android.app.Activity
  method public <init>()V 1
  method public onCreate(Landroid/os/Bundle;)V 4
    const/4 v0, 0
    invoke-virtual {p0, v0}, L@/Page;->startActivity(~Intent;)V
class @.Loader < dalvik.system.DexClassLoader
  method public loadIt()V 2
class @.Own < android.content.BroadcastReceiver
  method public <init>()V 1
  method public abortBroadcast()V 1
  method public onReceive(~Context;~Intent;)V 4
    invoke-virtual {p0}, L@/Own;->abortBroadcast()V
"""
)
ABORT = CASES.add(
    """
class @.Rec < android.content.BroadcastReceiver
  method public <init>()V 1
  method public onReceive(~Context;~Intent;)V 4
    invoke-virtual {p0}, L@/Rec;->abortBroadcast()V
"""
)
STUB = CASES.add(
    """
class abstract android.content.pm.PackageManager
  method public abstract installPackage(Landroid/net/Uri;I~String;)V
class @.Main
  method public static go(Landroid/content/pm/PackageManager;Landroid/net/Uri;)V 4
    const/4 v0, 0
    const/4 v1, 0
    invoke-virtual {p0, p1, v0, v1}, Landroid/content/pm/PackageManager;->installPackage(Landroid/net/Uri;I~String;)V
"""
)
SERIAL = method("sget-object v0, Landroid/os/Build;->SERIAL:~String;")
MODEL = method("sget-object v0, Landroid/os/Build;->MODEL:~String;")
OVERLAY = "const/16 v0, {}\niput v0, v1, Landroid/view/WindowManager$LayoutParams;->type:I"
OVER, UNDER = method("const/4 v1, 0\n" + OVERLAY.format(2038)), method("const/4 v1, 0\n" + OVERLAY.format(1))
QUERY = """
    const/4 v1, 0
    invoke-virtual {{v1, {}, v1, v1, v1}}, {}
"""
SIGNAL = "Landroid/os/Bundle;Landroid/os/CancellationSignal;"
CURSOR = f"Landroid/content/ContentResolver;->query(Landroid/net/Uri;[~String;{SIGNAL})Landroid/database/Cursor;"
PARSE = """
    const-string v0, "{}"
    invoke-static {{v0}}, Landroid/net/Uri;->parse(~String;)Landroid/net/Uri;
    move-result-object v0
"""
SMS = method(PARSE.format("content://sms/inbox") + QUERY.format("v0", CURSOR))
OWN_DATA = method(PARSE.format("content://own.notes/all") + QUERY.format("v0", CURSOR))
CALL_LOG = method(
    "sget-object v0, Landroid/provider/CallLog$Calls;->CONTENT_URI:Landroid/net/Uri;" + QUERY.format("v0", CURSOR)
)
ACTION = """
    new-instance v0, ~Intent;
    const-string v1, "{}"
    invoke-direct {{v0, v1}}, ~Intent;-><init>(~String;)V
"""
ERASE, VIEW = (
    method(ACTION.format("android.intent.action.MASTER_CLEAR")),
    method(ACTION.format("android.intent.action.VIEW")),
)
STDIN = """
    const/4 v0, 0
    invoke-virtual {v0}, Ljava/lang/Process;->getOutputStream()Ljava/io/OutputStream;
    move-result-object v1
    new-instance v2, Ljava/io/DataOutputStream;
    invoke-direct {v2, v1}, Ljava/io/DataOutputStream;-><init>(Ljava/io/OutputStream;)V
    const-string v3, "first"
    invoke-virtual {v2, v3}, Ljava/io/DataOutputStream;->writeBytes(~String;)V
    const-string v3, "pm install /sdcard/a.apk"
    invoke-virtual {v2, v3}, Ljava/io/DataOutputStream;->writeBytes(~String;)V
"""
SHELL = method(STDIN)
FILE = method(
    STDIN.replace(
        "invoke-virtual {v0}, Ljava/lang/Process;->getOutputStream()Ljava/io/OutputStream;\n    move-result-object v1",
        'const-string v1, "note"\n    const/4 v2, 0\n'
        "    invoke-virtual {p0, v1, v2}, ~Context;->openFileOutput(~String;I)Ljava/io/FileOutputStream;\n"
        "    move-result-object v1",
    )
)
REFLECTED = method(
    """
    const-string v0, "android.telephony.SmsManager"
    invoke-static {v0}, ~Class;->forName(~String;)~Class;
    move-result-object v0
    const-string v1, "sendTextMessage"
    const/4 v2, 0
    invoke-virtual {v0, v1, v2}, ~Class;->getMethod(~String;[~Class;)~Method;
    move-result-object v0
    const/4 v3, 0
    invoke-virtual {v0, v3, v2}, ~Method;->invoke(~Object;[~Object;)~Object;
"""
)
BY_CONSTRUCTOR = method(
    """
    const-string v0, "dalvik.system.DexClassLoader"
    invoke-static {v0}, ~Class;->forName(~String;)~Class;
    move-result-object v0
    const/4 v2, 0
    invoke-virtual {v0, v2}, ~Class;->getConstructor([~Class;)Ljava/lang/reflect/Constructor;
    move-result-object v0
    const-string v3, "/sdcard/a.jar"
    const-string v4, "/data/own"
    filled-new-array {v3, v4}, [~Object;
    move-result-object v3
    invoke-virtual {v0, v3}, Ljava/lang/reflect/Constructor;->newInstance([~Object;)~Object;
"""
)
CONTROL = """
    const-string v0, "android.os.SystemProperties"
    invoke-static {{v0}}, ~Class;->forName(~String;)~Class;
    move-result-object v0
    const-string v1, "set"
    const/4 v2, 0
    invoke-virtual {{v0, v1, v2}}, ~Class;->getMethod(~String;[~Class;)~Method;
    move-result-object v0
    const-string v3, "{}"
    const-string v4, "bootanim"
    filled-new-array {{v3, v4}}, [~Object;
    move-result-object v3
    invoke-virtual {{v0, v2, v3}}, ~Method;->invoke(~Object;[~Object;)~Object;
"""
INIT, PLAIN_PROPERTY = method(CONTROL.format("ctl.start")), method(CONTROL.format("own.mode"))
WORLD = """
    const-string v0, "note"
    const/4 v1, {}
    invoke-virtual {{p0, v0, v1}}, ~Context;->openFileOutput(~String;I)Ljava/io/FileOutputStream;
"""
PUBLIC, PRIVATE = method(WORLD.format(1)), method(WORLD.format(0))
FOREIGN = """
    const-string v0, "a.b"
    const/4 v1, {}
    invoke-virtual {{p0, v0, v1}}, ~Context;->createPackageContext(~String;I)~Context;
"""
WITH_CODE, WITHOUT = method(FOREIGN.format(3)), method(FOREIGN.format(2))
TO_A_PROGRAM = method(
    """
    new-instance v0, Landroid/net/LocalSocket;
    invoke-direct {v0}, Landroid/net/LocalSocket;-><init>()V
    invoke-virtual {v0}, Landroid/net/LocalSocket;->getOutputStream()Ljava/io/OutputStream;
    move-result-object v1
    const/4 v2, 0
    invoke-virtual {v1, v2}, Ljava/io/OutputStream;->write([B)V
"""
)
OPENED = """
    {}
    invoke-static {{v1, v0}}, Landroid/os/ParcelFileDescriptor;->open(Ljava/io/File;I)Landroid/os/ParcelFileDescriptor;
"""
TO_READ, TO_WRITE = (method(OPENED.format(f"const v0, 0x{mode}0000000")) for mode in (1, 3))
AS_ASKED = method(
    OPENED.format(
        'const-string v2, "rw"\n    invoke-static {v2}, Landroid/os/ParcelFileDescriptor;->parseMode(~String;)I\n'
        "    move-result v0"
    )
)
PASSED_ON = """
    const-string v0, "next"
    invoke-virtual {{p1, v0}}, ~Intent;->getParcelableExtra(~String;)Landroid/os/Parcelable;
    move-result-object v0
    check-cast v0, ~Intent;
    {}
    invoke-virtual {{p0, v0}}, ~Context;->startActivity(~Intent;)V
"""
NEXT = method(PASSED_ON.format(""))
WRAPPED = method(
    PASSED_ON.format(
        """
    new-instance v1, ~Intent;
    invoke-direct {v1}, ~Intent;-><init>()V
    const-string v2, "inner"
    invoke-virtual {v1, v2, v0}, ~Intent;->putExtra(~String;Landroid/os/Parcelable;)~Intent;
    move-object v0, v1
"""
    )
)


def test_a_local_socket_leads_to_a_program_of_the_phone() -> None:
    assert "daemon.write" in found(TO_A_PROGRAM)
    assert "daemon.write" not in found(SHELL)


def test_of_a_call_by_name_the_single_arguments_are_told_apart() -> None:
    use = CASES.uses(BY_CONSTRUCTOR)["code-load.dex"]
    (role, place), *_ = use.arguments
    trace = CASES.values.argument(use.method, use.pc, place, element=use.element(role))
    assert trace is not None
    assert trace.items == ("/sdcard/a.jar",)
    assert "exec.init-property" in found(INIT)
    assert "exec.init-property" not in found(PLAIN_PROPERTY)


def test_an_open_file_is_for_reading_or_for_writing() -> None:
    assert {"file-read.descriptor", "file-write.descriptor"} & found(TO_READ) == {"file-read.descriptor"}
    assert {"file-read.descriptor", "file-write.descriptor"} & found(TO_WRITE) == {"file-write.descriptor"}
    assert {"file-read.descriptor", "file-write.descriptor"} & found(AS_ASKED) == {"file-write.descriptor"}


def test_an_intent_that_was_sent_along_is_passed_on_whole() -> None:
    assert "forward.intent" in found(NEXT)
    assert "forward.intent" not in found(WRAPPED)


def test_a_call_through_a_subclass_is_the_same_call() -> None:
    assert "start.activity" in found(SUBCLASS)
    assert found(ABORT) == {"broadcast-abort.abort"}


def test_the_apps_own_override_is_not_the_api() -> None:
    assert "broadcast-abort.abort" not in found(SUBCLASS)


def test_a_hidden_method_counts_on_the_apps_own_stub_of_the_class() -> None:
    use = CASES.uses(STUB)["install.silent"]
    assert use.arguments == (("path", 1),)
    assert use.callee == "android.content.pm.PackageManager.installPackage"


def test_fields_count_where_they_are_listed() -> None:
    assert found(SERIAL) == {"identifiers.serial"}
    assert found(MODEL) == set()
    assert found(OVER) == {"overlay.type"}
    assert found(UNDER) == set()


def test_conditions_are_asked_of_the_values() -> None:
    assert "sms-read.store" in found(SMS)
    assert "sms-read.store" not in found(OWN_DATA)
    assert "call-log.read" in found(CALL_LOG)
    assert "wipe.broadcast" in found(ERASE)
    assert "wipe.broadcast" not in found(VIEW)
    assert "file-write.world" in found(PUBLIC)
    assert "file-write.world" not in found(PRIVATE)
    assert "code-load.package-context" in found(WITH_CODE)
    assert "code-load.package-context" not in found(WITHOUT)


def test_what_is_typed_into_a_shell_counts_and_what_goes_to_a_file_does_not() -> None:
    assert {"exec.stdin", "install.command"} <= found(SHELL)
    assert CASES.uses(SHELL)["install.command"].text == "pm install /sdcard/a.apk"
    assert not {"exec.stdin", "install.command"} & found(FILE)


def test_a_call_by_a_constant_name_counts() -> None:
    use = CASES.uses(REFLECTED)["sms-send.text"]
    assert use.reflective
    assert use.callee == "android.telephony.SmsManager.sendTextMessage"


def test_rows_are_written_with_their_callers() -> None:
    rows = Rows()
    app = CASES.app
    write_uses(CASES.found, app, np.ones(len(app), np.bool_), rows=rows, evidence=7, package="t")
    written = rows.rows("api_uses")
    assert len(written) == len(CASES.found)
    row = next(r for r in written if r["api"] == "install.silent")
    assert (row["caller"], row["category"], row["reached"], row["in_library"]) == (
        f"{STUB}.Main.go",
        "install",
        True,
        False,
    )
