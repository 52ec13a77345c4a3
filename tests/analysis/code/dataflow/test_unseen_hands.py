"""Values that pass through hands that no call shows: lambdas, messengers, what the platform keeps for a component."""

from __future__ import annotations

from tests.cases import Cases

from gifthorse.analysis.code.dataflow import Values
from gifthorse.analysis.code.messengers import messenger_handlers

CASES = Cases()
case = CASES.add
META = (
    "Ljava/lang/invoke/LambdaMetafactory;->metafactory(Ljava/lang/invoke/MethodHandles$Lookup;~String;"
    "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;"
    "Ljava/lang/invoke/MethodType;)Ljava/lang/invoke/CallSite;"
)
RUN = """
class @.Run
  method public static run(~String;)V 3
    invoke-static {}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v0
    invoke-virtual {v0, p0}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;
"""


def made(number: int, name: str, makes: str, body: str, kind: str) -> str:
    """A call site that makes an object of which `name` runs `body`."""
    return f'call_site_{number}("{name}", {makes}, {kind}, invoke-static§{body}, {kind})§{META}'


def origins(package: str) -> set[tuple[str, str | None, bool]]:
    """Kinds, details and certainty of what the specimen's command comes from."""
    use = CASES.uses(package)["exec.runtime"]
    found = Values(CASES.app).argument(use.method, use.pc, dict(use.arguments)["command"])
    assert found is not None
    return {(leaf.kind, leaf.detail, leaf.proven) for leaf in found.leaves}


def receiving(body: str, more: str = "") -> str:
    """A specimen whose receiver does something with the intent's extra, which is in v0."""
    return case(
        RUN
        + f"""
class @.Rec < android.content.BroadcastReceiver
  method public onReceive(~Context;~Intent;)V 8
    const-string v0, "x"
    invoke-virtual {{p2, v0}}, ~Intent;->getStringExtra(~String;)~String;
    move-result-object v0
    {body}
    return-void
  {more}
"""
    )


CAPTURED = receiving(
    f"""
    invoke-custom {{v0}}, {made(0, "run", "(~String;)~Runnable;", "L@/Rec;->body(~String;)V", "()V")}
    move-result-object v1
    new-instance v2, Ljava/lang/Thread;
    invoke-direct {{v2, v1}}, Ljava/lang/Thread;-><init>(~Runnable;)V
    invoke-virtual {{v2}}, Ljava/lang/Thread;->start()V""",
    """method private static body(~String;)V 2
    invoke-static {p0}, L@/Run;->run(~String;)V""",
)


def test_what_a_lambda_captures_is_its_first_parameter() -> None:
    assert origins(CAPTURED) == {("intent", "x", True)}


CALLED = receiving(
    f"""
    invoke-custom {{}}, {made(1, "on", "()L@/Listener;", "L@/Run;->run(~String;)V", "(~String;)V")}
    move-result-object v1
    invoke-interface {{v1, v0}}, L@/Listener;->on(~String;)V""",
    """
class interface @.Listener
  method public abstract on(~String;)V""",
)


def test_what_an_interface_is_called_with_reaches_the_lambda() -> None:
    assert origins(CALLED) == {("intent", "x", True)}


GIVEN_BACK = receiving(
    f"""
    invoke-custom {{}}, {made(2, "apply", "()L@/Change;", "L@/Rec;->same(~String;)~String;", "(~String;)~String;")}
    move-result-object v1
    invoke-interface {{v1, v0}}, L@/Change;->apply(~String;)~String;
    move-result-object v0
    invoke-static {{v0}}, L@/Run;->run(~String;)V""",
    """method private static same(~String;)~String; 2
    invoke-virtual {p0}, ~String;->trim()~String;
    move-result-object v0
    return-object v0
class interface @.Change
  method public abstract apply(~String;)~String;""",
)


def test_what_a_lambda_returns_comes_from_the_place_of_the_call() -> None:
    assert origins(GIVEN_BACK) == {("intent", "x", True)}


LIBRARY = receiving(
    f"""
    filled-new-array {{v0}}, [~String;
    move-result-object v2
    invoke-static {{v2}}, Ljava/util/Arrays;->asList([~Object;)Ljava/util/List;
    move-result-object v2
    invoke-custom {{}}, {made(3, "accept", "()Ljava/util/function/Consumer;", "L@/Run;->run(~String;)V", "(~String;)V")}
    move-result-object v1
    invoke-interface {{v2, v1}}, Ljava/util/List;->forEach(Ljava/util/function/Consumer;)V"""
)


def test_what_a_library_is_given_beside_a_lambda_is_guessed() -> None:
    assert ("intent", "x", False) in origins(LIBRARY)


def answering(publishes: str) -> str:
    """A service whose handler runs what a message says."""
    return case(
        RUN
        + f"""
class @.S < android.app.Service
  field own Landroid/os/Messenger;
  method public <init>()V 3
    new-instance v0, L@/S$H;
    invoke-direct {{v0}}, L@/S$H;-><init>()V
    new-instance v1, Landroid/os/Messenger;
    invoke-direct {{v1, v0}}, Landroid/os/Messenger;-><init>(Landroid/os/Handler;)V
    iput-object v1, p0, L@/S;->own:Landroid/os/Messenger;
  method public onBind(~Intent;)Landroid/os/IBinder; 3
    iget-object v0, p0, L@/S;->own:Landroid/os/Messenger;
    {publishes}
    return-object v0
class @.S$H < android.os.Handler
  method public <init>()V 1
  method public handleMessage(Landroid/os/Message;)V 3
    invoke-virtual {{p1}}, Landroid/os/Message;->getData()Landroid/os/Bundle;
    move-result-object v0
    const-string v1, "c"
    invoke-virtual {{v0, v1}}, Landroid/os/Bundle;->getString(~String;)~String;
    move-result-object v0
    invoke-static {{v0}}, L@/Run;->run(~String;)V
"""
    )


GIVES = answering(
    "invoke-virtual {v0}, Landroid/os/Messenger;->getBinder()Landroid/os/IBinder;\n    move-result-object v0"
)
KEEPS = answering("const/4 v0, 0")


def test_messages_of_a_published_messenger_come_from_outside() -> None:
    assert {kind for kind, _, _ in origins(GIVES)} == {"binder"}
    assert {kind for kind, _, _ in origins(KEEPS)} == {"unknown"}
    assert [CASES.label(m) for m in messenger_handlers(CASES.app)] == ["S$H.handleMessage"]


FRAGMENT = receiving(
    """
    new-instance v1, Landroid/os/Bundle;
    invoke-direct {v1}, Landroid/os/Bundle;-><init>()V
    const-string v2, "k"
    invoke-virtual {v1, v2, v0}, Landroid/os/Bundle;->putString(~String;~String;)V
    {new @.Part v3}
    invoke-virtual {v3, v1}, Landroid/app/Fragment;->setArguments(Landroid/os/Bundle;)V""",
    """
class @.Part < android.app.Fragment
  method public <init>()V 1
  method public onCreate(Landroid/os/Bundle;)V 4
    invoke-virtual {p0}, L@/Part;->getArguments()Landroid/os/Bundle;
    move-result-object v0
    const-string v1, "k"
    invoke-virtual {v0, v1}, Landroid/os/Bundle;->getString(~String;)~String;
    move-result-object v0
    invoke-static {v0}, L@/Run;->run(~String;)V""",
)


def test_what_a_fragment_is_given_is_what_it_finds() -> None:
    assert ("intent", "x", False) in origins(FRAGMENT)


SENT = receiving(
    """
    const-string v1, "task"
    invoke-virtual {p2, v1}, ~Intent;->getParcelableExtra(~String;)Landroid/os/Parcelable;
    move-result-object v1
    check-cast v1, L@/Task;
    iget-object v0, v1, L@/Task;->line:~String;
    invoke-static {v0}, L@/Run;->run(~String;)V""",
    """
class @.Task : android.os.Parcelable
  field public line ~String;
  method public <init>(Landroid/os/Parcel;)V 3
    invoke-direct {p0}, ~Object;-><init>()V
    invoke-virtual {p1}, Landroid/os/Parcel;->readString()~String;
    move-result-object v0
    iput-object v0, p0, L@/Task;->line:~String;""",
)


def test_a_field_of_an_object_that_was_sent_comes_with_it() -> None:
    assert ("intent", "task", False) in origins(SENT)


BYTEWISE = case(
    """
class @.Pipe
  method public static pump(Ljava/net/Socket;Ljava/lang/Process;)V 6
    invoke-virtual {p0}, Ljava/net/Socket;->getInputStream()Ljava/io/InputStream;
    move-result-object v0
    invoke-virtual {p1}, Ljava/lang/Process;->getOutputStream()Ljava/io/OutputStream;
    move-result-object v1
    invoke-virtual {v0}, Ljava/io/InputStream;->read()I
    move-result v2
    invoke-virtual {v1, v2}, Ljava/io/OutputStream;->write(I)V
"""
)


def test_what_is_passed_on_byte_by_byte_is_still_followed() -> None:
    use = CASES.uses(BYTEWISE)["exec.stdin"]
    found = Values(CASES.app).argument(use.method, use.pc, dict(use.arguments)["command"])
    assert found is not None
    assert {leaf.kind for leaf in found.leaves} == {"socket"}


NUMBER = receiving(
    """
    const-string v0, "key"
    const/4 v1, 0
    invoke-virtual {p2, v0, v1}, ~Intent;->getIntExtra(~String;I)I
    move-result v1
    new-instance v2, Ljava/lang/StringBuilder;
    const-string v0, "input keyevent "
    invoke-direct {v2, v0}, Ljava/lang/StringBuilder;-><init>(~String;)V
    invoke-virtual {v2, v1}, Ljava/lang/StringBuilder;->append(I)Ljava/lang/StringBuilder;
    invoke-virtual {v2}, Ljava/lang/StringBuilder;->toString()~String;
    move-result-object v0
    invoke-static {v0}, L@/Run;->run(~String;)V"""
)
LETTER = receiving(
    """
    const-string v0, "key"
    const/4 v1, 0
    invoke-virtual {p2, v0, v1}, ~Intent;->getIntExtra(~String;I)I
    move-result v1
    int-to-char v1, v1
    new-instance v2, Ljava/lang/StringBuilder;
    invoke-direct {v2}, Ljava/lang/StringBuilder;-><init>()V
    invoke-virtual {v2, v1}, Ljava/lang/StringBuilder;->append(C)Ljava/lang/StringBuilder;
    invoke-virtual {v2}, Ljava/lang/StringBuilder;->toString()~String;
    move-result-object v0
    invoke-static {v0}, L@/Run;->run(~String;)V"""
)


def test_who_sends_a_number_does_not_decide_the_text_around_it() -> None:
    for package, outside in ((NUMBER, False), (LETTER, True)):
        use = CASES.uses(package)["exec.runtime"]
        found = Values(CASES.app).argument(use.method, use.pc, dict(use.arguments)["command"])
        assert found is not None
        assert {leaf.outside for leaf in found.leaves if leaf.kind == "intent"} == {outside}
