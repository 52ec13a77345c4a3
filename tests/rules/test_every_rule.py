"""Every rule fires on each of its hits and on none of its twins."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from duckdb import DuckDBPyConnection

from gifthorse import gates, judge, views
from gifthorse.analysis import phone
from gifthorse.evidence import open_evidence, units
from gifthorse.examine import examine
from gifthorse.tables import Rows, specs

HERE = Path(__file__).parent
RULES = judge.load()


def fixtures(kind: str) -> list[tuple[judge.Rule, Path]]:
    """Every rule with each of its fixtures of one kind."""
    return [
        (rule, path)
        for rule in RULES
        for path in sorted((HERE / rule.id).glob(f"{kind}*"))
        if path.suffix != ".src" and path.name.split(".")[0].split("-")[0] == kind
    ]


def said(rule: judge.Rule, path: Path) -> list[str]:
    """What the rule says of a fixture: evidence, or rows by table."""
    tables = written(path) if path.suffix == ".json" else read(path)
    with judge.connect(tables, derive=False) as connection:
        hits, skipped = judge.run([rule], connection, rule.needs)
        gate = gates.gate(rule.sql, gates.columns(connection))
        for row in gate.rows if hits else ():
            assert connection.execute(without(row, rule.sql)).fetchall() == [], f"the gate asks for {row} in vain"
        for table, source, columns in shared(connection):
            same = " AND ".join(f'one."{c}" IS NOT DISTINCT FROM other."{c}"' for c in ("evidence", *columns))
            odd = f"SELECT 1 FROM {table} one WHERE NOT EXISTS (SELECT 1 FROM {source} other WHERE {same})"
            assert connection.execute(odd).fetchall() == [], f"{table} has what {source} has not"
    assert not skipped
    return [hit.says for hit in hits]


def shared(connection: DuckDBPyConnection) -> list[tuple[str, str, frozenset[str]]]:
    """Of the tables that were made: where they state to take columns from."""
    made = gates.columns(connection)
    return [(t, source, columns) for t in views.columns() if t in made for source, columns in views.sources()[t]]


def without(row: gates.Row, sql: str) -> str:
    """The query where no row passes the gate's tests."""
    tests = [f'"{name}" {operator} {literal(value)}' for name, operator, value in row.tests] or ["true"]
    rest = f"SELECT * FROM main.{row.table} WHERE NOT coalesce({' AND '.join(tests)}, false)"
    start = f"WITH {row.table} AS ({rest})"
    return f"{start}, {sql[5:]}" if sql[:5].upper() == "WITH " else f"{start} {sql}"


def literal(value: object) -> str:
    if isinstance(value, frozenset):
        return f"({', '.join(sorted(map(literal, value)))})"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)


def written(path: Path) -> dict[str, pa.Table]:
    rows = Rows()
    for table, entries in json.loads(path.read_text(encoding="utf-8")).items():
        for entry in entries:
            rows.add(table, **entry)
    return dict(rows.tables())


def read(path: Path) -> dict[str, pa.Table]:
    """The tables of a small piece of evidence, worked out in this process."""
    found = {name: [spec.schema().empty_table()] for name, spec in specs().items()}
    own = Rows()
    tree = open_evidence([path])
    tree.fill(own)
    for rows in [own, *map(examine, units(tree))]:
        for name, table in rows.tables():
            found[name].append(table)
    tables = {name: pa.concat_tables(parts).unify_dictionaries() for name, parts in found.items()}
    phone.complete(tables)
    return tables


def name(value: object) -> str:
    return value.id if isinstance(value, judge.Rule) else getattr(value, "name", "")


@pytest.mark.parametrize(("rule", "path"), fixtures("hit"), ids=name)
def test_it_fires_on_its_hit(rule: judge.Rule, path: Path) -> None:
    findings = said(rule, path)
    assert findings
    assert "unknown" not in findings[0].split(), "a column that the sentence needs is NULL"


@pytest.mark.parametrize(("rule", "path"), fixtures("twin"), ids=name)
def test_it_is_silent_on_its_twin(rule: judge.Rule, path: Path) -> None:
    assert said(rule, path) == []


def test_every_rule_is_tried() -> None:
    for kind in ("hit", "twin"):
        assert {rule.id for rule, _ in fixtures(kind)} == {rule.id for rule in RULES}
