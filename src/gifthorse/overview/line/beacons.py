"""Pairs that talk like clockwork, with the times of their calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gifthorse.report.traffic import Beacon

if TYPE_CHECKING:
    import duckdb

BEACONS: Final = 12
TIMES: Final = 400
LEAST: Final = 0.7


def read(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[Beacon, ...], int]:
    """The most regular pairs, push services last, and how many more there are; no questions for names or the time."""
    rows = connection.execute(
        """SELECT evidence, client, transport, coalesce(package, client), server, server_port, push, score, regularity,
                  sameness, spread, duration, period, jitter, count, bytes_out, connection
           FROM beacons WHERE score >= ? AND server_port NOT IN (53, 123) ORDER BY push, score DESC, server, client""",
        [LEAST],
    ).fetchall()
    made = []
    for evidence, client, transport, who, whom, port, push, score, *numbers, inside in rows[:BEACONS]:
        times = (
            connection.execute(
                """SELECT DISTINCT epoch(date_trunc('second', seen))::DOUBLE AS called FROM pulses
               WHERE evidence = ? AND connection = ? ORDER BY called LIMIT ?""",
                [evidence, inside, TIMES],
            ).fetchall()
            or connection.execute(
                """SELECT DISTINCT epoch(first)::DOUBLE AS called FROM connections
               WHERE evidence = ? AND client = ? AND transport = ? AND coalesce(name, server) = ? AND server_port = ?
                 AND first IS NOT NULL AND NOT local ORDER BY called LIMIT ?""",
                [evidence, client, transport, whom, port, TIMES],
            ).fetchall()
        )
        regular, same, even, long, period, jitter, count, out = numbers
        parts = (regular, same, even, long)
        made.append(
            Beacon(
                who, whom, port, push, score, parts, period, jitter, count, out, tuple(called for (called,) in times)
            )
        )
    return tuple(made), max(len(rows) - BEACONS, 0)
