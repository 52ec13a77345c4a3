"""What there is for gates to ask: of every table the values that they test, each combination once."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gifthorse.gates.gate import Gate, Row, Test, passes
from gifthorse.tables import specs

if TYPE_CHECKING:
    import duckdb

MOST_COMBINATIONS = 50_000


def made(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The tables that DuckDB keeps itself, and how many rows each has, 0 surely none."""
    return dict(connection.execute("SELECT table_name, estimated_size FROM duckdb_tables()").fetchall())


def columns(connection: duckdb.DuckDBPyConnection, names: Iterable[str] | None = None) -> dict[str, frozenset[str]]:
    """The columns of every table; `names` are those that DuckDB keeps, where that is known."""
    found = {name: frozenset(column.name for column in spec.columns) for name, spec in specs().items()}
    for name in made(connection) if names is None else names:
        if name not in found:
            described = connection.execute(f'SELECT * FROM "{name}" LIMIT 0').description  # noqa: S608  # a table of our own
            found[name] = frozenset(column[0] for column in described)
    return found


class Facts:
    """What there is for the gates of rules. `filled` tells for what row a table is worth the first
    look into it, `empty` names tables that have none."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        asked: Iterable[Gate],
        filled: Callable[[Row], bool] = lambda _: True,
        *,
        empty: Container[str] = (),
    ) -> None:
        self._connection, self._filled = connection, filled
        self._empty = empty
        self._asked: dict[str, set[str]] = {}
        for row in (row for gate in asked for row in gate.leaves()):
            self._asked.setdefault(row.table, set()).update(name for name, _, _ in row.tests)
        self._rows: dict[str, _Combinations] = {}
        self._known: dict[Row, bool] = {}

    def there(self, row: Row) -> bool:
        """Whether there is such a row, as far as that is looked into."""
        found = self._known.get(row)
        if found is None:
            rows = self._rows.get(row.table)
            if rows is None:
                if row.table in self._empty or not self._filled(row):
                    self._known[row] = False
                    return False
                rows = self._rows[row.table] = self._distinct(row.table)
            found = self._known[row] = rows.any(row.tests)
        return found

    def _distinct(self, table: str) -> _Combinations:
        """Combinations of values; of a large table, or where nothing is asked of a row, whether there is one at all."""
        spec = specs().get(table)
        names = sorted(self._asked[table]) if spec is None or spec.room != "code" else []
        wanted = "DISTINCT " + ", ".join(f'"{name}"' for name in names) if names else "1"
        limit = MOST_COMBINATIONS + 1 if names else 1
        rows = self._connection.execute(f'SELECT {wanted} FROM "{table}" LIMIT {limit}').fetchall()  # noqa: S608  # as above
        return _Combinations(names, rows)


class _Combinations:
    """The combinations of values in some columns of a table; one test is often asked for by many rules."""

    def __init__(self, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        self._count = len(rows)
        self._columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows and names else {}
        self._passing: dict[Test, NDArray[np.bool_]] = {}

    def any(self, tests: frozenset[Test]) -> bool:
        """Whether a combination passes all these tests, as far as their columns and so many of them are known."""
        if not self._columns or self._count > MOST_COMBINATIONS:
            return self._count > 0
        passing = [self._pass(test) for test in tests]
        return bool(np.logical_and.reduce(passing).any()) if passing else True

    def _pass(self, test: Test) -> NDArray[np.bool_]:
        found = self._passing.get(test)
        if found is None:
            values = self._columns[test[0]]
            try:
                each = {value: passes(value, test) for value in set(values)}
                found = np.fromiter(map(each.__getitem__, values), np.bool_, self._count)
            except TypeError:  # a list, or what cannot be compared: no reason to leave the rule out
                found = np.ones(self._count, np.bool_)
            self._passing[test] = found
        return found
