"""A case's tables in a DuckDB that can read them and nothing else.

The tables are handed over as Arrow tables, so that DuckDB itself needs no file at all: it is shut off from
the file system, extensions and its own configuration before the first question. Allowing it just the case's
files would not do: since DuckDB 2.0 a SELECT may hold `WITH x AS (COPY ... TO 'file')`, which would let a
question overwrite them.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from gifthorse import views as rule_views
from gifthorse.case import Case
from gifthorse.errors import QueryError
from gifthorse.tables import specs

MEMORY = "1GB"
TOO_LARGE = f"The query needs more than {MEMORY} of memory; narrow it."


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a query, as plain Python values; `more` tells that there were more than asked for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: bool


def connect(case: Case, *, views: bool = False) -> duckdb.DuckDBPyConnection:
    """A locked connection in which every table of the specs exists, empty where nothing filled it.

    With `views`, what rules share lies on top of them: the tables, views and macros of rules/views.sql.
    """
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "memory_limit": MEMORY,
            "temp_directory": "",
        }
    )
    found = case.tables()
    for name, spec in specs().items():
        connection.register(name, found[name] if name in found else spec.schema().empty_table())
    if views:
        connection.execute(rule_views.text())
    for setting in ("TimeZone = 'UTC'", "enable_external_access = false", "lock_configuration = true"):
        connection.execute(f"SET {setting}")
    return connection


def uses_views(query: str) -> bool:
    """Whether a query names anything of rules/views.sql; working those out takes time that most questions need not."""
    names = re.findall(r"^CREATE \w+ (\w+)", rule_views.text(), re.MULTILINE)
    return any(re.search(rf"\b{name}\b", query, re.IGNORECASE) for name in names)


def ask(connection: duckdb.DuckDBPyConnection, query: str, *, rows: int, seconds: float) -> Rows:
    """Run one SELECT and return at most `rows` rows.

    Raises QueryError, in one sentence, for anything that is no SELECT, for a query that is wrong, and for one that
    takes longer than `seconds` or more memory than there is.
    """
    statement = _select(query)
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        # As Arrow: DuckDB makes Python times only with the help of pytz, which nothing else here needs.
        table = connection.sql(statement).limit(rows + 1).to_arrow_table()
    except duckdb.InterruptException as error:
        raise QueryError(too_long(seconds)) from error
    except duckdb.OutOfMemoryException as error:
        raise QueryError(TOO_LARGE) from error
    except duckdb.PermissionException as error:
        raise QueryError("A query may read the case's tables and nothing else: no files, no network.") from error
    except duckdb.Error as error:
        raise QueryError(f"The query cannot be run: {_plain(error)}") from error
    finally:
        timer.cancel()
        timer.join()
    cells = [_values(column) for column in table.slice(0, rows).columns]
    return Rows(tuple(table.column_names), tuple(zip(*cells, strict=True)), table.num_rows > rows)


def too_long(seconds: float) -> str:
    """The sentence for a question that was stopped."""
    return f"The query took longer than {seconds:g} seconds and was stopped; narrow it, or allow more with --seconds."


def _values(column: pa.ChunkedArray) -> list[Any]:
    """A column as Python values, cell by cell where one of them is a date that Python's own cannot hold."""
    try:
        cells = column.to_pylist()
    except (OverflowError, ValueError, ArithmeticError):
        cells = [_value(cell) for cell in column]
    return [_without_intervals(c) for c in cells] if "interval" in str(column.type) else cells


def _value(cell: pa.Scalar) -> Any:
    try:
        return cell.as_py()
    except (OverflowError, ValueError, ArithmeticError):
        return "(cannot be shown)" if pa.types.is_nested(cell.type) else str(cell.cast(pa.string()).as_py())


def _without_intervals(cell: Any) -> Any:
    """Arrow's intervals, a type that no other process knows, as text."""
    if isinstance(cell, list):
        return [_without_intervals(c) for c in cell]
    if isinstance(cell, dict):
        return {k: _without_intervals(v) for k, v in cell.items()}
    return str(cell) if type(cell).__name__ == "MonthDayNano" else cell


def _select(query: str) -> str:
    try:
        statements = duckdb.extract_statements(query)
    except duckdb.Error as error:
        raise QueryError(f"The query cannot be read: {_plain(error)}") from error
    if not statements:
        raise QueryError("The query is empty.")
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise QueryError("Only one SELECT can be asked: a case is read-only.")
    text: str = statements[0].query
    return text


def _plain(error: duckdb.Error) -> str:
    """DuckDB's message on one line, without the drawing that points into the query."""
    text = " ".join(str(error).split("LINE 1:")[0].split())
    return text if text.endswith((".", "?", "!")) else f"{text}."
