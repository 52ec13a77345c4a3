"""What is read from a rule's SQL, and that nothing is read into it."""

from __future__ import annotations

import pytest

from gifthorse import gates, judge
from gifthorse.gates import OPEN
from gifthorse.gates.conditions import aggregates
from gifthorse.gates.gate import passes
from gifthorse.gates.words import tokens

COLUMNS = {
    "apps": frozenset({"evidence", "package", "power", "debuggable"}),
    "uses": frozenset({"evidence", "category", "reached"}),
}


def rows(sql: str) -> set[tuple[str, frozenset[tuple[str, str, object]]]]:
    """The gate's rows as tuples."""
    return {(row.table, row.tests) for row in gates.gate(sql, COLUMNS).leaves()}


def row(table: str, *tests: tuple[str, str, object]) -> tuple[str, frozenset[tuple[str, str, object]]]:
    return table, frozenset(tests)


X = ("category", "=", "x")
REACHED = ("reached", "=", True)
NAMED = ("category", "in", frozenset({"a", "b'c"}))


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("SELECT 1 FROM apps", {row("apps")}),
        ("SELECT 1 FROM apps a, uses u WHERE u.reached", {row("apps"), row("uses", REACHED)}),
        ("SELECT 1 FROM apps WHERE power >= 2", {row("apps", ("power", ">=", 2.0))}),
        ("SELECT 1 FROM apps WHERE NOT debuggable", {row("apps", ("debuggable", "=", False))}),
        ("SELECT 1 FROM uses WHERE category IN ('a', 'b''c')", {row("uses", NAMED)}),
        ("SELECT 1 FROM apps LEFT JOIN uses USING (evidence)", {row("apps")}),
        ("SELECT 1 FROM apps LEFT JOIN uses u USING (evidence) WHERE u.category = 'x'", {row("apps"), row("uses", X)}),
        ("SELECT 1 FROM apps JOIN uses u ON power = 1 + 1 AND u.category = 'x'", {row("apps"), row("uses", X)}),
        ("SELECT 1 FROM apps WHERE 1 IN (SELECT 1 FROM uses WHERE reached)", {row("apps"), row("uses", REACHED)}),
        ("SELECT 1 FROM apps a WHERE EXISTS (SELECT 1 FROM uses)", {row("apps"), row("uses")}),
        ("SELECT 1 FROM apps a ANTI JOIN uses u USING (evidence)", {row("apps")}),
        ("WITH u AS (SELECT * FROM uses WHERE category = 'x') SELECT 1 FROM u", {row("uses", X)}),
        ("SELECT package, count(*) FROM apps GROUP BY package", {row("apps")}),
        ("SELECT 1 IS DISTINCT FROM 2, 1 IS NOT DISTINCT FROM 2 FROM apps", {row("apps")}),
    ],
)
def test_what_a_rule_stands_on(sql: str, wanted: set[object]) -> None:
    assert rows(sql) == wanted


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        "SELECT count(*) FROM apps",
        "SELECT any_value(package) AS p FROM apps HAVING count(*) > 1",
        "SELECT count(*) FROM apps GROUP BY ALL",
        "SELECT count(*) FROM apps GROUP BY ROLLUP (package)",
        "SELECT 1 FROM apps a FULL JOIN uses u USING (evidence)",
        "SELECT 1 FROM nothing_known",
        "SELECT 1 FROM apps EXCEPT SELECT 1 FROM uses",
        "SELECT 1 FROM apps AS a (one, two)",
        "SELECT (1 FROM apps",
    ],
)
def test_doubt_leaves_the_gate_open(sql: str) -> None:
    assert gates.gate(sql, COLUMNS) == OPEN


@pytest.mark.parametrize(
    "condition",
    [
        "category = 'x' OR reached",
        "NOT (category = 'x')",
        "NOT category = 'x'",
        "NOT EXISTS (SELECT 1 FROM apps)",
        "evidence NOT IN (SELECT evidence FROM apps)",
        "NOT evidence IN (SELECT evidence FROM apps)",
        "category = 'x' || category",
        "category IS NULL",
        "category IN ('x', NULL)",
        "evidence BETWEEN 1 AND 2 AND reached",
        "CASE WHEN reached AND category = 'x' THEN true ELSE true END",
        "lower(category) = 'x'",
        "category <> 'x'",
    ],
)
def test_other_conditions_ask_for_nothing(condition: str) -> None:
    assert rows(f"SELECT 1 FROM uses WHERE {condition}") == {row("uses")}


def test_one_part_of_a_union_is_enough() -> None:
    gate = gates.gate("SELECT 1 FROM apps UNION ALL BY NAME SELECT 1 FROM uses", COLUMNS)
    assert gate.open(lambda row: row.table == "uses")
    assert gate.open(lambda row: row.table == "apps")
    assert not gate.open(lambda _: False)


def test_rows_pass_as_sql_has_it() -> None:
    assert passes(2, ("power", ">=", 2.0))
    assert not passes(1, ("power", ">=", 2.0))
    assert not passes(None, ("power", ">=", 2.0))
    assert not passes("y", ("category", "in", frozenset({"x"})))
    assert passes(2, ("power", "=", True))  # a number as a condition is not looked into


def test_facts_tell_what_tables_hold() -> None:
    with judge.connect({}) as connection:
        connection.execute("INSERT INTO app_power (package, power) VALUES ('a', 3), ('b', 0)")
        columns = gates.columns(connection)
        gate = gates.gate("SELECT package FROM app_power WHERE power >= 2", columns)
        shut = gates.gate("SELECT package FROM app_power WHERE power >= 4", columns)
        none = gates.gate("SELECT package FROM app_power JOIN apps USING (evidence)", columns)
        both = gates.gate("SELECT package FROM app_power WHERE power >= 2 AND package = 'b'", columns)
        facts = gates.Facts(connection, [gate, shut, none, both])
        assert [one.open(facts.there) for one in (gate, shut, none, both)] == [True, False, False, False]


def test_no_macro_hides_what_is_reckoned_over_all_rows() -> None:
    with judge.connect({}) as connection:
        query = "SELECT function_name, macro_definition FROM duckdb_functions() WHERE NOT internal"
        macros = [macro for macro in connection.execute(query).fetchall() if macro[1]]
    assert macros
    assert not [name for name, definition in macros if aggregates(tokens(definition))]


def test_most_rules_have_a_gate() -> None:
    with judge.connect({}) as connection:
        columns = gates.columns(connection)
        found = [gates.gate(rule.sql, columns) for rule in judge.load()]
        assert sum(gate == OPEN for gate in found) < len(found) / 10
        facts = gates.Facts(connection, found)
        hits, _ = judge.run(judge.load(), connection, {t for rule in judge.load() for t in rule.needs})
        assert hits == [], "a rule speaks where nothing was read"
        assert not any(gate.open(facts.there) for gate in found if gate != OPEN)
