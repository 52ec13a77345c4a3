"""An HTTP/2 connection from both sides' bytes, as the same exchanges that HTTP/1 gives (RFC 9113)."""

from __future__ import annotations

from typing import Any, Final

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats.http import frames as fr
from gifthorse.formats.http.body import CLOSE, Body
from gifthorse.formats.http.conversation import Exchange, Part
from gifthorse.formats.http.head import Head
from gifthorse.formats.http.hpack import Decoder

MAX_OPEN: Final = 512
MAX_BLOCK: Final = 1 << 18
MAX_CONTINUATIONS: Final = 64


class Conversation2:
    """Feed both directions; `feed` and `close` hand out the exchanges that are complete."""

    def __init__(self) -> None:
        self._frames = {True: fr.Frames(greets=True), False: fr.Frames(greets=False)}
        self._decoders = {True: Decoder(), False: Decoder()}
        self._blocks: dict[bool, tuple[fr.Frame, bytes] | None] = {True: None, False: None}
        self._continued = {True: 0, False: 0}
        self._lost = {True: False, False: False}
        self._open: dict[int, Exchange] = {}
        self._done: list[Exchange] = []
        self.problem: str | None = None

    @property
    def broken(self) -> bool:
        """Whether neither side can be read any further."""
        return all(f.broken for f in self._frames.values())

    def feed(self, asking: bool, data: bytes, mark: Any = None) -> list[Exchange]:
        """Take in bytes of the side that asks or of the one that answers."""
        for frame in self._frames[asking].feed(data):
            try:
                self._frame(asking, frame, mark)
            except FormatError as error:
                self.problem = str(error)
                self._lost[asking] = True
        done, self._done = self._done, []
        return done

    def lose(self, asking: bool, _count: int) -> None:
        """The capture misses bytes of this side: where the next frame begins is not known any more."""
        self._frames[asking].broken = True

    def close(self) -> list[Exchange]:
        """The connection, or the capture, has ended: everything that is left, complete or not."""
        left = list(self._open.values())
        self._open.clear()
        return left

    def _frame(self, asking: bool, frame: fr.Frame, mark: Any) -> None:
        if frame.kind in (fr.HEADERS, fr.PUSH):
            self._continued[asking] = 0
            self._block(asking, frame, frame.payload, ends=bool(frame.flags & fr.END_HEADERS), mark=mark)
        elif frame.kind == fr.CONTINUATION:
            begun = self._blocks[asking]
            if begun is not None and begun[0].stream == frame.stream:
                self._continued[asking] += 1
                if self._continued[asking] > MAX_CONTINUATIONS:
                    raise LimitError("An HTTP/2 message is cut into too many pieces.")
                whole = begun[1] + frame.payload
                self._block(asking, begun[0], whole, ends=bool(frame.flags & fr.END_HEADERS), mark=mark)
        elif frame.kind == fr.DATA:
            exchange = self._open.get(frame.stream)
            part = None if exchange is None else exchange.request if asking else exchange.response
            if part is not None:
                part.body.feed(frame.payload)
            if frame.flags & fr.END_STREAM:
                self._end(asking, frame.stream)
        elif frame.kind == fr.RESET and frame.stream in self._open:
            self._done.append(self._open.pop(frame.stream))

    def _block(self, asking: bool, frame: fr.Frame, block: bytes, *, ends: bool, mark: Any) -> None:
        if not ends:
            self._blocks[asking] = (frame, block) if len(block) <= MAX_BLOCK else None
            return
        self._blocks[asking] = None
        if self._lost[asking]:
            return  # an earlier block could not be read, so that references lead astray
        headers = self._decoders[asking].read(block)
        if frame.kind == fr.PUSH:
            return
        self._headers(asking, frame, headers, mark)
        if frame.flags & fr.END_STREAM:
            self._end(asking, frame.stream)

    def _headers(self, asking: bool, frame: fr.Frame, headers: list[tuple[str, str]], mark: Any) -> None:
        exchange = self._open.get(frame.stream)
        if exchange is None:
            if len(self._open) >= MAX_OPEN:
                self._done.append(self._open.pop(next(iter(self._open))))
            exchange = self._open[frame.stream] = Exchange(None, None)
        if (exchange.request if asking else exchange.response) is not None:
            return  # trailers
        first = dict(headers[:8])
        status = first.get(":status", "")
        number = int(status) if status.isascii() and status.isdigit() and len(status) == 3 else 0
        if not asking and 100 <= number < 200:
            return
        read = Head(
            method=first.get(":method", ""),
            target=first.get(":path", ""),
            status=number,
            version="2",
            headers=tuple(headers),
        )
        part = Part(read, Body(CLOSE), mark)
        if asking:
            exchange.request = part
        else:
            exchange.response = part

    def _end(self, asking: bool, stream: int) -> None:
        exchange = self._open.get(stream)
        if exchange is None:
            return
        part = exchange.request if asking else exchange.response
        if part is not None:
            part.body.close()
        if not asking:
            self._done.append(self._open.pop(stream))
