"""Values that one part of an app leaves for another: in files, in tables, with a library; each with a neighbour."""

from __future__ import annotations

from tests.cases import Cases

from gifthorse.analysis.code.dataflow import Values

CASES = Cases()
RUN = """
class @.Run
  method public static run(~String;)V 3
    invoke-static {}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v0
    invoke-virtual {v0, p0}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;
"""
TOLD = """
class @.Told < android.content.BroadcastReceiver
  method public onReceive(~Context;~Intent;)V 9
    invoke-virtual {p2}, ~Intent;->getAction()~String;
    move-result-object v0
"""


def case(told: str, more: str) -> str:
    """A receiver that does something with its intent's action, v0, and what runs a command some other day."""
    return CASES.add(RUN + TOLD + told + more)


def kinds(package: str) -> dict[str, bool]:
    """Kinds of origin of the command, and whether one of each was followed without a guess."""
    use = CASES.uses(package)["exec.runtime"]
    found = Values(CASES.app).argument(use.method, use.pc, dict(use.arguments)["command"])
    assert found is not None
    sure = {leaf.kind for leaf in found.leaves if leaf.proven}
    return {leaf.kind: leaf.kind in sure for leaf in found.leaves}


def written(name: str) -> str:
    """The action goes into a file of this name in the app's folder."""
    return f"""
    invoke-virtual {{p1}}, ~Context;->getFilesDir()Ljava/io/File;
    move-result-object v1
    new-instance v2, Ljava/io/File;
    const-string v3, "{name}"
    invoke-direct {{v2, v1, v3}}, Ljava/io/File;-><init>(Ljava/io/File;~String;)V
    new-instance v4, Ljava/io/PrintWriter;
    new-instance v5, Ljava/io/FileWriter;
    invoke-direct {{v5, v2}}, Ljava/io/FileWriter;-><init>(Ljava/io/File;)V
    invoke-direct {{v4, v5}}, Ljava/io/PrintWriter;-><init>(Ljava/io/Writer;)V
    invoke-virtual {{v4, v0}}, Ljava/io/PrintWriter;->println(~String;)V
"""


READ = """
class @.Later < android.app.Service
  method public onCreate()V 5
    const-string v0, "queue.txt"
    invoke-virtual {p0, v0}, ~Context;->openFileInput(~String;)Ljava/io/FileInputStream;
    move-result-object v1
    new-instance v2, Ljava/io/DataInputStream;
    invoke-direct {v2, v1}, Ljava/io/DataInputStream;-><init>(Ljava/io/InputStream;)V
    invoke-virtual {v2}, Ljava/io/DataInputStream;->readLine()~String;
    move-result-object v0
    invoke-static {v0}, L@/Run;->run(~String;)V
"""
A_FILE_OF_ONE_NAME = case(written("queue.txt"), READ)
A_FILE_OF_ANOTHER_NAME = case(written("notes.txt"), READ.replace("queue", "other"))


def test_a_file_holds_what_the_app_wrote_into_the_one_of_that_name() -> None:
    assert kinds(A_FILE_OF_ONE_NAME)["intent"] is False
    assert kinds(A_FILE_OF_ANOTHER_NAME) == {"own-file": True}


SQL = "Landroid/database/sqlite/SQLiteDatabase;"


def stored(table: str) -> str:
    """The action goes into a table."""
    return f"""
    new-instance v1, Landroid/content/ContentValues;
    invoke-direct {{v1}}, Landroid/content/ContentValues;-><init>()V
    const-string v2, "t"
    invoke-virtual {{v1, v2, v0}}, Landroid/content/ContentValues;->put(~String;~String;)V
    sget-object v3, L@/Told;->base:{SQL}
    const-string v4, "{table}"
    const/4 v5, 0
    invoke-virtual {{v3, v4, v5, v1}}, {SQL}->insert(~String;~String;Landroid/content/ContentValues;)J
  field public static base {SQL}
"""


ASKED = f"""
class @.Later < android.app.Service
  method public onCreate()V 5
    sget-object v0, L@/Told;->base:{SQL}
    const-string v1, "select t from queue where id > 3"
    const/4 v2, 0
    invoke-virtual {{v0, v1, v2}}, {SQL}->rawQuery(~String;[~String;)Landroid/database/Cursor;
    move-result-object v1
    invoke-interface {{v1, v2}}, Landroid/database/Cursor;->getString(I)~String;
    move-result-object v0
    invoke-static {{v0}}, L@/Run;->run(~String;)V
"""
ONE_TABLE, ANOTHER_TABLE = case(stored("queue"), ASKED), case(stored("notes"), ASKED.replace("queue", "shelf"))


def test_a_table_holds_what_the_app_put_into_the_one_of_that_name() -> None:
    assert kinds(ONE_TABLE)["intent"] is False
    assert "intent" not in kinds(ANOTHER_TABLE)


FUTURE = "Ljava/util/concurrent/CompletableFuture;"
STEP = """
class @.Step : java.util.function.Function
  method public apply(~Object;)~Object; 3
    return-object p1
class @.End : java.util.function.Consumer
  method public accept(~Object;)V 3
    check-cast p1, ~String;
    invoke-static {p1}, L@/Run;->run(~String;)V
"""
A_CHAIN_OF_STEPS = case(
    f"""
    invoke-static {{v0}}, {FUTURE}->completedFuture(~Object;){FUTURE}
    move-result-object v1
    new-instance v2, L@/Step;
    invoke-direct {{v2}}, ~Object;-><init>()V
    invoke-virtual {{v1, v2}}, {FUTURE}->thenApply(Ljava/util/function/Function;){FUTURE}
    move-result-object v1
    new-instance v2, L@/End;
    invoke-direct {{v2}}, ~Object;-><init>()V
    invoke-virtual {{v1, v2}}, {FUTURE}->thenAccept(Ljava/util/function/Consumer;){FUTURE}
""",
    STEP,
)
SUPPLIED = case(
    f"""
    new-instance v2, L@/Give;
    invoke-direct {{v2, v0}}, L@/Give;-><init>(~String;)V
    invoke-static {{v2}}, {FUTURE}->supplyAsync(Ljava/util/function/Supplier;){FUTURE}
    move-result-object v1
    new-instance v2, L@/End;
    invoke-direct {{v2}}, ~Object;-><init>()V
    invoke-virtual {{v1, v2}}, {FUTURE}->thenAccept(Ljava/util/function/Consumer;){FUTURE}
""",
    STEP
    + """
class @.Give : java.util.function.Supplier
  field private said ~String;
  method public constructor <init>(~String;)V 3
    invoke-direct {p0}, ~Object;-><init>()V
    iput-object p1, p0, L@/Give;->said:~String;
  method public get()~Object; 2
    iget-object v0, p0, L@/Give;->said:~String;
    return-object v0
""",
)


def test_what_a_library_is_given_comes_back_to_the_objects_beside_it() -> None:
    assert kinds(A_CHAIN_OF_STEPS)["intent"] is False
    assert kinds(SUPPLIED)["intent"] is False


LOOK = """
class @.Later < android.app.Service
  method public onCreate()V 7
    const/4 v0, 6
    new-array v0, v0, [I
    fill-array-data v0, :sealed
    const/16 v1, 42
    invoke-static {v0, v1}, L@/Seal;->open([II)~String;
    move-result-object v1
    invoke-static {v1}, Landroid/net/Uri;->parse(~String;)Landroid/net/Uri;
    move-result-object v1
    invoke-virtual {p0}, ~Context;->getContentResolver()Landroid/content/ContentResolver;
    move-result-object v0
    const/4 v2, 0
    const/4 v3, 0
    const/4 v4, 0
    const/4 v5, 0
    invoke-virtual/range {v0 .. v5}, QUERY
    move-result-object v1
    invoke-interface {v1, v2}, Landroid/database/Cursor;->getString(I)~String;
    move-result-object v0
    invoke-static {v0}, L@/Run;->run(~String;)V
    return-void
    :sealed
    .array-data 4
    SEALED
    .end array-data
class @.Seal
  method public static open([II)~String; 6
    new-instance v0, Ljava/lang/StringBuilder;
    invoke-direct {v0}, Ljava/lang/StringBuilder;-><init>()V
    const/4 v1, 0
    :next
    array-length v2, p0
    if-ge v1, v2, :end
    aget v2, p0, v1
    xor-int/2addr v2, p1
    int-to-char v2, v2
    invoke-virtual {v0, v2}, Ljava/lang/StringBuilder;->append(C)Ljava/lang/StringBuilder;
    add-int/lit8 v1, v1, 1
    goto :next
    :end
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()~String;
    move-result-object v0
    return-object v0
"""


QUERY = (
    "Landroid/content/ContentResolver;->query(Landroid/net/Uri;[~String;~String;[~String;~String;)"
    "Landroid/database/Cursor;"
)


def sealed(address: str) -> str:
    """A service that reads a provider whose address is put together from numbers."""
    numbers = "\n    ".join(hex(ord(c) ^ 42) for c in address)
    text = (
        LOOK.replace("const/4 v0, 6\n", f"const/16 v0, {len(address)}\n")
        .replace("SEALED", numbers)
        .replace("QUERY", QUERY)
    )
    return CASES.add(RUN + text)


HIDDEN_MESSAGES, HIDDEN_OTHER = sealed("content://sms/inbox"), sealed("content://x.y/shelf")


def test_an_address_that_is_hidden_in_numbers_says_what_is_read() -> None:
    assert kinds(HIDDEN_MESSAGES)["messages"] is True
    assert "messages" not in kinds(HIDDEN_OTHER)


PROXY = """
class interface @.Face
  method public abstract say(~String;)V
class @.Hand : java.lang.reflect.InvocationHandler
  method public invoke(~Object;Ljava/lang/reflect/Method;[~Object;)~Object; 6
    const/4 v0, 0
    aget-object v0, p3, v0
    check-cast v0, ~String;
    invoke-static {v0}, L@/Run;->run(~String;)V
    return-object v0
"""
MAKE = (
    "Ljava/lang/reflect/Proxy;->newProxyInstance("
    "Ljava/lang/ClassLoader;[Ljava/lang/Class;Ljava/lang/reflect/InvocationHandler;)~Object;"
)
STOOD_IN = case(
    f"""
    const/4 v1, 1
    new-array v1, v1, [Ljava/lang/Class;
    const-class v2, L@/Face;
    const/4 v3, 0
    aput-object v2, v1, v3
    new-instance v2, L@/Hand;
    invoke-direct {{v2}}, ~Object;-><init>()V
    const/4 v3, 0
    invoke-static {{v3, v1, v2}}, {MAKE}
    move-result-object v1
    check-cast v1, L@/Face;
    invoke-interface {{v1, v0}}, L@/Face;->say(~String;)V
""",
    PROXY,
)


def test_a_stand_in_for_an_interface_is_called_with_its_arguments() -> None:
    assert kinds(STOOD_IN)["intent"] is False
