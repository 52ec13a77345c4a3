"""QUIC, and DTLS beside it: hellos in datagrams -> the table `tls`."""

from __future__ import annotations

from typing import ClassVar, Final

from gifthorse.formats.quic import google
from gifthorse.formats.quic.packet import is_initial
from gifthorse.formats.quic.session import QuicSession
from gifthorse.formats.tls.datagram import DatagramSession, is_datagram
from gifthorse.readers.capture.dissect import tls_rows
from gifthorse.readers.capture.dissect.dissector import OUT, Context, Dissector, Flow, Opening

MAX_DATAGRAMS: Final = 64


class Quic(Dissector):
    """Until both hellos are known, or it is clear that they will not be."""

    NAME: ClassVar[str] = "quic"
    __slots__ = ("_count", "_mark", "_session")

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._session = QuicSession()
        self._mark: tuple[int, int] | None = None
        self._count = 0

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """An Initial packet of a known version from either side."""
        return opening.transport == "udp" and (is_initial(opening.out) or is_initial(opening.into))

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """One datagram."""
        del gap
        if self._session.hello is None:
            self._mark = (packet, time)
        self._session.feed(side == OUT, data)
        self._count += 1
        self.enough = self._session.settled or self._count >= MAX_DATAGRAMS

    def finish(self) -> None:
        """The row, if any hello was read."""
        session = self._session
        if session.hello is None and session.server is None:
            return
        tls_rows.add(
            self.context,
            self.flow,
            "quic",
            self._mark or (0, -1),
            hello=session.hello,
            server=session.server,
            chain=[],
            client_chain=[],
            alerts=[]
            if session.close_error is None or session.close_error >> 8 != 1
            else [(True, session.close_error & 0xFF)],
            group_number=session.server.key_share if session.server else None,
            resumed=session.server.pre_shared if session.server else None,
        )


class GoogleQuic(Dissector):
    """Google's QUIC before the standard: the name in its hello."""

    NAME: ClassVar[str] = "gquic"
    __slots__ = ("_count",)

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._count = 0

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """A version that a client names."""
        return opening.transport == "udp" and google.version(opening.out) is not None

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """One datagram."""
        del side, time, packet, gap
        self._count += 1
        name = google.server_name(data)
        if name:
            self.flow.called(name.lower(), "quic")
        self.enough = bool(name) or self._count >= 8


class Dtls(Dissector):
    """DTLS 1.0 and 1.2."""

    NAME: ClassVar[str] = "dtls"
    __slots__ = ("_count", "_mark", "_session")

    def __init__(self, flow: Flow, context: Context) -> None:
        super().__init__(flow, context)
        self._session = DatagramSession()
        self._mark: tuple[int, int] | None = None
        self._count = 0

    @staticmethod
    def recognise(opening: Opening) -> bool | None:
        """A plaintext record."""
        return opening.transport == "udp" and (is_datagram(opening.out) or is_datagram(opening.into))

    def feed(self, side: int, data: bytes, time: int, packet: int, gap: int) -> None:
        """One datagram."""
        del gap
        if self._mark is None or self._session.hello is None:
            self._mark = (packet, time)
        self._session.feed(side == OUT, data)
        self._count += 1
        self.enough = self._session.settled or self._count >= MAX_DATAGRAMS

    def finish(self) -> None:
        """The row, if anything of the handshake was read."""
        session = self._session
        if session.hello is None and session.server is None:
            return
        outward = session.client_outward
        tls_rows.add(
            self.context,
            self.flow,
            "dtls",
            self._mark or (0, -1),
            hello=session.hello,
            server=session.server,
            chain=session.certificates,
            client_chain=[],
            alerts=[(out is outward, number) for out, number in session.alerts],
            group_number=session.server.key_share if session.server else None,
        )
