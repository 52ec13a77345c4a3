"""Values compared with the app's own words before they are used."""

from __future__ import annotations

from tests.cases import Cases

from gifthorse.analysis.code.compared import Compared
from gifthorse.analysis.code.dataflow import Values

CASES = Cases()
RUN = """
class @.Run
  method public static run(~String;)V 3
    invoke-static {}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v0
    invoke-virtual {v0, p0}, Ljava/lang/Runtime;->exec(~String;)Ljava/lang/Process;
"""
EQUALS = "invoke-virtual {v1, p0}, ~String;->equals(~Object;)Z\n    move-result v2"


def case(body: str, more: str = "") -> str:
    """A specimen whose method `go(String p0, String p1)` may run p0."""
    return CASES.add(f"{RUN}class @.Main\n  method public static go(~String;~String;)V 6\n{body}\n{more}")


def compared(package: str) -> bool:
    """Whether the command of the specimen's only call is."""
    use = CASES.uses(package)["exec.runtime"]
    place = dict(use.arguments)["command"]
    found = Values(CASES.app).argument(use.method, use.pc, place)
    assert found is not None
    path = max((leaf.path for leaf in found.leaves if leaf.kind != "constant"), key=len)
    return Compared(CASES.values.code).on((*path, (use.method, use.pc)), place)


ONE_OF_TWO = case(f"""
    const-string v1, "df"
    {EQUALS}
    if-nez v2, :yes
    const-string v1, "id"
    {EQUALS}
    if-eqz v2, :no
    :yes
    invoke-static {{p0}}, L@/Run;->run(~String;)V
    :no
    return-void""")
ANY_BUT_ONE = case(f"""
    const-string v1, "stop"
    {EQUALS}
    if-nez v2, :no
    invoke-static {{p0}}, L@/Run;->run(~String;)V
    :no
    return-void""")
ANOTHER = case(f"""
    const-string v1, "password"
    {EQUALS.replace("p0", "p1")}
    if-eqz v2, :no
    invoke-static {{p0}}, L@/Run;->run(~String;)V
    :no
    return-void""")
TWO_SENT = case(f"""
    move-object v1, p1
    {EQUALS}
    if-eqz v2, :no
    invoke-static {{p0}}, L@/Run;->run(~String;)V
    :no
    return-void""")
IN_A_SET = case("""
    sget-object v0, L@/Main;->words:Ljava/util/Set;
    invoke-interface {v0, p0}, Ljava/util/Set;->contains(~Object;)Z
    move-result v2
    if-eqz v2, :no
    invoke-static {p0}, L@/Run;->run(~String;)V
    :no
    return-void
  field static words Ljava/util/Set;""")
BY_A_HELPER = case(
    """
    invoke-static {p0}, L@/Main;->known(~String;)Z
    move-result v2
    if-eqz v2, :no
    invoke-static {p0}, L@/Run;->run(~String;)V
    :no
    return-void""",
    """  method private static known(~String;)Z 3
    const-string v0, "df"
    invoke-virtual {v0, p0}, ~String;->equals(~Object;)Z
    move-result v1
    return v1""",
)
THROUGH_A_HELPER = case(
    """
    const-string v1, "df"
    invoke-virtual {v1, p0}, ~String;->equals(~Object;)Z
    move-result v2
    if-eqz v2, :no
    const-string v1, "quietly"
    invoke-static {v1, p0}, L@/Main;->both(~String;~String;)V
    :no
    return-void""",
    """  method private static both(~String;~String;)V 3
    invoke-static {p1}, L@/Run;->run(~String;)V""",
)
OTHER_OF_A_HELPER = case(
    """
    const-string v1, "secret"
    invoke-virtual {v1, p1}, ~String;->equals(~Object;)Z
    move-result v2
    if-eqz v2, :no
    invoke-static {p1, p0}, L@/Main;->both(~String;~String;)V
    :no
    return-void""",
    """  method private static both(~String;~String;)V 3
    invoke-static {p1}, L@/Run;->run(~String;)V""",
)
BY_NAME = CASES.add(
    """
class @.Main
  method public static go(~String;)V 6
    const-string v1, "df"
    invoke-virtual {v1, p0}, ~String;->equals(~Object;)Z
    move-result v2
    if-eqz v2, :no
    const-string v1, "quietly"
    invoke-static {v1, p0}, L@/Main;->named(~String;~String;)V
    :no
    return-void
  method private static named(~String;~String;)V 8
    const-class v0, Ljava/lang/Runtime;
    const-string v1, "exec"
    const/4 v2, 0
    invoke-virtual {v0, v1, v2}, ~Class;->getMethod(~String;[~Class;)~Method;
    move-result-object v0
    filled-new-array {p0, p1}, [~Object;
    move-result-object v3
    invoke-virtual {v0, v2, v3}, ~Method;->invoke(~Object;[~Object;)~Object;
"""
)
BY_ITS_BEGINNING = case("""
    const-string v1, "run "
    invoke-virtual {p0, v1}, ~String;->startsWith(~String;)Z
    move-result v2
    if-eqz v2, :no
    invoke-static {p0}, L@/Run;->run(~String;)V
    :no
    return-void""")


def test_a_value_that_must_equal_one_of_the_apps_words() -> None:
    assert compared(ONE_OF_TWO)
    assert compared(IN_A_SET)
    assert compared(BY_A_HELPER)
    assert compared(THROUGH_A_HELPER)
    assert compared(BY_NAME)


def test_a_refused_word_a_password_and_a_beginning_decide_nothing() -> None:
    assert not compared(ANY_BUT_ONE)
    assert not compared(ANOTHER)
    assert not compared(TWO_SENT)
    assert not compared(OTHER_OF_A_HELPER)
    assert not compared(BY_ITS_BEGINNING)
