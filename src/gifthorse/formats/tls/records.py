"""One side of a TLS connection as records: RFC 8446 section 5.1, and the headers of SSL 2.0 (RFC 6101 appendix E)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from gifthorse.formats.pending import Pending

CHANGE_CIPHER: Final = 20
ALERT: Final = 21
HANDSHAKE: Final = 22
APPLICATION: Final = 23
HEARTBEAT: Final = 24
SSL2_MESSAGE: Final = 128  # ours: the payload is a whole SSL 2.0 message

MAX_PAYLOAD: Final = (1 << 14) + 2048  # RFC 5246 6.2.3
SSL2_CLIENT_HELLO: Final = 1
SSL2_SERVER_HELLO: Final = 4


class Record(NamedTuple):
    """One record; `header` are its five bytes, which TLS 1.3 authenticates."""

    kind: int
    version: int
    payload: bytes
    header: bytes


class Records:
    """Cuts a stream into records. `broken` says where it stopped following the protocol; nothing is read after that."""

    __slots__ = ("_first", "_pending", "broken")

    def __init__(self) -> None:
        self._pending = Pending()
        self._first = True
        self.broken: str | None = None

    def feed(self, data: bytes) -> Iterator[Record]:
        """The records that `data` completes."""
        if self.broken:
            return
        buffer = self._pending.add(data)
        if buffer is None:
            return
        at, end, need = 0, len(buffer), 5
        if self._first and end >= 5:
            self._first = False
            if is_ssl2(buffer):
                yield from self._ssl2(buffer)
                return
        while at + 5 <= end:
            kind, major = buffer[at], buffer[at + 1]
            length = buffer[at + 3] << 8 | buffer[at + 4]
            if not (20 <= kind <= 25 and (major in (3, 0x7F))) or length > MAX_PAYLOAD:
                self.broken = "What follows is no TLS record."
                break
            stop = at + 5 + length
            if stop > end:
                need = 5 + length
                break
            yield Record(kind, major << 8 | buffer[at + 2], buffer[at + 5 : stop], buffer[at : at + 5])
            at = stop
        self._pending.keep(buffer[at:], need)

    def _ssl2(self, buffer: bytes) -> Iterator[Record]:
        length = (buffer[0] & 0x7F) << 8 | buffer[1]
        if len(buffer) < length + 2:
            self._pending.keep(buffer, length + 2)
            self._first = True
            return
        message = buffer[2 : length + 2]
        version = int.from_bytes(message[1:3] if message[0] == SSL2_CLIENT_HELLO else message[3:5], "big")
        yield Record(SSL2_MESSAGE, version, message, b"")
        if message[0] == SSL2_SERVER_HELLO or version == 2:
            self.broken = "What follows is encrypted by SSL 2.0."
            return
        yield from self.feed(buffer[length + 2 :])  # a TLS client that greets old servers too: TLS records follow

    def rest(self) -> bytes:
        """What was received of a record that is not complete."""
        return self._pending.peek()


def is_record(data: bytes) -> bool:
    """Whether `data` begins like a TLS record (or an SSL 2.0 hello)."""
    if len(data) < 5:
        return False
    if 20 <= data[0] <= 24 and data[1] == 3 and data[2] <= 4:
        return 0 < (data[3] << 8 | data[4]) <= MAX_PAYLOAD
    return is_ssl2(data)


def is_ssl2(data: bytes) -> bool:
    """Whether `data` begins with a hello of SSL 2.0's form, which TLS clients once sent too."""
    if len(data) < 5 or not data[0] & 0x80:
        return False
    length = (data[0] & 0x7F) << 8 | data[1]
    if data[2] == SSL2_CLIENT_HELLO:
        return 9 <= length <= 4096 and (data[3], data[4]) in ((0, 2), (3, 0), (3, 1), (3, 2), (3, 3))
    if data[2] == SSL2_SERVER_HELLO and len(data) >= 7:
        return length >= 11 and data[3] <= 1 and data[4] <= 3 and data[5:7] == b"\0\2"
    return False
