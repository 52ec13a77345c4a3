"""What rules share (rules/views.sql): macros, and tables worked out of the others, each when something asks for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from gifthorse import gates
from gifthorse.tables import specs

if TYPE_CHECKING:
    import duckdb

_PARTS: Final = re.compile(r"^(?=CREATE )", re.MULTILINE)
_TABLE: Final = re.compile(r"CREATE TABLE (\w+) AS\s+(.*?);[^;]*\Z", re.DOTALL)
_MACRO: Final = re.compile(r"CREATE MACRO (\w+)")
_NAMED: Final = re.compile(r"CREATE (MACRO|TABLE) (\w+)")
_COLUMNS: Final = re.compile(r"^-- Columns: ([^.]+)\.\nCREATE TABLE (\w+)", re.MULTILINE)
_SAME: Final = re.compile(r"^-- As in (\w+): ([^.]+)\.$", re.MULTILINE)
_WORD: Final = re.compile(r"\w+")


@cache
def text() -> str:
    """The whole file."""
    return (files("gifthorse.rules") / "views.sql").read_text(encoding="utf-8")


@cache
def macros() -> Mapping[str, str]:
    """The statement that makes each macro, whether it is there or not."""
    return {found[1]: f"CREATE OR REPLACE{part[6:]}" for part in _PARTS.split(text()) if (found := _MACRO.match(part))}


@cache
def tables() -> Mapping[str, str]:
    """The SELECT of every table."""
    return {found[1]: found[2] for part in _PARTS.split(text()) if (found := _TABLE.match(part))}


@cache
def _order() -> tuple[str, ...]:
    """Names of macros and tables in the order of the file: each needs only those before it."""
    return tuple(found[2] for part in _PARTS.split(text()) if (found := _NAMED.match(part)))


@cache
def sources() -> Mapping[str, tuple[tuple[str, frozenset[str]], ...]]:
    """Where every row of a table takes some of its columns from, all of them from one row there: (table, columns)."""
    found = {}
    for part in text().split("\n\n"):
        named = _COLUMNS.search(part)
        if named:
            same = _SAME.findall(part)
            found[named[2]] = tuple((table, frozenset(_WORD.findall(listed))) for table, listed in same)
    return found


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
    for name in reversed(_order()):
        if name in words:
            words.update(_WORD.findall(tables().get(name) or macros()[name]))
            chosen.append(name)
    for name in reversed(chosen):
        if name not in made:
            connection.execute(f"CREATE TABLE {name} AS {tables()[name]}" if name in tables() else macros()[name])
            made.add(name)


@cache
def known_columns() -> Mapping[str, frozenset[str]]:
    """The columns of every table that rules can ask."""
    return {name: frozenset(c.name for c in spec.columns) for name, spec in specs().items()} | dict(columns())


@cache
def gate(query: str) -> gates.Gate:
    """What must be there for a query to find anything."""
    return gates.gate(query, known_columns())


class Views:
    """The tables over one connection, each made when it is asked for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        sizes = gates.made(connection)
        self._made = sizes.keys() & tables().keys()
        self._empty = {name for name, size in sizes.items() if not size}

    def promising(self, queries: Sequence[str]) -> list[bool]:
        """Which of these queries may yield a row."""
        found = [gate(query) for query in queries]
        facts = gates.Facts(
            self._connection, self._asked(found), lambda row: self._filled(row, facts), empty=self._empty
        )
        # What costs nothing first: a table is made for those alone that nothing else rules out
        cheap = [gate.open(lambda row: row.table in columns() or facts.there(row)) for gate in found]
        return [may and gate.open(facts.there) for may, gate in zip(cheap, found, strict=True)]

    def make(self, query: str) -> None:
        """Make what a query names, and what stands behind that."""
        _make(self._connection, query, self._made)

    def _filled(self, row: gates.Row, facts: gates.Facts) -> bool:
        """Whether a table may have such a row; it is made if so."""
        if row.table in tables() and row.table not in self._made:
            if not self._behind(row).open(facts.there):
                return False
            self.make(row.table)
        return True

    def _behind(self, row: gates.Row) -> gates.Gate:
        """What must be there for a table to have such a row."""
        same = dict(sources().get(row.table, ()))
        return _narrowed(gate(tables()[row.table]), {t: _tests(row, named) for t, named in same.items()})

    def _asked(self, found: Iterable[gates.Gate]) -> set[gates.Gate]:
        """These gates, and those of all that they may lead to."""
        asked, todo = set(found), [row for gate in found for row in gate.leaves()]
        while todo:
            row = todo.pop()
            gate = self._behind(row) if row.table in tables() else gates.OPEN
            if gate not in asked:
                asked.add(gate)
                todo.extend(gate.leaves())
        return asked


def _tests(row: gates.Row, names: frozenset[str]) -> frozenset[gates.Test]:
    return frozenset(test for test in row.tests if test[0] in names)


def _narrowed(gate: gates.Gate, tests: Mapping[str, frozenset[gates.Test]]) -> gates.Gate:
    """A gate that asks more of the rows of some tables."""
    return gates.Gate(
        frozenset(gates.Row(row.table, row.tests | tests.get(row.table, frozenset())) for row in gate.rows),
        tuple(tuple(_narrowed(one, tests) for one in group) for group in gate.either),
    )
