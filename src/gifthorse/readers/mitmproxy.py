"""Flow files of mitmproxy: HTTP with bodies, web sockets, TCP, UDP and DNS, with the servers' certificates."""

from __future__ import annotations

from socket import AF_INET, AF_INET6, inet_ntop
from typing import Any, Final

from gifthorse.errors import FormatError, GifthorseError, LimitError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.dns.message import Message, Question, Record
from gifthorse.formats.dns.rdata import value as record_value
from gifthorse.formats.recorded import mitmproxy
from gifthorse.formats.recorded.values import Ends, mapping, nanoseconds, number, sequence, text
from gifthorse.formats.tnetstring import Reader
from gifthorse.readers.capture.dissect import dns
from gifthorse.readers.capture.recorded import TABLES, Recording
from gifthorse.tables import Rows

NAME = "mitmproxy"
READS = ("mitmproxy",)
FILLS = TABLES
LIMITATIONS = [
    "Files of more than 1 GiB are not read.",
    "What the phone offered in TLS is not in the file: versions and ciphers are those between proxy and server.",
]
LIMIT: Final = 1 << 30
MAX_RECORDS: Final = 512


def read(node: Node, rows: Rows) -> None:
    """One flow after the other; one that cannot be read costs itself alone."""
    try:
        flows = Reader(node.read(LIMIT))
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
        return
    recording = Recording(node, rows, "mitmproxy")
    unread = 0
    while flows.more():
        start = flows.at
        try:
            value = flows.next()
        except LimitError:
            value = None
        except FormatError as error:
            if flows.at == start:
                rows.problem(node.path, NAME, "The flow file breaks off, or is damaged from here on.", offset=start)
                recording.breaks_off(node.size - start)
                break
            value = None
            del error
        known = _add(recording, value, flows.at - start)
        unread += not known
    if unread:
        rows.problem(node.path, NAME, f"{unread} of its flows are of no kind that is read, or damaged.")
    recording.finish()


def _add(recording: Recording, value: Any, size: int) -> bool:
    asked = mitmproxy.dns(value)
    one = None if asked else mitmproxy.flow(value)
    recording.count(read=bool(asked or one), size=size)
    if asked:
        _dns(recording, *asked)
    elif one is not None:
        recording.exchanged(one)
    return bool(asked or one)


def _dns(recording: Recording, ends: Ends, request: Any, response: Any) -> None:
    flow = recording.flow(ends)
    if flow is None:
        return
    flow.protocol = "dns"
    counts = recording.counts(ends)
    counts.out += 1
    counts.into += bool(response)
    asked, answered = _message(request, response=False), _message(response, response=True) if response else None
    transport = "dot" if ends.secure else ends.transport
    begun = nanoseconds(request.get("timestamp"))
    times = (begun, nanoseconds(response.get("timestamp")) if response else begun)
    for question in asked.questions:
        dns.add_pair(recording.context, flow, transport, question, times, recording.entries, answered)


def _message(said: Any, *, response: bool) -> Message:
    questions = tuple(
        Question(text(q.get("name")), number(q.get("type")), number(q.get("class_")))
        for q in map(mapping, sequence(said.get("questions"))[:MAX_RECORDS])
    )
    answers = tuple(_record(r) for r in map(mapping, sequence(said.get("answers"))[:MAX_RECORDS]))
    rcode = number(said.get("response_code")) & 0xFFF
    return Message(number(said.get("id")), response, 0, False, False, rcode, questions, answers, (), (), None, True)


def _record(record: Any) -> Record:
    data, asked = record.get("data"), number(record.get("type"))
    data = data if isinstance(data, bytes) else b""
    try:
        shown = (
            inet_ntop(AF_INET if asked == 1 else AF_INET6, data)
            if asked in (1, 28)
            else record_value(data, 0, len(data), asked, {})
        )
    except (FormatError, ValueError, IndexError):
        shown = data[:1024].hex()
    return Record(text(record.get("name")), asked, 1, number(record.get("ttl")), shown)
