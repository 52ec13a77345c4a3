"""HTTP/2 frames (RFC 9113 section 4 and 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from gifthorse.formats.pending import Pending

PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RESET, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION = range(10)
END_STREAM: Final = 1
END_HEADERS: Final = 4
PADDED: Final = 8
WITH_PRIORITY: Final = 0x20
MAX_FRAME: Final = 1 << 20


class Frame(NamedTuple):
    """One frame; `payload` without padding and priority."""

    kind: int
    flags: int
    stream: int
    payload: bytes


class Frames:
    """Cuts one side of a connection into frames; `broken` once what follows is none."""

    __slots__ = ("_greeted", "_pending", "broken")

    def __init__(self, *, greets: bool) -> None:
        self._pending = Pending()
        self._greeted = not greets  # the client's side begins with the preface
        self.broken = False

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that `data` completes."""
        buffer = self._pending.add(data)
        if buffer is None:
            return
        at, need = 0, 9
        if not self._greeted:
            if len(buffer) < len(PREFACE):
                self._pending.keep(buffer)
                self.broken = not PREFACE.startswith(buffer)
                return
            self._greeted = True
            if buffer.startswith(PREFACE):
                at = len(PREFACE)
            else:
                self.broken = True
        while not self.broken and at + 9 <= len(buffer):
            length = int.from_bytes(buffer[at : at + 3], "big")
            if length > MAX_FRAME:
                self.broken = True
                break
            stop = at + 9 + length
            if stop > len(buffer):
                need = 9 + length
                break
            kind, flags = buffer[at + 3], buffer[at + 4]
            stream = int.from_bytes(buffer[at + 5 : at + 9], "big") & 0x7FFFFFFF
            yield Frame(kind, flags, stream, _bare(kind, flags, buffer[at + 9 : stop]))
            at = stop
        if not self.broken:
            self._pending.keep(buffer[at:], need)


def _bare(kind: int, flags: int, payload: bytes) -> bytes:
    if kind in (DATA, HEADERS, PUSH) and flags & PADDED and payload:
        payload = payload[1 : max(1, len(payload) - payload[0])]
    if kind == HEADERS and flags & WITH_PRIORITY:
        payload = payload[5:]
    return payload[4:] if kind == PUSH else payload
