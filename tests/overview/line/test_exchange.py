"""The line that tells, under a finding, what its two sides exchanged."""

from __future__ import annotations

from datetime import timedelta

from tests.overview.line.test_line import BEGIN, asked, capture, connection

from gifthorse.overview.line import exchange
from gifthorse.tables import Rows

SUBJECT = "10.0.0.2 → stats.example.net:80"


def test_how_often_over_what_when_and_how_much() -> None:
    rows = Rows()
    capture(rows)
    common = {"name": "stats.example.net", "server_port": 80, "bytes_out": 1_200, "bytes_in": 80, "protocol": "http"}
    connection(rows, 34, **common)
    connection(rows, 35, **common | {"first": BEGIN + timedelta(hours=2), "last": BEGIN + timedelta(hours=2)})
    with asked(rows) as found:
        told = exchange.lines(found, {(1, SUBJECT), (1, "nobody → nowhere:1")})
    assert told == {
        (1, SUBJECT): "2 connections (http over tcp), 2026-01-05 08:00:34 to 10:00:00 UTC, "
        "2.4 kB out and 160 B in, from packet 34 on"
    }


def test_without_times_and_payload() -> None:
    rows = Rows()
    capture(rows)
    connection(rows, 3, server_port=80, first=None, last=None, protocol=None, name="stats.example.net")
    with asked(rows) as found:
        assert exchange.lines(found, {(1, SUBJECT)})[1, SUBJECT].startswith(
            "1 connection (nothing read over tcp), 100 B"
        )
        assert exchange.lines(found, ()) == {}
