"""What DNS messages say, as the table `dns` shows it. The same is said again and again, so it is remembered."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from gifthorse.formats.dns.message import Message, Record, message
from gifthorse.formats.dns.netbios import plain
from gifthorse.formats.dns.numbers import rcode_name, type_name

MAX_ANSWERS: Final = 256
REMEMBERED_BYTES: Final = 1024
_OF_TRANSPORT: Final = (41, 47)  # records about the message or the lack of others


class Said(NamedTuple):
    """A question or the answer to one; `key` is by what both are told to belong together."""

    key: tuple[str, int]
    name: str
    type: str
    response: bool
    rcode: str | None
    answers: list[str] | None
    ttl: int | None


def said(data: bytes, transport: str) -> tuple[bool, tuple[Said, ...]]:
    """Whether a message answers, and what it says; raises FormatError where not even its questions can be read."""
    if 12 <= len(data) <= REMEMBERED_BYTES:
        return _remembered(data[2:], transport)
    return _read(data, transport)


@lru_cache(4096)
def _remembered(rest: bytes, transport: str) -> tuple[bool, tuple[Said, ...]]:
    """A message but for its identifier."""
    return _read(b"\0\0" + rest, transport)


def _read(data: bytes, transport: str) -> tuple[bool, tuple[Said, ...]]:
    read = message(data)
    if transport == "netbios":
        read = _in_clear(read)
    if not read.response:
        return False, tuple(question(q.name, q.kind) for q in read.questions)
    if transport == "mdns":
        return True, tuple(_announced(read))
    if not read.questions and read.answers:  # NetBIOS answers without repeating the question
        first = read.answers[0]
        return True, (answer(first.name, first.kind, read, read.answers),)
    return True, tuple(answer(q.name, q.kind, read, read.answers) for q in read.questions)


def question(name: str, kind: int) -> Said:
    """What a question says."""
    return Said((name.lower(), kind), name, type_name(kind), False, None, None, None)


def answer(name: str, kind: int, read: Message, records: tuple[Record, ...]) -> Said:
    """What an answer says of a name; `records` are those of the message that are about it."""
    shown = [_shown(r) for r in records[:MAX_ANSWERS]]
    ttl = min((r.ttl for r in records), default=None)
    return Said((name.lower(), kind), name, type_name(kind), True, rcode_name(read.rcode), shown, ttl)


def _announced(read: Message) -> list[Said]:
    """Everybody hears everything: each name that somebody announces counts."""
    grouped: dict[tuple[str, int], list[Record]] = {}
    for record in (*read.answers, *read.additional):
        if record.kind not in _OF_TRANSPORT:
            grouped.setdefault((record.name, record.kind), []).append(record)
    return [answer(name, kind, read, tuple(records)) for (name, kind), records in grouped.items()]


def _shown(record: Record) -> str:
    return record.value if record.kind in (1, 28, 32) else f"{type_name(record.kind)} {record.value}"


def _in_clear(read: Message) -> Message:
    questions = tuple(q._replace(name=plain(q.name)) for q in read.questions)
    return read._replace(questions=questions, answers=tuple(r._replace(name=plain(r.name)) for r in read.answers))
