"""The data of resource records as zone files write it; kinds that nobody asks about in hexadecimal."""

from __future__ import annotations

import struct
from collections.abc import Callable
from socket import AF_INET6, inet_ntop
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.dns.names import name
from gifthorse.formats.dns.svcb import parameters
from gifthorse.formats.shown import shown

MAX_VALUE: Final = 4096
MAX_STRINGS: Final = 64
_Known = dict[int, str]


def value(data: bytes, at: int, length: int, kind: int, known: _Known) -> str:
    """The data of one record of type `kind`, at most 4096 characters; FormatError where a name in it is broken."""
    if kind == 1 and length == 4:
        return "%d.%d.%d.%d" % tuple(data[at : at + 4])  # noqa: UP031  # half the time of an f-string, and the hot path
    if kind == 28 and length == 16:
        return inet_ntop(AF_INET6, data[at : at + 16])
    reader = _READERS.get(kind)
    if reader is None:
        return data[at : at + min(length, MAX_VALUE // 2)].hex()
    try:
        return reader(data, at, length, known)[:MAX_VALUE]
    except (struct.error, IndexError):
        raise FormatError("The data of a DNS record is shorter than its kind needs.", at) from None


def _name(data: bytes, at: int, _length: int, known: _Known) -> str:
    text, _ = name(data, at, known)
    known[at] = text
    return text or "."


def _numbers_and_name(form: str) -> Callable[[bytes, int, int, _Known], str]:
    read = struct.Struct(form)

    def reader(data: bytes, at: int, length: int, known: _Known) -> str:
        numbers = read.unpack_from(data, at)
        return " ".join([*map(str, numbers), _name(data, at + read.size, length, known)])

    return reader


def _soa(data: bytes, at: int, _length: int, known: _Known) -> str:
    server, at = name(data, at, known)
    person, at = name(data, at, known)
    return f"{server} {person} " + " ".join(map(str, struct.unpack_from(">5I", data, at)))


def _strings(data: bytes, at: int, length: int, _known: _Known) -> str:
    """TXT and its like; the pieces are one text to those who use them, so they are joined."""
    end = min(at + length, len(data))
    found: list[bytes] = []
    while at < end and len(found) < MAX_STRINGS:
        stop = min(at + 1 + data[at], end)
        found.append(data[at + 1 : stop])
        at = stop
    return shown(b"".join(found))


def _naptr(data: bytes, at: int, _length: int, known: _Known) -> str:
    order, preference = struct.unpack_from(">HH", data, at)
    at += 4
    texts = []
    for _ in range(3):
        texts.append(shown(data[at + 1 : at + 1 + data[at]]))
        at += 1 + data[at]
    return " ".join((str(order), str(preference), *texts, name(data, at, known)[0] or "."))


def _caa(data: bytes, at: int, length: int, _known: _Known) -> str:
    tag = data[at + 2 : at + 2 + data[at + 1]]
    return f"{data[at]} {shown(tag)} {shown(data[at + 2 + len(tag) : at + length])}"


def _svcb(data: bytes, at: int, length: int, known: _Known) -> str:
    end = at + length
    priority = data[at] << 8 | data[at + 1]
    target, at = name(data, at + 2, known)
    return " ".join([str(priority), target or ".", *parameters(data, at, end)])


def _digest(form: str) -> Callable[[bytes, int, int, _Known], str]:
    read = struct.Struct(form)

    def reader(data: bytes, at: int, length: int, _known: _Known) -> str:
        numbers = read.unpack_from(data, at)
        return " ".join([*map(str, numbers), data[at + read.size : at + length][:1024].hex()])

    return reader


def _netbios(data: bytes, at: int, length: int, _known: _Known) -> str:
    """Addresses behind two bytes of flags each (RFC 1002 4.2.1.3)."""
    pairs = min(length // 6, MAX_STRINGS)
    return " ".join(".".join(map(str, data[at + 6 * i + 2 : at + 6 * i + 6])) for i in range(pairs))


def _options(data: bytes, at: int, length: int, _known: _Known) -> str:
    """EDNS options by number; 8 is the client's own network, which tells the servers where it is."""
    end = at + length
    found: list[str] = []
    while at + 4 <= end and len(found) < MAX_STRINGS:
        code, size = struct.unpack_from(">HH", data, at)
        found.append(f"{code}={data[at + 4 : min(at + 4 + size, end)][:64].hex()}")
        at += 4 + size
    return " ".join(found)


_READERS: Final[dict[int, Callable[[bytes, int, int, _Known], str]]] = {
    2: _name,
    5: _name,
    6: _soa,
    12: _name,
    13: _strings,
    15: _numbers_and_name(">H"),
    16: _strings,
    18: _numbers_and_name(">H"),
    32: _netbios,
    33: _numbers_and_name(">3H"),
    35: _naptr,
    36: _numbers_and_name(">H"),
    39: _name,
    41: _options,
    43: _digest(">HBB"),
    44: _digest(">BB"),
    48: _digest(">HBB"),
    52: _digest(">BBB"),
    64: _svcb,
    65: _svcb,
    99: _strings,
    257: _caa,
}
