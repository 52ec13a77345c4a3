"""Logs of the radio network: what each was asked, whether it holds enough for an answer, and what was heard."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

from gifthorse import views
from gifthorse.report import words
from gifthorse.report.traffic import Heard, Question, Radio

if TYPE_CHECKING:
    import duckdb

    from gifthorse.overview.line.names import Names

LOGS: Final = 12
HEARD: Final = 8
NETWORKS: Final = 6
_ORDER: Final = tuple(words.STANDS)


def logged(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether there is any log of the radio network."""
    return connection.execute("SELECT 1 FROM cell_checks LIMIT 1").fetchone() is not None


def read(connection: duckdb.DuckDBPyConnection, names: Names) -> tuple[tuple[Radio, ...], int]:
    """The logs with the most messages, and how many more there are."""
    if not logged(connection):
        return (), 0
    own = (files("gifthorse.overview.line") / "radio.sql").read_text(encoding="utf-8")
    views.make(connection, own)
    connection.execute(own)
    rows = connection.execute(
        """SELECT c.evidence, coalesce(any_value(e.path), ''),
                  (SELECT count(*) FROM cell_messages m WHERE m.evidence = c.evidence) AS messages
           FROM cell_checks c LEFT JOIN evidence e ON e.node = c.evidence
           GROUP BY c.evidence ORDER BY messages DESC, 2, 1"""
    ).fetchall()
    made = tuple(
        Radio(path, messages, _networks(connection, evidence), _questions(connection, evidence, names))
        for evidence, path, messages in rows[:LOGS]
    )
    return made, max(len(rows) - LOGS, 0)


def _networks(connection: duckdb.DuckDBPyConnection, evidence: int) -> tuple[str, ...]:
    rows = connection.execute(
        """SELECT plmn, kinds, cells, count(*) OVER () FROM networks_heard WHERE evidence = ?
           ORDER BY cells DESC, plmn LIMIT ?""",
        [evidence, NETWORKS],
    ).fetchall()
    told = [f"{plmn}: {kinds}, {words.count(cells, 'cell')}" for plmn, kinds, cells, _ in rows]
    return (*told, f"and {rows[0][3] - NETWORKS} more") if rows and rows[0][3] > NETWORKS else tuple(told)


def _questions(connection: duckdb.DuckDBPyConnection, evidence: int, names: Names) -> tuple[Question, ...]:
    rows = connection.execute(
        """SELECT question::VARCHAR, asks, stands_on, CASE WHEN enough THEN '' ELSE coalesce(why, 'too little') END
           FROM cell_checks WHERE evidence = ? ORDER BY list_position(?, question::VARCHAR), 1""",
        [evidence, list(_ORDER)],
    ).fetchall()
    made = []
    for question, asks, stands_on, lacking in rows:
        heard = connection.execute(
            """SELECT says, bare, subscriber, times, count(*) OVER () FROM heard_on_air
               WHERE evidence = ? AND question = ? ORDER BY bare DESC, times DESC, says, subscriber LIMIT ?""",
            [evidence, question, HEARD],
        ).fetchall()
        told = tuple(
            Heard(f"{says}: {names.value(who)}" if who else says, times, bare=bare)
            for says, bare, who, times, _ in heard
        )
        made.append(Question(question, asks, stands_on, lacking, told, heard[0][4] - len(told) if heard else 0))
    return tuple(made)
