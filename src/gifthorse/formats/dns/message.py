"""DNS messages (RFC 1035 section 4, EDNS RFC 6891), also as mDNS and LLMNR use them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from gifthorse.errors import FormatError
from gifthorse.formats.dns.names import name
from gifthorse.formats.dns.numbers import TYPES
from gifthorse.formats.dns.rdata import value
from gifthorse.formats.pending import Pending

MAX_RECORDS: Final = 512
OPT: Final = 41

_HEADER: Final = struct.Struct(">6H").unpack_from
_QUESTION: Final = struct.Struct(">HH").unpack_from
_RECORD: Final = struct.Struct(">HHIH").unpack_from
_KNOWN_CLASSES: Final = frozenset({1, 3, 4, 254, 255})


class Question(NamedTuple):
    """What is asked; `klass` without mDNS's top bit."""

    name: str
    kind: int
    klass: int


class Record(NamedTuple):
    """One resource record; `value` as a zone file would write it, bounded."""

    name: str
    kind: int
    klass: int
    ttl: int
    value: str


class Message(NamedTuple):
    """One message. `whole` is False where records are missing at its end or cannot be read; what came before is here.

    `rcode` includes EDNS's upper bits. `edns` is the size of datagrams the sender takes, None without EDNS.
    """

    id: int
    response: bool
    opcode: int
    authoritative: bool
    truncated: bool
    rcode: int
    questions: tuple[Question, ...]
    answers: tuple[Record, ...]
    authority: tuple[Record, ...]
    additional: tuple[Record, ...]
    edns: int | None
    whole: bool


def message(data: bytes) -> Message:
    """Read one message; raises FormatError where not even its questions can be read."""
    if len(data) < 12:
        raise FormatError("A DNS message is shorter than its header.")
    ident, flags, asked, answered, authorities, more = _HEADER(data)
    if asked > MAX_RECORDS:
        raise FormatError("A DNS message claims too many questions.")
    known: dict[int, str] = {}
    at = 12
    questions = []
    for _ in range(asked):
        here = at
        text, at = name(data, at, known)
        if at + 4 > len(data):
            raise FormatError("A DNS question runs over the end of its message.", at)
        known[here] = text
        kind, klass = _QUESTION(data, at)
        questions.append(Question(text, kind, klass & 0x7FFF))
        at += 4
    sections: list[tuple[Record, ...]] = []
    rcode = flags & 15
    edns = None
    whole = True
    for count in (answered, authorities, more):
        found: list[Record] = []
        if count and whole:
            at, whole = _records(data, at, min(count, MAX_RECORDS), known, found)
            whole = whole and count <= MAX_RECORDS
        sections.append(tuple(found))
    for record in sections[2]:
        if record.kind == OPT:
            edns = record.klass
            rcode |= record.ttl >> 20 & 0xFF0
    return Message(
        ident,
        flags >= 0x8000,
        flags >> 11 & 15,
        bool(flags & 0x400),
        bool(flags & 0x200),
        rcode,
        tuple(questions),
        sections[0],
        sections[1],
        sections[2],
        edns,
        whole,
    )


def _records(data: bytes, at: int, count: int, known: dict[int, str], found: list[Record]) -> tuple[int, bool]:
    """Append up to `count` records; (offset behind the last one, whether all could be read)."""
    end = len(data)
    for _ in range(count):
        try:
            here = at
            text, at = name(data, at, known)
            if at + 10 > end:
                return at, False
            known[here] = text
            kind, klass, ttl, length = _RECORD(data, at)
            at += 10
            if at + length > end:
                return at, False
            shown = value(data, at, length, kind, known)
        except FormatError:
            return at, False
        found.append(Record(text, kind, klass if kind == OPT else klass & 0x7FFF, ttl, shown))
        at += length
    return at, True


def is_message(data: bytes) -> bool:
    """Whether a payload on an unknown port is a DNS message beyond doubt: one ordinary question, sane counts."""
    if len(data) < 17:
        return False
    _, flags, asked, answered, authorities, more = _HEADER(data)
    if asked != 1 or flags & 0x7870 or flags & 15 > 10 or answered > 64 or authorities > 64 or more > 64:
        return False
    if flags < 0x8000 and (answered or authorities or flags & 0x480):
        return False
    try:
        text, at = name(data, 12, {})
    except FormatError:
        return False
    if at + 4 > len(data) or not text or "\\" in text:
        return False
    kind, klass = _QUESTION(data, at)
    return kind in TYPES and klass in _KNOWN_CLASSES and (flags >= 0x8000 or more or at + 4 == len(data))


class Framed:
    """Messages out of a TCP stream, each behind its length (RFC 1035 4.2.2)."""

    __slots__ = ("_pending",)

    def __init__(self) -> None:
        self._pending = Pending()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The messages that `data` completes."""
        buffer = self._pending.add(data)
        if buffer is None:
            return
        at, end, need = 0, len(buffer), 2
        while at + 2 <= end:
            stop = at + 2 + (buffer[at] << 8 | buffer[at + 1])
            if stop > end:
                need = stop - at
                break
            yield buffer[at + 2 : stop]
            at = stop
        self._pending.keep(buffer[at:], need)
