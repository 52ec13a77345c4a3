"""Traffic that was not captured as packets but recorded, as the same rows: connections, what they carry, a ledger.

Whatever a recording names as one entry takes a packet's place: it has a number, and is counted in exactly one row of
`packet_ledger`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final

from gifthorse.evidence.node import Node
from gifthorse.formats.http.body import CLOSE, NONE, Body
from gifthorse.formats.http.conversation import Exchange, Part
from gifthorse.formats.http.head import Head
from gifthorse.formats.http.kinds import kind
from gifthorse.formats.identifiers.find import in_text
from gifthorse.formats.recorded.values import Ends, Exchanged, Said, Secured
from gifthorse.formats.tls.keylog import KeyLog
from gifthorse.readers.capture import address
from gifthorse.readers.capture.dissect import (
    DISSECTORS,
    FALLBACK,
    FILLS,
    IN,
    OUT,
    Context,
    Flow,
    Opening,
    certificates,
    http_rows,
    tokens,
)
from gifthorse.tables import Rows, node_id

TABLES: Final = ("captures", "packet_ledger", "connections", *FILLS)
CONNECTIONS_LIMIT: Final = 500_000
PACK: Final = 50_000
_SAYS: Final = {
    "entry": "Entries that were read.",
    "unread": "Entries that could not be read.",
    "unreadable": "What lies behind the place where the recording breaks off.",
    "framing": "What holds the entries together.",
}


@dataclass(slots=True)
class Counts:
    """What went over a connection."""

    out: int = 0
    into: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    wire_out: int = 0
    wire_in: int = 0
    first: int = -1
    last: int = -1
    entry: int = 0
    columns: dict[str, Any] = field(default_factory=dict)


class Recording:
    """Fill `rows` with one recording: `connection` or `exchanged` for each entry, or `unread`, then `finish`."""

    def __init__(self, node: Node, rows: Rows, form: str) -> None:
        self._rows = rows
        self._form = form
        self._size = node.size
        self.context = Context(rows, node_id(node.path), node.path, KeyLog())
        self._flows: dict[str, Flow] = {}
        self._counts: dict[str, Counts] = {}
        self._ledger: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()

    @property
    def entries(self) -> int:
        """How many there were so far, which is the number of the last."""
        return self._ledger.total()

    def count(self, *, read: bool, size: int = 0) -> int:
        """An entry of so many bytes; returns its number. Each entry is counted once, before its rows."""
        category = "entry" if read else "unread"
        self._ledger[category] += 1
        self._bytes[category] += size
        return self.entries

    def breaks_off(self, size: int) -> None:
        """So many bytes at the end cannot be read."""
        self._bytes["unreadable"] += size

    def flow(self, ends: Ends) -> Flow | None:
        """The connection of these ends, begun if it is a new one; None where there are too many."""
        flow = self._flows.get(ends.key)
        if flow is None:
            if len(self._flows) >= CONNECTIONS_LIMIT:
                return None
            flow = self._flows[ends.key] = Flow(
                len(self._flows), ends.transport, ends.client, ends.client_port or 0, ends.server,
                ends.server_port or 0, ends.first,
            )  # fmt: skip
            flow.over = "tls" if ends.secure else ""
            self._counts[ends.key] = Counts(entry=self.entries)
            self._rows.pack("connections", PACK)
        counts = self._counts[ends.key]
        times = [t for t in (counts.first, counts.last, ends.first, ends.last) if t >= 0]
        counts.first, counts.last = (min(times), max(times)) if times else (-1, -1)
        return flow

    def counts(self, ends: Ends) -> Counts:
        """What was counted of a connection, to add to."""
        return self._counts[ends.key]

    def exchanged(self, one: Exchanged) -> None:
        """Rows for a request and its response, the encryption around them, and what was said beside them."""
        flow = self.flow(one.ends)
        if flow is None:
            return
        counts = self.counts(one.ends)
        if one.secured is not None and not counts.columns.get("secured"):
            counts.columns["secured"] = True
            self._secured(flow, one.secured, one.ends.first)
        for said, outward in ((one.request, True), (one.response, False)):
            if said is not None:
                self._add(counts, outward, said.size + sum(len(n) + len(v) + 4 for n, v in said.headers))
        if one.request is not None or one.response is not None:
            flow.protocol = flow.protocol or "http"
            mark = self.entries
            parts = [None if said is None else _part(said, mark) for said in (one.request, one.response)]
            http_rows.add(self.context, flow, Exchange(parts[0], parts[1]))
        if one.messages:
            self._messages(flow, counts, one)
        for name in FILLS:
            self._rows.pack(name, PACK)

    def _messages(self, flow: Flow, counts: Counts, one: Exchanged) -> None:
        for outward, data, time in one.messages:
            self._add(counts, outward, len(data))
            counts.last = max(counts.last, time)
        if one.request is not None:  # a web socket
            for outward, data, time in one.messages:
                if outward and data:
                    tokens.add(self.context, flow, "payload", in_text(data, kind(data)), (self.entries, time))
            return
        first = [next((d for o, d, _ in one.messages if o is side), b"") for side in (True, False)]
        opening = Opening(
            flow.transport, first[0], first[1], flow.client_port, flow.server_port, "tls" if one.ends.secure else ""
        )
        chosen = next((d for d in DISSECTORS if d.recognise(opening)), FALLBACK)
        flow.protocol = chosen.NAME
        dissector = chosen(flow, self.context)
        for outward, data, time in one.messages:
            if dissector.enough or dissector.rest is not None:
                break
            dissector.feed(OUT if outward else IN, data, time, self.entries, 0)
        dissector.finish()

    def _secured(self, flow: Flow, secured: Secured, time: int) -> None:
        chain = [der for one in secured.chain if (der := _der(one)) is not None]
        if secured.sni:
            flow.called(secured.sni.lower(), "sni")
        self._rows.add(
            "tls",
            evidence=self.context.evidence,
            connection=flow.number,
            packet=self.entries,
            seen=tokens.moment(time),
            over="tcp" if flow.transport == "tcp" else "quic",
            sni=secured.sni or None,
            version=_version(secured.version),
            cipher=secured.cipher or None,
            alpn=secured.alpn or None,
            certificates=certificates.add(self.context, flow, chain, time) or None,
            cut=False,
            decrypted=True,
        )

    @staticmethod
    def _add(counts: Counts, outward: bool, size: int) -> None:
        if outward:
            counts.out += 1
            counts.bytes_out += size
        else:
            counts.into += 1
            counts.bytes_in += size

    def finish(self) -> None:
        """The recording ends: the tables about the whole."""
        evidence = self.context.evidence
        for key, flow in self._flows.items():
            self._rows.add("connections", **self._row(flow, self._counts[key]))
        self._bytes["framing"] = max(0, self._size - self._bytes.total())
        for category, says in _SAYS.items():
            if self._ledger[category] or self._bytes[category]:
                self._rows.add(
                    "packet_ledger", evidence=evidence, category=category, says=says,
                    packets=self._ledger[category], bytes=self._bytes[category],
                )  # fmt: skip
        firsts = [c.first for c in self._counts.values() if c.first >= 0]
        lasts = [c.last for c in self._counts.values() if c.last >= 0]
        self._rows.add(
            "captures",
            evidence=evidence,
            format=self._form,
            link_types=[],
            packets=self.entries,
            bytes=self._size - self._bytes["framing"],
            first=tokens.moment(min(firsts, default=-1)),
            last=tokens.moment(max(lasts, default=-1)),
            seconds=(max(lasts) - min(firsts)) / 1e9 if firsts else None,
            cut_short=0,
            named_apps=len({c.columns["uid"] for c in self._counts.values() if c.columns.get("uid") is not None}),
            keys=0,
            clock_jumps=0,
        )

    def _row(self, flow: Flow, counts: Counts) -> dict[str, Any]:
        answered = counts.into > 0
        columns = {name: value for name, value in counts.columns.items() if name != "secured"}
        return {
            "evidence": self.context.evidence,
            "connection": flow.number,
            "transport": flow.transport,
            "client": flow.client or "whoever was recorded",
            "client_port": flow.client_port or None,
            "server": flow.server,
            "server_port": flow.server_port or None,
            "first": tokens.moment(counts.first),
            "last": tokens.moment(counts.last),
            "packets_out": counts.out,
            "packets_in": counts.into,
            "bytes_out": counts.bytes_out,
            "bytes_in": counts.bytes_in,
            "wire_out": counts.wire_out or counts.bytes_out,
            "wire_in": counts.wire_in or counts.bytes_in,
            "state": ("established" if flow.transport == "tcp" else "answered") if answered else "unanswered",
            "protocol": flow.protocol or None,
            "name": flow.name or None,
            "name_source": flow.name_source or None,
            "local": _local(flow.server),
            "first_packet": counts.entry,
            "tunnels": 0,
        } | columns


def _part(said: Said, mark: int) -> Part:
    head = Head(said.method, said.target, said.status, said.version, said.headers)
    body = Body(CLOSE if said.body else NONE)
    body.feed(said.body)
    body.close()
    if said.size > body.size:
        body.missing, body.size = said.size - body.size, said.size
    return Part(head, body, (mark, said.time))


def _der(certificate: bytes) -> bytes | None:
    if not certificate.startswith(b"-----"):
        return certificate
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        return x509.load_pem_x509_certificate(certificate).public_bytes(Encoding.DER)
    except ValueError:
        return None


def _version(version: str) -> str | None:
    """TLSv1.2 as the other readers write it."""
    return version.replace("TLSv", "TLS ").replace("SSLv", "SSL ").replace("TLS 1", "TLS 1", 1) or None


def _local(server: str) -> bool:
    try:
        found = ip_address(server)
    except ValueError:
        return False
    number = int(found) | (0xFFFF << 32 if found.version == 4 else 0)
    return address.local(number >> 64, number & (1 << 64) - 1)
