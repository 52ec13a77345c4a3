"""PCAPdroid's list of connections: who talked to whom, by app, without what was said."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.pcapdroid import Entry, Table
from gifthorse.formats.recorded.values import Ends
from gifthorse.readers.capture.dissect import Flow
from gifthorse.readers.capture.recorded import TABLES, Recording
from gifthorse.tables import Rows

NAME = "pcapdroid"
READS = ("pcapdroid-csv",)
FILLS = TABLES
LIMITATIONS = [
    "What was said is not in the list, nor are certificates, versions and answers.",
    "The list counts bytes with headers; what is left without them is worked out from the number of packets.",
    "Nothing in the list is quoted: an app whose name looks like a package and a protocol moves the columns.",
    "PCAPdroid blocks encrypted resolvers unless told otherwise, so that none being there says nothing.",
]
LIMIT: Final = 256 << 20
_TRANSPORT: Final = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmp"}
_PROTOCOL: Final = {"https": "tls", "ssl": "tls", "unknown": ""}
_SOURCE: Final = {"tls": "sni", "quic": "quic", "http": "http", "dns": ""}


def read(node: Node, rows: Rows) -> None:
    """One connection a line."""
    try:
        lines = node.read(LIMIT).decode("utf-8", "replace").splitlines(keepends=True)
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
        return
    recording = Recording(node, rows, "pcapdroid-csv")
    table = Table(lines[0] if lines else "")
    for line in lines[1:]:
        if not line.strip():
            continue
        entry = table.read(line)
        if entry is not None and not _addresses(entry):
            entry = None
        recording.count(read=entry is not None, size=len(line.encode()))
        if entry is not None:
            _add(recording, entry)
    recording.finish()


def _addresses(entry: Entry) -> bool:
    try:
        ip_address(entry.client), ip_address(entry.server)
    except ValueError:
        return False
    return True


def _add(recording: Recording, entry: Entry) -> None:
    transport = _TRANSPORT.get(entry.protocol_number, f"ip-{entry.protocol_number}")
    ends = Ends(
        str(recording.entries), transport, entry.client, entry.client_port or None, entry.server,
        entry.server_port or None, False, entry.first, entry.last,
    )  # fmt: skip
    flow = recording.flow(ends)
    if flow is None:
        return
    counts = recording.counts(ends)
    counts.out, counts.into = entry.packets_out, entry.packets_in
    # What PCAPdroid counts are whole packets; headers are taken off so that the columns mean what they mean elsewhere
    header = (40 if ":" in entry.server else 20) + (20 if transport == "tcp" else 8)
    counts.wire_out, counts.wire_in = entry.bytes_out, entry.bytes_in
    counts.bytes_out = max(0, entry.bytes_out - header * entry.packets_out)
    counts.bytes_in = max(0, entry.bytes_in - header * entry.packets_in)
    counts.columns |= {
        "uid": entry.uid if entry.uid >= 0 else None,
        "app": entry.app or None,
        "package": entry.package or None,
    }
    spoken = entry.protocol.lower()
    flow.protocol = _PROTOCOL.get(spoken, spoken)
    _named(recording, flow, entry)


def _named(recording: Recording, flow: Flow, entry: Entry) -> None:
    """What stands in the list's column of information: a name, or the beginning of a URL."""
    name, slash, path = (
        entry.info.strip().partition("://")[2].partition("/")
        if "://" in entry.info
        else (entry.info.strip().partition("/"))
    )
    name = name[:255].lower()
    rows, evidence = recording.context.rows, recording.context.evidence
    seen = entry.first // 1000 if entry.first >= 0 else None
    if flow.protocol == "dns" and name:
        rows.add(
            "dns", evidence=evidence, connection=flow.number, packet=recording.entries, seen=seen,
            transport="tcp" if flow.transport == "tcp" else "udp", resolver=flow.server, name=name, response=False,
        )  # fmt: skip
    elif name and "." in name:
        flow.called(name.rpartition(":")[0] if name.rpartition(":")[2].isdecimal() and name.count(":") == 1 else name,
                    _SOURCE.get(flow.protocol) or "dns")  # fmt: skip
    if flow.protocol == "http" and name:
        url = f"http://{name}{slash}{path}"[:4096]
        rows.add(
            "http", evidence=evidence, connection=flow.number, packet=recording.entries, seen=seen, scheme="http",
            host=name, path=f"/{path}".partition("?")[0][:4096], url=url, version="1.1", request_bytes=0,
            response_bytes=0, headers=[], decrypted=False,
        )  # fmt: skip
