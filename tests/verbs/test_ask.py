"""`gifthorse ask`: the case's tables in SQL, and nothing else of this machine."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from gifthorse.case import Case
from gifthorse.cli import run
from gifthorse.errors import QueryError
from gifthorse.tables import Rows, specs
from gifthorse.verbs import apart, sql

from .conftest import add


@pytest.fixture
def case(make_case: Callable[..., Path]) -> Path:
    rows = Rows()
    add(rows, "apps", evidence=1, package="com.example.agent", label="\x1b[31mAgent", uid="system", splits=["a", "b"])
    add(rows, "apps", evidence=2**62, package="com.example.notes", uid="app")
    add(rows, "signers", package="com.example.agent", not_before=datetime(2021, 5, 4, 3, 2, 1, tzinfo=UTC))
    return make_case(rows)


@pytest.fixture
def locked(case: Path) -> duckdb.DuckDBPyConnection:
    return sql.connect(Case.open(case))


def test_rows_as_a_table(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", str(case), "SELECT package, label, uid, splits FROM apps ORDER BY package"]) == 0
    out = capsys.readouterr().out
    assert r"\x1b[31mAgent" in out and "\x1b" not in out
    assert '["a", "b"]' in out and "2 rows" in out


def test_rows_as_json(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = """SELECT a.package, a.label, s.not_before, a.splits, a.evidence, 1.5::DECIMAL(9,2) AS d, 'nan'::FLOAT AS n,
                      sum(a.target_sdk) OVER () AS sum, 'x'::BLOB AS b, package, TRUE AS t, DATE '2020-01-02' AS day
               FROM apps a LEFT JOIN signers s USING (package) ORDER BY 1"""
    assert run(["ask", str(case), query, "--json"]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    first, second = json.loads(out)
    assert first == {
        "package": "com.example.agent",
        "label": "\x1b[31mAgent",
        "not_before": "2021-05-04 03:02:01Z",
        "splits": ["a", "b"],
        "evidence": 1,
        "d": "1.50",
        "n": "nan",
        "sum": 0,
        "b": "base64:eA==",
        "package_1": "com.example.agent",
        "t": True,
        "day": "2020-01-02",
    }
    assert second["evidence"] == 2**62 and second["not_before"] is None


def test_rows_as_csv_and_the_row_limit(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", str(case), "SELECT method, op FROM calls ORDER BY method", "--csv", "--rows", "3"]) == 0
    captured = capsys.readouterr()
    assert list(csv.reader(io.StringIO(captured.out))) == [["method", "op"], *([str(i), "virtual"] for i in range(3))]
    assert "more rows than the 3 shown" in captured.err


def test_without_a_query_the_tables_are_explained(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", str(case)]) == 0
    words = " ".join(capsys.readouterr().out.split())
    assert "calls 200,000 rows One row an invoke instruction." in words
    assert run(["ask", str(case), "--json"]) == 0
    listed = {t["table"]: t for t in json.loads(capsys.readouterr().out)}
    assert set(listed) == set(specs())
    assert listed["apps"]["rows"] == 2 and listed["hosts"]["rows"] == 0
    assert run(["ask", str(case), "--csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + sum(len(s.columns) for s in specs().values())


def test_every_table_can_be_asked(locked: duckdb.DuckDBPyConnection) -> None:
    for name, spec in specs().items():
        found = sql.ask(locked, f"SELECT * FROM {name}", rows=5, seconds=20)
        assert found.columns == tuple(c.name for c in spec.columns)


ESCAPES = (
    "SELECT * FROM read_text('{secret}')",
    "SELECT * FROM read_blob('{secret}')",
    "SELECT * FROM read_csv('{secret}')",
    "SELECT * FROM '{secret}'",
    "SELECT * FROM read_parquet('{tables}/apps.parquet')",
    "SELECT * FROM glob('{folder}/*')",
    "SELECT * FROM sniff_csv('{secret}')",
    "SELECT * FROM parquet_schema('{tables}/apps.parquet')",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM 'http://127.0.0.1:9/x.csv'",
    "WITH a AS (COPY (SELECT 1) TO '{folder}/out.csv') SELECT * FROM a",
    "WITH a AS (COPY (SELECT 1) TO '{tables}/apps.parquet' (USE_TMP_FILE false)) SELECT * FROM a",
    "WITH a AS (INSERT INTO apps (package) VALUES ('x') RETURNING *) SELECT * FROM a",
    "WITH a AS (DELETE FROM hosts RETURNING *) SELECT * FROM a",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{tables}/apps.parquet' (USE_TMP_FILE false)",
    "SELECT * FROM query('COPY (SELECT 1) TO ''{folder}/out.csv''')",
    "SELECT * FROM getvariable('case')",
    "SELECT getenv('HOME')",
    "SELECT * FROM case_path",
    "COPY apps TO '{folder}/out.csv'",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}/out'",
    "ATTACH '{folder}/out.db'",
    "INSTALL httpfs",
    "LOAD '{folder}/out.so'",
    "PRAGMA enable_profiling='json'",
    "PRAGMA profiling_output='{folder}/out'",
    "SET enable_external_access = true",
    "RESET enable_external_access",
    "SET temp_directory = '{folder}'",
    "CALL enable_logging(storage='file', storage_path='{folder}/out')",
    "SELECT * FROM enable_logging()",
    "CREATE TABLE t (a INT)",
    "CREATE OR REPLACE VIEW apps AS SELECT 1",
    "DROP VIEW apps",
    "SELECT 1; COPY apps TO '{folder}/out.csv'",
    "PREPARE p AS SELECT 1",
    "CHECKPOINT",
    "",
    "-- nothing",
    "nonsense",
    "SELECT no_such_column FROM apps",
)


@pytest.mark.parametrize("attack", ESCAPES)
def test_there_is_no_way_out(case: Path, tmp_path: Path, attack: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("key,value\nhunter2,1\n")
    tables = case / "tables"
    before = {p: p.read_bytes() for p in tables.iterdir()}
    listed = sorted(tmp_path.rglob("*"))
    with sql.connect(Case.open(case)) as connection, pytest.raises(QueryError) as caught:
        sql.ask(connection, attack.format(secret=secret, tables=tables, folder=tmp_path), rows=10, seconds=20)
    assert "\n" not in str(caught.value) and "hunter2" not in str(caught.value)
    assert {p: p.read_bytes() for p in tables.iterdir()} == before
    assert sorted(tmp_path.rglob("*")) == listed


def test_python_variables_are_no_tables(locked: duckdb.DuckDBPyConnection) -> None:
    treasure = specs()["apps"].schema().empty_table()
    with pytest.raises(QueryError, match="treasure"):
        sql.ask(locked, "SELECT * FROM treasure", rows=1, seconds=20)
    assert treasure.num_rows == 0


def test_a_query_that_never_ends_is_stopped(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = "SELECT count(*) FROM calls a, calls b, calls c WHERE a.pc + b.pc = c.pc + 1"
    assert run(["ask", str(case), query, "--seconds", "1"]) == 2
    assert "longer than 1 seconds" in capsys.readouterr().err


def test_a_query_that_swells_is_stopped(locked: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(QueryError, match=r"memory|longer"):
        sql.ask(locked, "SELECT list(a.pc) FROM calls a, range(100000)", rows=1, seconds=20)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT list_aggregate(range(500000000), 'sum')",
        "SELECT repeat('x', 2000000000)",
        "SELECT bit_count(repeat('1', 1000000000)::BIT)",
    ],
)
def test_what_duckdb_does_not_count_is_stopped_too(case: Path, capsys: pytest.CaptureFixture[str], query: str) -> None:
    assert run(["ask", str(case), query, "--seconds", "5"]) == 2
    assert re.search(r"more than 1GB of memory|longer than 5 seconds", capsys.readouterr().err)


def test_a_function_that_cannot_be_interrupted_is_ended(
    case: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def deaf(*_: object, **__: object) -> None:
        time.sleep(3600)

    monkeypatch.setattr(sql, "ask", deaf)
    monkeypatch.setattr(apart, "GRACE_SECONDS", 0.1)
    assert run(["ask", str(case), "SELECT 1", "--seconds", "1"]) == 2
    assert "longer than 1 seconds" in capsys.readouterr().err


def test_values_that_python_has_no_type_for_are_shown_as_text(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", str(case), "SELECT * FROM test_all_types()", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 3


@pytest.mark.parametrize(
    "query", ["SELECT 1 -- x", "(SELECT 1)", "VALUES (1)", "WITH a AS (SELECT 1) FROM a", "DESCRIBE apps"]
)
def test_plain_questions_are_answered(locked: duckdb.DuckDBPyConnection, query: str) -> None:
    assert sql.ask(locked, query, rows=100, seconds=20).rows


def test_no_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", str(tmp_path), "SELECT 1"]) == 2
    assert "is no gifthorse case" in capsys.readouterr().err
