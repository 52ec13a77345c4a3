"""STUN, and the DTLS that WebRTC speaks between the same two ports afterwards."""

from __future__ import annotations

from typing import ClassVar, Final

from gifthorse.formats.protocols import stun
from gifthorse.formats.tls.datagram import is_datagram
from gifthorse.readers.capture.dissect.dissector import Context, Dissector, Flow, Opening
from gifthorse.readers.capture.dissect.quic import Dtls

MAX_DATAGRAMS: Final = 256


class Stun(Dissector):
    """Called webrtc once DTLS follows."""

    NAME: ClassVar[str] = "stun"
    __slots__ = ("_count", "_dtls")

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._count = 0
        self._dtls: Dtls | None = None

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """A STUN message from either side."""
        if opening.transport != "udp":
            return False
        return stun.is_message(opening.out) or stun.is_message(opening.into)

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """One datagram."""
        self._count += 1
        if is_datagram(data):
            if self._dtls is None:
                self.flow.protocol = "webrtc"
                self._dtls = Dtls(self.flow, self.context)
            self._dtls.feed(side, data, time, packet, gap)
            self.enough = self._dtls.enough
        if self._count >= MAX_DATAGRAMS:
            self.enough = True

    def finish(self) -> None:
        """What DTLS has."""
        if self._dtls is not None:
            self._dtls.finish()
