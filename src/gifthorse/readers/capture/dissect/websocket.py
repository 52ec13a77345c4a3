"""WebSockets after an upgrade of HTTP: the client's messages are searched for identifiers."""

from __future__ import annotations

from typing import ClassVar, Final

from gifthorse.formats.http.kinds import kind
from gifthorse.formats.http.websocket import Messages
from gifthorse.formats.identifiers.find import in_text
from gifthorse.readers.capture.dissect import tokens
from gifthorse.readers.capture.dissect.dissector import OUT, Context, Dissector, Flow, Opening

MAX_MESSAGES: Final = 256


class WebSocket(Dissector):
    """Until enough of the client's messages were read."""

    NAME: ClassVar[str] = "websocket"
    LIMIT: ClassVar[int] = 1 << 20
    __slots__ = ("_count", "_messages")

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._messages = Messages()
        self._count = 0

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """Whatever follows the agreement."""
        return opening.over == "websocket"

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """Bytes of one side."""
        if side != OUT:
            return
        if gap or self._messages.broken:
            self.enough = True
            return
        for message in self._messages.feed(data):
            self._count += 1
            found = in_text(message, kind(message)) if message else []
            if found:
                tokens.add(self.context, self.flow, "body", found, (packet, time))
        self.enough = self._count >= MAX_MESSAGES
