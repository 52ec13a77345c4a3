"""DNS over UDP and TCP, mDNS, LLMNR and the NetBIOS name service -> the table `dns`."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, Final

from gifthorse.errors import FormatError
from gifthorse.formats.dns.message import Framed, Message, Question, is_message, message
from gifthorse.formats.identifiers.find import Token, in_raw
from gifthorse.readers.capture.dissect import tokens
from gifthorse.readers.capture.dissect.dissector import OUT, Context, Dissector, Flow, Opening
from gifthorse.readers.capture.dissect.dns_said import REMEMBERED_BYTES, Said, answer, question, said

_PORTS: Final = {53: "udp", 5353: "mdns", 5355: "llmnr", 137: "netbios"}
MAX_PENDING: Final = 1024
LONG_NAME: Final = 22
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
        self._pending: dict[tuple[bytes, str, int], tuple[int, int, Said]] = {}

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """On the known ports anything that reads as a message; elsewhere only what is one beyond doubt."""
        if opening.transport == "tcp":
            return _is_framed(opening)
        first = opening.out or opening.into
        if opening.server_port in _PORTS or opening.client_port in _PORTS:
            return _reads(first)
        return is_message(first)

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
        for packet, time, asked in self._pending.values():
            _add(self.context, self.flow, self._transport, asked, (packet, time))
        self._pending.clear()

    def _message(self, side: int, data: bytes, time: int, packet: int) -> None:
        try:
            response, all_said = said(data, self._transport)
        except FormatError:
            return
        mark = (packet, time)
        if self._transport == "mdns":  # nobody waits for anybody
            for one in all_said:
                _add(self.context, self.flow, "mdns", one, mark)
            return
        ident = data[:2]
        pending = self._pending
        for one in all_said:
            if response:
                _add(self.context, self.flow, self._transport, one, mark, pending.pop((ident, *one.key), None))
                continue
            if len(pending) >= MAX_PENDING:
                self.finish()
            pending.setdefault((ident, *one.key), (packet, time, one))
            if side == OUT and len(one.name) > LONG_NAME:
                found = _identifiers(one.name)
                if found:
                    tokens.add(self.context, self.flow, "dns", found, mark)


def _add(  # noqa: PLR0917  # what, where, when
    context: Context,
    flow: Flow,
    transport: str,
    one: Said,
    mark: tuple[int, int],
    asked: tuple[int, int, Said] | None = None,
) -> None:
    """One row of `dns`."""
    packet, time = mark
    _, name, kind, response, rcode, answers, ttl = one
    context.rows.add(
        "dns",
        evidence=context.evidence,
        connection=flow.number,
        packet=packet,
        seen=time // 1000 if time >= 0 else None,
        transport=transport,
        resolver=flow.server,
        name=name,
        type=kind,
        response=response,
        rcode=rcode,
        answers=answers,
        ttl=ttl,
        seconds=(time - asked[1]) / 1e9 if asked is not None and asked[1] >= 0 and time >= 0 else None,
    )


def add_message(context: Context, flow: Flow, transport: str, data: bytes, mark: tuple[int, int]) -> None:
    """Rows for an answer that came alone, as in HTTP."""
    try:
        _, all_said = said(data, transport)
    except FormatError:
        return
    for one in all_said:
        _add(context, flow, transport, one, mark)


def add_pair(  # noqa: PLR0917  # as above
    context: Context,
    flow: Flow,
    transport: str,
    asked: Question,
    times: tuple[int, int],
    number: int,
    read: Message | None,
) -> None:
    """One row for what somebody else read: a question with its answer, if any; `times` are those of both."""
    one = question(asked.name, asked.kind) if read is None else answer(asked.name, asked.kind, read, read.answers)
    _add(context, flow, transport, one, (number, times[1]), (number, times[0], one))


@lru_cache(4096)
def _identifiers(name: str) -> list[Token]:
    return in_raw(name.encode("utf-8", "replace"))


def _reads(data: bytes) -> bool:
    """A header whose counts its bytes can hold."""
    if len(data) < 12 or data[2] >> 3 & 15 > 6:
        return False
    return _readable(data[2:]) if len(data) <= REMEMBERED_BYTES else _whole(data)


@lru_cache(4096)
def _readable(rest: bytes) -> bool:
    """The same of a message but for its identifier."""
    return _whole(b"\0\0" + rest)


def _whole(data: bytes) -> bool:
    try:
        read = message(data)
    except FormatError:
        return False
    return bool(read.questions or read.answers or read.authority or read.additional) or len(data) == 12


def _is_framed(opening: Opening) -> bool | None:
    known = opening.server_port in (53, 5353) or (opening.over == "tls" and opening.server_port == 853)
    undecided = False
    for first in (opening.out, opening.into):
        if len(first) < 2:
            undecided = undecided or (known and (bool(first) or not opening.out))
            continue
        length = first[0] << 8 | first[1]
        if length < 17 or length > 4096:
            return False
        whole = first[2 : 2 + length]
        if len(whole) < length:
            undecided = undecided or known
        elif _reads(whole) if known else is_message(whole):
            return True
    return None if undecided else False
