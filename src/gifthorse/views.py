"""What rules share (rules/views.sql): macros, and tables worked out of the others, each when something asks for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from gifthorse import gates

if TYPE_CHECKING:
    import duckdb

_PARTS: Final = re.compile(r"^(?=CREATE )", re.MULTILINE)
_TABLE: Final = re.compile(r"CREATE TABLE (\w+) AS\s+(.*?);[^;]*\Z", re.DOTALL)
_COLUMNS: Final = re.compile(r"^-- Columns: ([^.]+)\.\nCREATE TABLE (\w+)", re.MULTILINE)
_WORD: Final = re.compile(r"\w+")


@cache
def text() -> str:
    """The whole file."""
    return (files("gifthorse.rules") / "views.sql").read_text(encoding="utf-8")


@cache
def parts() -> tuple[str, Mapping[str, str]]:
    """The macros, and the SELECT of every table by its name, in the order of the file: each needs only those before."""
    macros, tables = [], {}
    for part in _PARTS.split(text()):
        found = _TABLE.match(part)
        if found:
            tables[found[1]] = found[2]
        else:
            macros.append(part)
    return "".join(macros), tables


@cache
def columns() -> Mapping[str, frozenset[str]]:
    """The columns of every table, as the file states them: to ask DuckDB would take as long as to make the tables."""
    return {name: frozenset(re.findall(r"\w+", listed)) for listed, name in _COLUMNS.findall(text())}


def make(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Make what a query names, and what stands behind that, where it is not there yet."""
    listed = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    _make(connection, query, {name for (name,) in listed})


def _make(connection: duckdb.DuckDBPyConnection, query: str, made: set[str]) -> None:
    words, chosen = set(_WORD.findall(query)), []
    for name, behind in reversed(list(parts()[1].items())):
        if name in words:
            words.update(_WORD.findall(behind))
            chosen.append((name, behind))
    for name, behind in reversed(chosen):
        if name not in made:
            connection.execute(f"CREATE TABLE {name} AS {behind}")
            made.add(name)


class Views:
    """The tables over one connection, each made when it is asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        known = gates.columns(connection)
        self._made = known.keys() & parts()[1].keys()
        self._columns = {**known, **columns()}
        self._gates = {name: gates.gate(query, self._columns) for name, query in parts()[1].items()}

    def promising(self, queries: Sequence[str]) -> list[bool]:
        """Which of these queries may yield a row."""
        found = [gates.gate(query, self._columns) for query in queries]
        facts = gates.Facts(self._connection, [*found, *self._gates.values()], lambda name: self._filled(name, facts))
        # What costs nothing first: a table is made for those alone that nothing else rules out
        return [
            gate.open(lambda row: row.table in columns() or facts.there(row)) and gate.open(facts.there)
            for gate in found
        ]

    def make(self, query: str) -> None:
        """Make what a query names, and what stands behind that."""
        _make(self._connection, query, self._made)

    def _filled(self, name: str, facts: gates.Facts) -> bool:
        """Whether a table may have rows; it is made if so."""
        if name in self._gates and name not in self._made:
            if not self._gates[name].open(facts.there):
                return False
            self.make(name)
        return True
