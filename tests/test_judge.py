"""The rule format is strict, and a rule whose tables nobody filled is not examined rather than clean."""

from __future__ import annotations

import pytest

from gifthorse import judge
from gifthorse.errors import RuleError
from gifthorse.tables import Rows

FRONT = """title = "An app"
question = "backdoor"
category = "signer"
level = "high"
confidence = "high"
basis = "capability"
needs = ["apps"]
says = "{package} is here."
advice = "Ask."
because = "It is."
falsepositives = ["many"]
limits = ""
references = []"""
SQL = "SELECT package AS subject, evidence, package FROM apps ORDER BY package"


def rule(front: str = FRONT, sql: str = SQL, name: str = "backdoor/an-app") -> judge.Rule:
    return judge.parse(f"/* ---\n{front}\n--- */\n{sql}\n", name)


def run(rule: judge.Rule, *packages: str, examined: tuple[str, ...] = ("apps",)) -> list[judge.Hit]:
    rows = Rows()
    for number, package in enumerate(packages):
        rows.add("apps", evidence=number, package=package)
    with judge.connect(dict(rows.tables())) as connection:
        hits, _ = judge.run([rule], connection, examined)
    return hits


def test_a_row_is_a_hit() -> None:
    hits = run(rule(), "a.b", "c.d")
    assert [(h.subject, h.says, h.level, h.subject_kind) for h in hits] == [
        ("a.b", "a.b is here.", "high", "app"),
        ("c.d", "c.d is here.", "high", "app"),
    ]
    assert len({h.id for h in hits}) == 2


def test_ids_are_stable() -> None:
    assert run(rule(), "a.b")[0].id == run(rule(), "x", "a.b")[0].id


def test_a_row_may_set_its_own_level() -> None:
    assert (
        run(rule(sql="SELECT package AS subject, evidence, package, 'low' AS level FROM apps"), "a")[0].level == "low"
    )


def test_braces_from_the_phone_stay_text() -> None:
    assert run(rule(), "{evidence!r}")[0].says == "{evidence!r} is here."


def test_without_its_tables_a_rule_is_not_examined() -> None:
    with judge.connect({}) as connection:
        hits, skipped = judge.run([rule()], connection, ["properties"])
    assert not hits
    assert skipped[0][1] == "nothing that was handed over fills the table apps"


def test_a_rule_that_trips_over_what_a_phone_holds_does_not_stop_the_others() -> None:
    number = "SELECT package AS subject, evidence, package FROM apps WHERE package::INT > 3"
    trips = rule(sql=number, name="backdoor/trips")
    swells = rule(
        sql="SELECT 'x' AS subject, 1 AS evidence,repeat('x', 999999) || n AS package FROM range(9000) r(n) ORDER BY 3",
        name="backdoor/swells",
    )
    rows = Rows()
    rows.add("apps", evidence=1, package="no.number")
    failed: list[tuple[judge.Rule, str]] = []
    with judge.connect(dict(rows.tables())) as connection:
        hits, skipped = judge.run([trips, swells, rule()], connection, ["apps"], failed=failed)
        with pytest.raises(RuleError, match="backdoor/trips cannot be run"):
            judge.run([trips], connection, ["apps"])
    assert [h.rule.id for h in hits] == ["backdoor/an-app"]
    assert [(r.id, why) for r, why in skipped] == [
        ("backdoor/trips", "it could not be run"), ("backdoor/swells", "it could not be run")
    ]  # fmt: skip
    assert all("cannot be run" in why and why.endswith(".") and "\n" not in why for _, why in failed)


def test_a_rule_that_finds_more_than_is_kept_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "FINDINGS_A_RULE", 3)
    few, many = (f"SELECT 'x' || n AS subject, 1 AS evidence, n AS package FROM range({n}) r(n)" for n in (3, 4))
    cut: list[tuple[judge.Rule, str]] = []
    with judge.connect({}) as connection:
        rules = [rule(sql=few, name="backdoor/few"), rule(sql=many, name="backdoor/many")]
        hits, _ = judge.run(rules, connection, ["apps"], cut=cut)
        assert len(judge.run(rules, connection, ["apps"])[0]) == 6
    assert [h.rule.id for h in hits] == ["backdoor/few"] * 3 + ["backdoor/many"] * 3
    assert [(r.id, why) for r, why in cut] == [
        ("backdoor/many", "The rule found more than the 3 that are kept; the others are not told.")
    ]


def test_a_rule_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "SECONDS_A_RULE", 0.5)
    product = "max(a.range * b.range % 7)::VARCHAR AS package FROM range(10000000) a, range(10000000) b"
    endless = rule(sql=f"SELECT 'x' AS subject, 1 AS evidence, {product}")
    with judge.connect({}) as connection, pytest.raises(RuleError, match=r"longer than the 0\.5 seconds"):
        judge.run([endless], connection, ["apps"])


@pytest.mark.parametrize(
    ("front", "sentence"),
    [
        (FRONT + "\ncolour = 1", "unknown keys: colour"),
        (FRONT.replace('limits = ""\n', ""), "missing or unknown keys: limits"),
        (FRONT.replace('"signer"', '"odd"'), "unknown category 'odd'"),
        (FRONT.replace('"high"', '"extreme"', 1), "'extreme'"),
        (FRONT.replace('["apps"]', '["cars"]'), "unknown table cars"),
        (FRONT.replace('"backdoor"', '"line"'), "lies under backdoor"),
        ("title =", "no TOML"),
    ],
)
def test_a_bad_front_matter_is_refused(front: str, sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence):
        rule(front)


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE apps",
        "SELECT 1; SELECT 2",
        "SELECT * FROM read_csv('/etc/passwd')",
        "WITH x AS (SELECT 1) INSERT INTO apps SELECT 1",
        "COPY apps TO 'x'",
    ],
)
def test_only_a_plain_select_is_a_rule(sql: str) -> None:
    with pytest.raises(RuleError):
        rule(sql=sql)


def test_forbidden_words_inside_text_are_fine() -> None:
    assert rule(sql="SELECT package AS subject, evidence, package FROM apps WHERE label = 'please; install -- it'")


def test_says_must_be_selected() -> None:
    with pytest.raises(RuleError, match="does not select package"):
        run(rule(sql="SELECT 'x' AS subject, evidence FROM apps"), "a")


def test_no_front_matter() -> None:
    with pytest.raises(RuleError, match="does not begin"):
        judge.parse(SQL, "backdoor/x")


def test_two_threads_find_what_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Rows()
    for number in range(30):
        rows.add("apps", evidence=number, package=f"p{number}")
    tables = dict(rows.tables())
    every = [
        rule(
            sql=f"SELECT package AS subject, evidence, package FROM apps WHERE evidence % 20 = {number}",
            name=f"backdoor/r{number}",
        )
        for number in range(20)
    ]
    trips = rule(sql="SELECT error('it trips') AS subject, evidence, package FROM apps", name="backdoor/trips")
    monkeypatch.setattr(judge, "RULES_FOR_TWO", 2)
    found = []
    for handed in (None, tables):
        failed: list[tuple[judge.Rule, str]] = []
        with judge.connect(tables) as connection:
            hits, skipped = judge.run(
                [*every[:9], trips, *every[9:]], connection, ["apps"], failed=failed, tables=handed
            )
        assert [one.id for one, _ in failed] == [one.id for one, _ in skipped] == ["backdoor/trips"]
        found.append([(hit.rule.id, hit.subject) for hit in hits])
    assert found[0] == found[1]
    assert len(found[0]) == 30


def test_a_mistake_in_a_thread_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = Rows()
    rows.add("apps", evidence=1, package="p")
    tables = dict(rows.tables())
    monkeypatch.setattr(judge, "RULES_FOR_TWO", 1)
    odd = rule(sql="SELECT package AS subject, 'no number' AS evidence, package FROM apps")
    with judge.connect(tables) as connection, pytest.raises(ValueError, match="no number"):
        judge.run([odd, odd], connection, ["apps"], tables=tables)
