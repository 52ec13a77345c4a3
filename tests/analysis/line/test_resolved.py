"""Which servers were asked for before they were called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from gifthorse.analysis.line import encrypted, resolved
from gifthorse.tables import Rows, specs

BEGIN = datetime(2024, 5, 6, tzinfo=UTC)
PHONE, SERVER = "10.0.0.2", "198.51.100.7"


def connection(number: int, seconds: float, **more: Any) -> dict[str, Any]:
    return {
        "evidence": 1,
        "connection": number,
        "client": PHONE,
        "server": SERVER,
        "server_port": 443,
        "first": BEGIN + timedelta(seconds=seconds),
        "first_packet": number * 10,
        "state": "established",
        "protocol": "tls",
        "local": False,
    } | more


ASKING = connection(1, 0, server="10.0.0.1", server_port=53, protocol="dns", local=True)


def answer(packet: int, address: str, seconds: float = 1, **more: Any) -> dict[str, Any]:
    return {
        "evidence": 1,
        "connection": 1,
        "packet": packet,
        "seen": BEGIN + timedelta(seconds=seconds),
        "transport": "udp",
        "name": "api.example.org",
        "response": True,
        "answers": [address],
    } | more


def told(*connections: dict[str, Any], dns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = Rows()
    for one in (ASKING, *connections):
        rows.add("connections", **one)
    for one in dns:
        rows.add("dns", **one)
    tables = {name: specs()[name].schema().empty_table() for name in ("connections", "dns")} | dict(rows.tables())
    tables["connections"] = encrypted.complete(tables["connections"])
    found: list[dict[str, Any]] = resolved.complete(tables).to_pylist()
    return found[1:]


def test_an_answer_before_gives_the_name() -> None:
    (row,) = told(connection(20, 100), dns=[answer(5, SERVER)])
    assert (row["resolved_before"], row["name"], row["name_source"]) == (True, "api.example.org", "dns")
    (row,) = told(connection(20, 100, name="better.example.org", name_source="sni"), dns=[answer(5, SERVER)])
    assert (row["resolved_before"], row["name"], row["name_source"]) == (True, "better.example.org", "sni")


def test_the_last_answer_counts_and_none_after() -> None:
    later = answer(900, SERVER, 3000, name="later.example.org")
    newer = answer(150, SERVER, 50, name="newer.example.org")
    (row,) = told(connection(20, 100), dns=[later, answer(5, SERVER), newer])
    assert row["name"] == "newer.example.org"
    (row,) = told(connection(20, 100), dns=[later])
    assert (row["resolved_before"], row["name"]) == (False, None)


def test_hints_and_translated_addresses_are_answers() -> None:
    (row,) = told(connection(20, 100), dns=[answer(5, f"HTTPS 1 . alpn=h2 ipv4hint={SERVER} ipv6hint=2001:db8::7")])
    assert row["resolved_before"] is True
    (row,) = told(connection(20, 100, server="64:ff9b::c633:6407"), dns=[answer(5, SERVER)])
    assert row["resolved_before"] is True
    (row,) = told(connection(20, 100), dns=[answer(5, "TXT 198.51.100.7")])
    assert row["resolved_before"] is False


def test_where_nobody_can_tell() -> None:
    other = [answer(5, "192.0.2.1")]
    assert [row["resolved_before"] for row in told(connection(20, 100), dns=other)] == [False]
    untold = [
        connection(20, 30),  # its answer may be older than the capture
        connection(20, 100, state="midway"),
        connection(20, 100, client="10.0.0.3"),  # whose questions are not seen
        connection(20, 100, local=True),
        connection(20, 100, first=None),
    ]
    assert [told(one, dns=other)[0]["resolved_before"] for one in untold] == [None] * len(untold)
    assert told(connection(20, 100), dns=[])[0]["resolved_before"] is None
    assert told(connection(20, 100), dns=[answer(5, SERVER, transport="mdns")])[0]["resolved_before"] is None


def test_encrypted_resolvers_hide_what_is_asked() -> None:
    other = [answer(5, "192.0.2.1")]
    for hiding in (
        connection(15, 70, server="192.0.2.53", server_port=853),
        connection(15, 70, server="192.0.2.53", name="dns.google"),
    ):
        assert told(hiding, connection(20, 100), dns=other)[1]["resolved_before"] is None
    tried = connection(15, 70, server="192.0.2.53", server_port=853, state="refused")
    assert told(tried, connection(20, 100), dns=other)[1]["resolved_before"] is False


def test_another_capture_of_the_case_may_have_the_answer() -> None:
    elsewhere = answer(5, SERVER, -600, evidence=2)
    mine = answer(6, "192.0.2.1")
    (row,) = told(connection(20, 100), dns=[elsewhere, mine])
    assert (row["resolved_before"], row["name"]) == (True, None)
    (row,) = told(connection(20, 100), dns=[answer(5, SERVER, -90_000, evidence=2), mine])
    assert row["resolved_before"] is False
