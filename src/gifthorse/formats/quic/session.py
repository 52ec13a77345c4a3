"""One QUIC connection from both sides' datagrams: the hellos inside its Initial packets. Nothing later can be read."""

from __future__ import annotations

from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.quic.frames import Crypto
from gifthorse.formats.quic.initial import Keys, keys
from gifthorse.formats.quic.packet import INITIAL, NEGOTIATION, Packet, packets
from gifthorse.formats.tls import handshake as hs
from gifthorse.formats.tls.client_hello import ClientHello, client_hello
from gifthorse.formats.tls.server_hello import ServerHello, server_hello

MAX_OPENED: Final = 64


class QuicSession:
    """Feed datagrams of both directions; read the attributes at any time.

    The first side that sends an Initial packet is the client, unless its packet only opens with a server's keys.
    """

    def __init__(self) -> None:
        self.hello: ClientHello | None = None
        self.server: ServerHello | None = None
        self.version = 0
        self.client_outward = True
        self.close_error: int | None = None
        self.negotiated = False
        self._keys: tuple[Keys, Keys] | None = None
        self._crypto = (Crypto(), Crypto())
        self._messages = (hs.Messages(), hs.Messages())
        self._opened = 0

    @property
    def settled(self) -> bool:
        """Whether both hellos are known, or it is no use to go on."""
        return (self.hello is not None and self.server is not None) or self._opened >= MAX_OPENED

    def feed(self, outward: bool, data: bytes) -> None:
        """Take in one datagram."""
        for packet in packets(data):
            if packet.kind == NEGOTIATION:
                self.negotiated = True
            elif packet.kind == INITIAL and not self.settled:
                self._opened += 1
                self._initial(outward, data, packet)

    def _initial(self, outward: bool, data: bytes, packet: Packet) -> None:
        if self._keys is None:
            self.client_outward = outward
        side = 0 if outward is self.client_outward else 1
        payload = self._open(side, data, packet)
        if payload is None:
            return
        self.version = packet.version
        fresh = self._crypto[side].feed(payload)
        if self._crypto[side].close_error is not None:
            self.close_error = self._crypto[side].close_error
        try:
            for kind, body in self._messages[side].feed(fresh):
                if kind == hs.CLIENT_HELLO and not side:
                    self.hello = self.hello or client_hello(body)
                elif kind == hs.SERVER_HELLO and side:
                    answer = server_hello(body)
                    self.server = self.server or (None if answer.retry else answer)
        except FormatError:
            return

    def _open(self, side: int, data: bytes, packet: Packet) -> bytes | None:
        """After a Retry, or where the capture began late, the client's own destination makes the keys anew."""
        tried = [self._keys] if self._keys is not None else []
        if side == 0:
            tried.append(keys(packet.version, packet.destination))
        for pair in tried:
            try:
                payload = pair[side].open(data, packet)
            except FormatError:
                continue
            self._keys = pair
            return payload
        return None
