"""MQTT's first packet (3.1, 3.1.1 and 5.0): who a device says it is, and with which password."""

from __future__ import annotations

from typing import Final, NamedTuple

from gifthorse.formats.shown import shown

_NAMES: Final = (b"\0\4MQTT", b"\0\6MQIsdp")


class Connect(NamedTuple):
    """A CONNECT packet; None for what it leaves out."""

    level: int
    client: str
    username: str | None
    password: str | None
    will_topic: str | None


def is_connect(data: bytes) -> bool:
    """Whether a stream begins with a CONNECT packet."""
    return data[:1] == b"\x10" and any(name in data[1:13] for name in _NAMES)


def connect(data: bytes) -> Connect | None:
    """The first packet of a client; None if it is none or not all here."""
    at, length = _length(data, 1)
    if at < 0 or len(data) < at + length:
        return None
    end = at + length
    name, at = _text(data, at, end)
    if name not in (b"MQTT", b"MQIsdp") or at + 4 > end:
        return None
    level, flags = data[at], data[at + 1]
    at += 4
    if level >= 5:
        at = _skip_properties(data, at)
    client, at = _text(data, at, end)
    will = username = password = None
    if flags & 4:
        if level >= 5:
            at = _skip_properties(data, at)
        will, at = _text(data, at, end)
        _, at = _text(data, at, end)
    if flags & 0x80:
        username, at = _text(data, at, end)
    if flags & 0x40:
        password, at = _text(data, at, end)
    return Connect(level, shown(client or b""), _shown(username), _shown(password), _shown(will))


def _shown(value: bytes | None) -> str | None:
    return None if value is None else shown(value)


def _length(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in (0, 7, 14, 21):
        if at >= len(data):
            return -1, 0
        value |= (data[at] & 0x7F) << shift
        at += 1
        if data[at - 1] < 0x80:
            return at, value
    return -1, 0


def _text(data: bytes, at: int, end: int) -> tuple[bytes | None, int]:
    if at < 0 or at + 2 > end:
        return None, end
    stop = at + 2 + (data[at] << 8 | data[at + 1])
    return (data[at + 2 : stop], stop) if stop <= end else (None, end)


def _skip_properties(data: bytes, at: int) -> int:
    after, length = _length(data, at)
    return after + length if after >= 0 else len(data)
