"""Which servers were asked for by name before they were called, and by which name.

Not asked for is said only of a client whose own questions can be seen: where it also talks to an encrypted resolver, or
where a connection began before the capture or in its first minute, nobody can tell.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from ipaddress import ip_address
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

FIRST: Final = 60_000_000
"""The beginning of a capture, in which answers that were given before it are still in use."""
DAY: Final = 86_400_000_000
"""How long an answer in another capture of the same case is believed; times here are microseconds since 1970."""
_READABLE: Final = ("udp", "tcp", "dot", "doh")
_HINT: Final = re.compile(r"[0-9a-fA-F:.]{3,}")
_TRANSLATED: Final = "64:ff9b::"  # RFC 6052: an IPv4 address in its last four bytes
_COLUMNS: Final = (
    "evidence", "connection", "client", "server", "server_port", "first", "first_packet", "state", "protocol", "local",
    "name", "name_source", "encrypted_dns",
)  # fmt: skip


class _Answers(NamedTuple):
    """By capture and address the packets with answers, in order, and the names asked for; by address their times."""

    packets: dict[tuple[int, str], list[tuple[int, str]]]
    times: dict[str, list[int]]
    clients: set[tuple[int, str]]


def complete(tables: dict[str, pa.Table]) -> pa.Table:
    """The table `connections` with `resolved_before`, and with the names of DNS where none was known."""
    table, dns = tables["connections"], tables["dns"]
    readable = pc.is_in(dns["transport"].cast(pa.string()), pa.array(_READABLE))
    dns = dns.filter(pc.and_(dns["response"], readable))
    if not dns.num_rows or not table.num_rows:
        return table
    rows = _rows(table, _COLUMNS)
    answers = _answers(dns, rows)
    begun = _beginnings(rows)
    hidden = {(row["evidence"], row["client"]) for row in rows if row["encrypted_dns"]}
    open_clients = answers.clients - hidden
    before: list[bool | None] = []
    for row in rows:
        name = _asked(row, answers)
        if name is not None and row["name"] is None and name:
            row["name"], row["name_source"] = name, "dns"
        told = (row["evidence"], row["client"]) in open_clients and _tells(row, begun)
        before.append(True if name is not None else False if told else None)
    for column, cells in (
        ("resolved_before", before),
        ("name", [row["name"] for row in rows]),
        ("name_source", [row["name_source"] for row in rows]),
    ):
        at = table.schema.get_field_index(column)
        field = table.schema.field(at)
        table = table.set_column(at, field, pa.array(cells, field.type))
    return table


def _rows(table: pa.Table, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    """Rows with times as numbers, which are made ten times as fast."""
    chosen = table.select(list(columns))
    for at, field in enumerate(chosen.schema):
        if pa.types.is_timestamp(field.type):
            chosen = chosen.set_column(at, field.name, chosen[field.name].cast(pa.int64()))
    rows: list[dict[str, Any]] = chosen.to_pylist()
    return rows


def _answers(dns: pa.Table, rows: list[dict[str, Any]]) -> _Answers:
    asked = {(e, c) for e, c in zip(dns["evidence"].to_pylist(), dns["connection"].to_pylist(), strict=True)}
    clients = {(r["evidence"], r["client"]) for r in rows if (r["evidence"], r["connection"]) in asked}
    found = _Answers(defaultdict(list), defaultdict(list), clients)
    for row in _rows(dns, ("evidence", "packet", "seen", "name", "answers")):
        for answer in row["answers"] or ():
            for address in _addresses(answer):
                found.packets[row["evidence"], address].append((row["packet"], row["name"]))
                if row["seen"] is not None:
                    found.times[address].append(row["seen"])
    for entries in found.packets.values():
        entries.sort()
    for times in found.times.values():
        times.sort()
    return found


def _addresses(answer: str) -> list[str]:
    """An address, or the hints of an HTTPS or SVCB record."""
    kind, space, rest = answer.partition(" ")
    if not space:
        return [answer]
    return [a for text in _HINT.findall(rest) if (a := _address(text))] if kind in ("HTTPS", "SVCB") else []


def _address(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def _asked(row: dict[str, Any], answers: _Answers) -> str | None:
    """The name in the last answer before; empty where only another capture has one; None without any."""
    server, first = row["server"], row["first"]
    if server.startswith(_TRANSLATED) and (row["evidence"], server) not in answers.packets:
        server = str(ip_address(int(ip_address(server)) & 0xFFFFFFFF))
    entries = answers.packets.get((row["evidence"], server), ())
    at = bisect_left(entries, (row["first_packet"], ""))
    if at:
        return entries[at - 1][1]
    if first is not None:
        times = answers.times.get(server, ())
        at = bisect_left(times, first)
        if at and first - times[at - 1] < DAY:
            return ""
    return None


def _beginnings(rows: list[dict[str, Any]]) -> dict[int, int]:
    begun: dict[int, int] = {}
    for row in rows:
        first = row["first"]
        if first is not None and first < begun.get(row["evidence"], first + DAY):
            begun[row["evidence"]] = first
    return begun


def _tells(row: dict[str, Any], begun: dict[int, int]) -> bool:
    """Whether an answer to this connection would have been captured."""
    first = row["first"]
    return not (
        row["local"]
        or row["state"] == "midway"
        or row["protocol"] == "dns"
        or first is None
        or first - begun[row["evidence"]] < FIRST
    )
