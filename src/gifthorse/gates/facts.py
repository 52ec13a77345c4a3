"""What there is for gates to ask: of every table the values that they test, each combination once."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import TYPE_CHECKING, Any

from gifthorse.gates.gate import Gate, Row, passes
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
        self._rows: dict[str, list[dict[str, Any]]] = {}
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
            many = len(rows) > MOST_COMBINATIONS
            found = self._known[row] = many or any(not one or passes(one, row.tests) for one in rows)
        return found

    def _distinct(self, table: str) -> list[dict[str, Any]]:
        """Combinations of values; of a large table, or where nothing is asked of a row, whether there is one at all."""
        spec = specs().get(table)
        names = sorted(self._asked[table]) if spec is None or spec.room != "code" else []
        wanted = "DISTINCT " + ", ".join(f'"{name}"' for name in names) if names else "1"
        limit = MOST_COMBINATIONS + 1 if names else 1
        rows = self._connection.execute(f'SELECT {wanted} FROM "{table}" LIMIT {limit}').fetchall()  # noqa: S608  # as above
        return [dict(zip(names, row, strict=True)) if names else {} for row in rows]
