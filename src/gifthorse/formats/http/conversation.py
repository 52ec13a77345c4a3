"""An HTTP/1 connection from both sides' bytes: requests paired with responses, pipelined or not (RFC 9112).

No I/O and no clock: whoever puts the streams together feeds them here in the order they were seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from gifthorse.formats.http.body import Body, framing
from gifthorse.formats.http.head import MAX_HEAD, Head, end_of_head, head

MAX_WAITING: Final = 1024


@dataclass(slots=True)
class Part:
    """A request or a response; `mark` is whatever the caller fed with the bytes its head ended in."""

    head: Head
    body: Body
    mark: Any


@dataclass(slots=True)
class Exchange:
    """A request and its response; either may be missing where the capture began late, ended early or lost packets."""

    request: Part | None
    response: Part | None


class _Side:
    __slots__ = ("broken", "buffer", "part")

    def __init__(self) -> None:
        self.buffer = b""
        self.part: Part | None = None
        self.broken = False


class Conversation:
    """Feed both directions; `feed` and `close` hand out the exchanges that are complete.

    `tunnel` is set once the connection stops being HTTP: connect, or the protocol of an upgrade such as websocket. Feed
    what follows elsewhere then, beginning with what `rest` has.
    """

    def __init__(self) -> None:
        self.tunnel: str | None = None
        self.tunnel_target = ""
        self._sides = (_Side(), _Side())  # who asks, who answers
        self._waiting: list[Exchange] = []
        self._done: list[Exchange] = []

    @property
    def broken(self) -> bool:
        """Whether neither side can be read any further."""
        return all(side.broken for side in self._sides)

    def part(self, asking: bool) -> Part | None:
        """The message of one side whose body is still coming."""
        return self._sides[0 if asking else 1].part

    def rest(self, asking: bool) -> bytes:
        """What was received of one side after the connection became a tunnel."""
        return self._sides[0 if asking else 1].buffer

    def feed(self, asking: bool, data: bytes, mark: Any = None) -> list[Exchange]:
        """Take in bytes of the side that asks or of the one that answers."""
        side = self._sides[0 if asking else 1]
        if side.broken:
            return []
        if self.tunnel is not None:
            side.buffer += data
            return []
        self._read(side, asking, data, mark)
        return self._take()

    def lose(self, asking: bool, count: int) -> None:
        """The capture misses `count` bytes of this side."""
        side = self._sides[0 if asking else 1]
        if side.part is not None and not side.buffer and side.part.body.lose(count):
            if side.part.body.done:
                self._finish(side, asking)
        else:
            side.broken = True

    def close(self) -> list[Exchange]:
        """The connection, or the capture, has ended: everything that is left, complete or not."""
        for asking, side in ((True, self._sides[0]), (False, self._sides[1])):
            if side.part is not None:
                side.part.body.close()
                self._finish(side, asking)
        left = self._take() + self._waiting
        self._waiting = []
        return left

    def _read(self, side: _Side, asking: bool, data: bytes, mark: Any) -> None:
        while data or side.buffer:
            if side.part is None:
                data = side.buffer + data if side.buffer else data
                searched, side.buffer = max(0, len(side.buffer) - 3), b""
                data = self._begin(side, asking, data, searched, mark)
                if side.part is None:
                    return
            if self.tunnel is not None:
                side.buffer = data
                return
            data = side.part.body.feed(data)
            if not side.part.body.done:
                return
            self._finish(side, asking)

    def _begin(self, side: _Side, asking: bool, data: bytes, searched: int, mark: Any) -> bytes:
        """Read a head; what follows it. Without a whole head the bytes wait in the buffer."""
        if not searched and data[:1] in b"\r\n":
            data = data.lstrip(b"\r\n")  # old clients send an empty line after a body
        end, after = end_of_head(data, searched)
        if end < 0:
            if len(data) > MAX_HEAD:
                side.broken = True
            else:
                side.buffer = data
            return b""
        read = head(data[:end]) if end <= MAX_HEAD else None
        if read is None or (read.status == 0) is not asking:
            side.broken = True
            return b""
        if asking:
            self._request(side, read, mark)
        else:
            self._response(side, read, mark)
        return data[after:]

    def _request(self, side: _Side, read: Head, mark: Any) -> None:
        side.part = Part(read, Body(*framing(read, asked=None)), mark)
        if len(self._waiting) < MAX_WAITING:
            self._waiting.append(Exchange(side.part, None))

    def _response(self, side: _Side, read: Head, mark: Any) -> None:
        waiting = next((e for e in self._waiting if e.response is None), None)
        request = waiting.request if waiting else None
        asked = request.head.method if request else "GET"
        part = side.part = Part(read, Body(*framing(read, asked=asked)), mark)
        if 100 <= read.status < 200 and read.status != 101:
            return  # only says that the real answer is to come
        if waiting is None:
            waiting = Exchange(None, None)
            self._waiting.append(waiting)
        waiting.response = part
        if read.status == 101:
            self.tunnel = (read.get("upgrade") or "unknown").lower()
        elif asked == "CONNECT" and read.status < 300:
            self.tunnel = "connect"
            self.tunnel_target = request.head.target if request else ""

    def _finish(self, side: _Side, asking: bool) -> None:
        part, side.part = side.part, None
        if asking or part is None:
            return
        if self._waiting and self._waiting[0].response is part:
            self._done.append(self._waiting.pop(0))

    def _take(self) -> list[Exchange]:
        if self.tunnel is not None and self._waiting and self._waiting[0].response is not None:
            self._done.append(self._waiting.pop(0))
        done, self._done = self._done, []
        return done
