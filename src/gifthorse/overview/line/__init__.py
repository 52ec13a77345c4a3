"""The line page's facts: who talked to whom, when, with which certificates, and what others could read of it."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from gifthorse import views
from gifthorse.overview.line import beacons, chains, hours, onlookers, radio, talks
from gifthorse.overview.line.names import Names
from gifthorse.report.traffic import Recording, Totals, Traffic

if TYPE_CHECKING:
    import duckdb

RECORDINGS = 40


def traffic(connection: duckdb.DuckDBPyConnection, *, maker: str = "", reveal: bool = False) -> Traffic | None:
    """What the captures of a case tell; None where they hold nothing. `maker` is the phone's brand, if known.

    Identifiers and whatever holds one are masked, unless `reveal` is set.
    """
    silent = connection.execute("SELECT 1 FROM connections LIMIT 1").fetchone() is None
    if silent and not radio.logged(connection):
        return None
    names = Names(connection, reveal=reveal)
    own = (files("gifthorse.overview.line") / "views.sql").read_text(encoding="utf-8")
    views.make(connection, own)
    connection.execute(own)
    found, talks_left = talks.read(connection)
    paced, beacons_left = beacons.read(connection)
    bad, chains_left = chains.read(connection)
    logs, logs_left = radio.read(connection, names)
    left = (("talks", talks_left), ("beacons", beacons_left), ("chains", chains_left), ("radio", logs_left))
    return Traffic(
        recordings=_recordings(connection),
        totals=_totals(connection),
        talks=found,
        stretches=hours.read(connection),
        beacons=paced,
        chains=bad,
        onlookers=onlookers.read(connection, names, maker=maker),
        radio=logs,
        left_out=tuple((what, number) for what, number in left if number),
    )


def _recordings(connection: duckdb.DuckDBPyConnection) -> tuple[Recording, ...]:
    rows = connection.execute(
        """SELECT coalesce(e.path, ''), c.packets, c.bytes, epoch(c.first), epoch(c.last), c.keys,
                  coalesce(c.dropped, 0) FROM captures c LEFT JOIN evidence e ON e.node = c.evidence
           ORDER BY c.packets DESC, 1 LIMIT ?""",
        [RECORDINGS],
    ).fetchall()
    return tuple(Recording(*row) for row in rows)


def _totals(connection: duckdb.DuckDBPyConnection) -> Totals:
    row = connection.execute(
        """SELECT count(*), count(*) FILTER (local), count(DISTINCT coalesce(package, app)),
                  count(DISTINCT whom) FILTER (NOT local),
                  coalesce(sum(wire_out), 0)::BIGINT, coalesce(sum(wire_in), 0)::BIGINT FROM overheard"""
    ).fetchone()
    return Totals(*(row or (0,) * 6))
