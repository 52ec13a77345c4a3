"""Logs of the radio network: what was asked of each, and whether it holds enough for an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gifthorse.report.traffic import Radio

if TYPE_CHECKING:
    import duckdb

LOGS: Final = 12


def read(connection: duckdb.DuckDBPyConnection) -> tuple[Radio, ...]:
    """The logs with the most messages."""
    rows = connection.execute(
        """SELECT coalesce(e.path, ''),
                  (SELECT count(*) FROM cell_messages m WHERE m.evidence = c.evidence) AS messages,
                  list((c.asks, c.stands_on, CASE WHEN c.enough THEN '' ELSE coalesce(c.why, 'too little') END)
                       ORDER BY c.question)
           FROM cell_checks c LEFT JOIN evidence e ON e.node = c.evidence
           GROUP BY c.evidence, e.path ORDER BY messages DESC, 1 LIMIT ?""",
        [LOGS],
    ).fetchall()
    return tuple(Radio(path, messages, tuple(tuple(q) for q in asked)) for path, messages, asked in rows)
