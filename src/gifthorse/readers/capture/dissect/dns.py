"""DNS over UDP and TCP, mDNS, LLMNR and the NetBIOS name service -> the table `dns`."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, Final

from gifthorse.errors import FormatError
from gifthorse.formats.dns.message import Framed, Message, Record, body, is_message, message
from gifthorse.formats.dns.netbios import plain
from gifthorse.formats.dns.numbers import rcode_name, type_name
from gifthorse.formats.identifiers.find import Token, in_raw
from gifthorse.readers.capture.dissect import tokens
from gifthorse.readers.capture.dissect.dissector import OUT, Context, Dissector, Flow, Opening

_PORTS: Final = {53: "udp", 5353: "mdns", 5355: "llmnr", 137: "netbios"}
MAX_PENDING: Final = 1024
MAX_ANSWERS: Final = 256
MAX_REMEMBERED: Final = 4096
LONG_NAME: Final = 30
"""Shorter names hold no identifier that is worth looking for."""


class Dns(Dissector):
    """Questions wait for their answers; whatever is left at the end got none."""

    NAME: ClassVar[str] = "dns"
    LIMIT: ClassVar[int] = 64 << 20
    __slots__ = ("_framed", "_pending", "_transport")

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        known = _PORTS.get(flow.server_port) or _PORTS.get(flow.client_port) or "udp"
        if flow.transport == "tcp":
            known = "dot" if flow.over == "tls" else "tcp"
        elif known != "udp":
            flow.protocol = known
        self._transport = known
        self._framed = (Framed(), Framed()) if flow.transport == "tcp" else None
        self._pending: dict[tuple[int, str, int], tuple[int, int, str]] = {}

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """On the known ports anything that reads as a message; elsewhere only what is one beyond doubt."""
        if opening.transport == "tcp":
            return _is_framed(opening)
        said = opening.out or opening.into
        if opening.server_port in _PORTS or opening.client_port in _PORTS:
            return _reads(said)
        return is_message(said)

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """One datagram, or bytes of a stream of framed messages."""
        if self._framed is None:
            self._message(side, data, time, packet)
            return
        if gap:
            self.enough = True
            return
        for framed in self._framed[side].feed(data):
            self._message(side, framed, time, packet)

    def finish(self) -> None:
        """Questions without an answer."""
        for (_, _, kind), (packet, time, name) in self._pending.items():
            add_row(self.context, self.flow, self._transport, name, kind, (packet, time))
        self._pending.clear()

    def _message(self, side: int, data: bytes, time: int, packet: int) -> None:
        try:
            read = body(data)
        except FormatError:
            return
        ident = data[0] << 8 | data[1]
        mark = (packet, time)
        if self._transport == "netbios":
            read = _in_clear(read)
        if self._transport == "mdns":
            _add_mdns(self.context, self.flow, read, mark)
        elif read.response:
            self._answer(ident, read, mark)
        else:
            self._ask(side, ident, read, mark)

    def _ask(self, side: int, ident: int, read: Message, mark: tuple[int, int]) -> None:
        for question in read.questions:
            if len(self._pending) >= MAX_PENDING:
                self.finish()
            self._pending.setdefault((ident, question.name.lower(), question.kind), (*mark, question.name))
            if side == OUT and len(question.name) > LONG_NAME:
                found = _identifiers(question.name)
                if found:
                    tokens.add(self.context, self.flow, "dns", found, mark)

    def _answer(self, ident: int, read: Message, mark: tuple[int, int]) -> None:
        for question in read.questions:
            asked = self._pending.pop((ident, question.name.lower(), question.kind), None)
            add_row(
                self.context, self.flow, self._transport, question.name, question.kind, mark, read=read, asked=asked
            )
        if not read.questions and read.answers:  # NetBIOS answers without repeating the question
            first = read.answers[0]
            asked = self._pending.pop((ident, first.name.lower(), first.kind), None)
            add_row(self.context, self.flow, self._transport, first.name, first.kind, mark, read=read, asked=asked)


def add_row(  # noqa: PLR0917  # what, where, when; the rest by name
    context: Context,
    flow: Flow,
    transport: str,
    name: str,
    kind: int,
    mark: tuple[int, int],
    *,
    read: Message | None = None,
    answers: tuple[Record, ...] | None = None,
    asked: tuple[int, int, str] | None = None,
) -> None:
    """One row of `dns`; `read` is the answer, `answers` the part of it that is meant where that is not all."""
    records = answers if answers is not None else read.answers if read is not None else ()
    shown, ttl = _answers(context, records) if records else ([], None)
    waited = asked is not None and asked[1] >= 0 and mark[1] >= 0
    context.rows.add(
        "dns",
        evidence=context.evidence,
        connection=flow.number,
        packet=mark[0],
        seen=mark[1] // 1000 if mark[1] >= 0 else None,
        transport=transport,
        resolver=flow.server,
        name=name,
        type=type_name(kind),
        response=read is not None,
        rcode=rcode_name(read.rcode) if read is not None else None,
        answers=None if read is None else shown,
        ttl=ttl,
        seconds=(mark[1] - asked[1]) / 1e9 if waited and asked is not None else None,
    )


def _answers(context: Context, records: tuple[Record, ...]) -> tuple[list[str], int]:
    """Answers as they are shown, and the shortest time to live among them; remembered for messages that come again."""
    known = context.remembered("dns-answers")
    found = known.get(id(records))
    if found is None or found[0] is not records:
        if len(known) >= MAX_REMEMBERED:
            known.clear()
        found = known[id(records)] = (records, [_shown(r) for r in records[:MAX_ANSWERS]], min(r.ttl for r in records))
    return found[1], found[2]


@lru_cache(4096)
def _identifiers(name: str) -> list[Token]:
    return in_raw(name.encode("utf-8", "replace"))


def add_message(context: Context, flow: Flow, transport: str, data: bytes, mark: tuple[int, int]) -> None:
    """Rows for an answer that came alone, as in HTTP."""
    try:
        read = message(data)
    except FormatError:
        return
    for question in read.questions:
        add_row(context, flow, transport, question.name, question.kind, mark, read=read if read.response else None)


def _add_mdns(context: Context, flow: Flow, read: Message, mark: tuple[int, int]) -> None:
    """Everybody hears everything: questions are rows, and so is each name that somebody announces."""
    if not read.response:
        for question in read.questions:
            add_row(context, flow, "mdns", question.name, question.kind, mark)
        return
    grouped: dict[tuple[str, int], list[Record]] = {}
    for record in (*read.answers, *read.additional):
        if record.kind not in (41, 47):
            grouped.setdefault((record.name, record.kind), []).append(record)
    for (name, kind), records in grouped.items():
        add_row(context, flow, "mdns", name, kind, mark, read=read, answers=tuple(records))


def _shown(record: Record) -> str:
    return record.value if record.kind in (1, 28, 32) else f"{type_name(record.kind)} {record.value}"


def _in_clear(read: Message) -> Message:
    questions = tuple(q._replace(name=plain(q.name)) for q in read.questions)
    return read._replace(questions=questions, answers=tuple(r._replace(name=plain(r.name)) for r in read.answers))


def _reads(data: bytes) -> bool:
    """A header whose counts its bytes can hold."""
    if len(data) < 12 or data[2] >> 3 & 15 > 6:
        return False
    try:
        read = message(data)
    except FormatError:
        return False
    return bool(read.questions or read.answers or read.authority or read.additional) or len(data) == 12


def _is_framed(opening: Opening) -> bool | None:
    known = opening.server_port in (53, 5353) or (opening.over == "tls" and opening.server_port == 853)
    undecided = False
    for said in (opening.out, opening.into):
        if len(said) < 2:
            undecided = undecided or (known and (bool(said) or not opening.out))
            continue
        length = said[0] << 8 | said[1]
        if length < 17 or length > 4096:
            return False
        whole = said[2 : 2 + length]
        if len(whole) < length:
            undecided = undecided or known
        elif _reads(whole) if known else is_message(whole):
            return True
    return None if undecided else False
