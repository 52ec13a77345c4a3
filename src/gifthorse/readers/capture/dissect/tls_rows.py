"""Hellos, chains and alerts -> one row of the table `tls`, whatever carried them."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import Any

from gifthorse.formats.shown import shown
from gifthorse.formats.tls.client_hello import ClientHello
from gifthorse.formats.tls.fingerprints import ja3, ja3s, ja4
from gifthorse.formats.tls.numbers import GREASE, GROUPS, alert_name, cipher_name, version_name
from gifthorse.formats.tls.server_hello import ServerHello
from gifthorse.readers.capture.dissect import certificates
from gifthorse.readers.capture.dissect.dissector import Context, Flow
from gifthorse.readers.capture.dissect.tokens import moment


def add(
    context: Context,
    flow: Flow,
    over: str,
    mark: tuple[int, int],
    *,
    hello: ClientHello | None,
    server: ServerHello | None,
    chain: list[bytes],
    client_chain: list[bytes],
    alerts: list[tuple[bool, int]],
    **more: Any,
) -> None:
    """One row; `alerts` are (from the client, number), `more` are columns as they are."""
    columns: dict[str, Any] = {"cut": False, "decrypted": False} | more
    if hello is not None:
        columns |= _offered(hello, over)
        if hello.server_name:
            flow.called(hello.server_name.lower(), "quic" if over == "quic" else "sni")
    if server is not None:
        columns["version"] = version_name(server.version)
        columns["cipher"] = cipher_name(server.cipher)
        columns["ja3s"] = ja3s(server)
    group = columns.pop("group_number", None)
    if group is not None:
        columns["group"] = GROUPS.get(group) or f"0x{group:04x}"
    for from_client, number in alerts:
        columns["alert_out" if from_client else "alert_in"] = alert_name(number)
    context.rows.add(
        "tls",
        evidence=context.evidence,
        connection=flow.number,
        packet=mark[0],
        seen=moment(mark[1]),
        over=over,
        certificates=certificates.add(context, flow, chain, mark[1]) or None,
        client_certificate=sha256(client_chain[0]).hexdigest() if client_chain else None,
        **columns,
    )


@lru_cache(4096)
def _suites(ciphers: tuple[int, ...]) -> list[str]:
    return [cipher_name(c) for c in ciphers if c not in GREASE]


def _offered(hello: ClientHello, over: str) -> dict[str, Any]:
    transport = {"quic": "q", "dtls": "d"}.get(over, "t")
    named = hello.whole and bool(hello.compressions)  # hellos of SSL 2.0's form have no fingerprints
    return {
        "offered": version_name(hello.offered),
        "ciphers": _suites(hello.ciphers),
        "sni": hello.server_name or None,
        "alpn_offered": [shown(p) for p in hello.alpn] or None,
        "ech": hello.ech,
        "ja3": ja3(hello) if named else None,
        "ja4": ja4(hello, transport) if named else None,
        "cut": not hello.whole,
    }
