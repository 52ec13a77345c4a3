"""HTTP/1 and HTTP/2 in the clear, or as a key log opened it -> the table `http`."""

from __future__ import annotations

from typing import ClassVar, Final

from gifthorse.formats.http.conversation import Conversation, Part
from gifthorse.formats.http.conversation2 import Conversation2
from gifthorse.formats.http.frames import PREFACE
from gifthorse.formats.http.head import is_request, is_response
from gifthorse.formats.http.kinds import kind
from gifthorse.readers.capture.dissect import http_rows
from gifthorse.readers.capture.dissect.dissector import IN, OUT, Context, Dissector, Flow, Opening

ENOUGH_OF_BODY: Final = 1 << 16
"""Bytes after which the rest of a body is skipped, unless it is one that a phone might install or run."""
_CODE: Final = frozenset({"apk", "dex", "elf", "jar", "zip", "vdex", "oat", "ota", "script", "pe"})
_METHOD: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ-")


class Http(Dissector):
    """HTTP/1.0 and 1.1. After CONNECT or an upgrade the connection is recognised anew."""

    NAME: ClassVar[str] = "http"
    LIMIT: ClassVar[int] = 256 << 20
    __slots__ = ("_asking", "_conversation", "_judged")

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._conversation = Conversation()
        self._asking = -1
        self._judged: Part | None = None

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """A request or a response from either side; where the capture began late, the sides may be swapped."""
        if opening.transport != "tcp":
            return False
        if is_request(opening.out) or is_response(opening.into) or is_response(opening.out) or is_request(opening.into):
            return True
        start = opening.out or opening.into
        return None if len(start) < 16 and _METHOD.issuperset(start) else False

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """Bytes of one side."""
        if self._asking < 0:
            answers = data.startswith(b"HTTP/")
            self._asking = (IN if side == OUT else OUT) if answers else side
        conversation, asks = self._conversation, side == self._asking
        if gap:
            conversation.lose(asks, gap)
        for exchange in conversation.feed(asks, data, (packet, time)):
            http_rows.add(self.context, self.flow, exchange)
        if conversation.tunnel is not None:
            self._leave()
        elif conversation.broken:
            self.enough = True
        else:
            self._skip(side, asks)

    def finish(self) -> None:
        """What is left, complete or not."""
        for exchange in self._conversation.close():
            http_rows.add(self.context, self.flow, exchange)

    def _leave(self) -> None:
        conversation = self._conversation
        rests = conversation.rest(self._asking == OUT), conversation.rest(self._asking != OUT)
        if conversation.tunnel in ("connect", "h2c", "websocket"):
            self.rest = ("websocket" if conversation.tunnel == "websocket" else "http", *rests)
        else:
            self.enough = True
        if conversation.tunnel_target:
            self.flow.called(conversation.tunnel_target.rpartition(":")[0].strip("[]").lower(), "http")

    def _skip(self, side: int, asks: bool) -> None:
        part = self._conversation.part(asks)
        if part is None or part is self._judged or part.body.size < ENOUGH_OF_BODY:
            return
        self._judged = part
        if part.body.left > 0 and kind(part.body.kept) not in _CODE:
            self.skip[side] = part.body.leave_out()


class Http2(Dissector):
    """HTTP/2; without a key log only where it is not encrypted."""

    NAME: ClassVar[str] = "http2"
    LIMIT: ClassVar[int] = 64 << 20
    __slots__ = ("_conversation",)

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._conversation = Conversation2()

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """The client's preface."""
        if opening.transport != "tcp":
            return False
        if opening.out.startswith(PREFACE):
            return True
        return None if PREFACE.startswith(opening.out) else False

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """Bytes of one side."""
        if gap:
            self._conversation.lose(side == OUT, gap)
        for exchange in self._conversation.feed(side == OUT, data, (packet, time)):
            http_rows.add(self.context, self.flow, exchange)
        self.enough = self._conversation.broken

    def finish(self) -> None:
        """What is left, complete or not."""
        for exchange in self._conversation.close():
            http_rows.add(self.context, self.flow, exchange)
