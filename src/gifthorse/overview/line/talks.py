"""Who talked to whom: apps (or addresses) on one side, owners of servers on the other, and what others could read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gifthorse.report.traffic import Talk

if TYPE_CHECKING:
    import duckdb

TALKS: Final = 200


def read(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[Talk, ...], int]:
    """The talks with the most bytes, those in the clear first; and how many more there are."""
    rows = connection.execute(
        """SELECT who, label, owner, role, readable, names, servers, connections, sent, got FROM pairs
           ORDER BY readable <> 'contents', sent + got DESC, who, owner"""
    ).fetchall()
    made = (
        Talk(who, label, owner, role, readable, tuple(names), servers, connections, sent, got)
        for who, label, owner, role, readable, names, servers, connections, sent, got in rows[:TALKS]
    )
    return tuple(made), max(len(rows) - TALKS, 0)
