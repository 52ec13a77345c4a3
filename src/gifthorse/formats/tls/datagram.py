"""DTLS 1.0 and 1.2 (RFC 6347): messages from datagrams, which may come twice, in pieces and out of order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gifthorse.errors import FormatError
from gifthorse.formats.tls import handshake as hs
from gifthorse.formats.tls.certificate_message import chain
from gifthorse.formats.tls.client_hello import ClientHello, client_hello
from gifthorse.formats.tls.records import ALERT, HANDSHAKE
from gifthorse.formats.tls.server_hello import ServerHello, server_hello

MAX_PIECES: Final = 256
MAX_MESSAGES: Final = 32  # in one record
_VERSIONS: Final = frozenset({0xFEFF, 0xFEFD, 0x0100})


def is_datagram(data: bytes) -> bool:
    """Whether a datagram begins with a plaintext DTLS record."""
    return (
        len(data) >= 13
        and 20 <= data[0] <= 24
        and (data[1] << 8 | data[2]) in _VERSIONS
        and 13 + (data[11] << 8 | data[12]) <= len(data)
    )


class DatagramSession:
    """Feed datagrams of both directions; read the attributes at any time."""

    def __init__(self) -> None:
        self.hello: ClientHello | None = None
        self.server: ServerHello | None = None
        self.client_outward = True
        self.certificates: list[bytes] = []
        self.alerts: list[tuple[bool, int]] = []
        self.encrypted = [False, False]
        self._pieces: dict[tuple[int, int], dict[int, bytes]] = {}

    @property
    def settled(self) -> bool:
        """Whether both sides encrypt: nothing more will be readable."""
        return all(self.encrypted)

    def feed(self, outward: bool, data: bytes) -> None:
        """Take in one datagram."""
        side = 0 if outward else 1
        at = 0
        while at + 13 <= len(data):
            stop = at + 13 + (data[at + 11] << 8 | data[at + 12])
            if (data[at + 1] << 8 | data[at + 2]) not in _VERSIONS or stop > len(data):
                return
            epoch = data[at + 3] << 8 | data[at + 4]
            if epoch:
                self.encrypted[side] = True
            elif data[at] == HANDSHAKE:
                for kind, body in self._messages(side, data[at + 13 : stop]):
                    try:
                        self._message(side, kind, body)
                    except FormatError:
                        continue
            elif data[at] == ALERT and stop - at == 15 and len(self.alerts) < 16:
                self.alerts.append((outward, data[at + 14]))
            at = stop

    def _messages(self, side: int, payload: bytes) -> Iterator[tuple[int, bytes]]:
        at = 0
        for _ in range(MAX_MESSAGES):
            if at + 12 > len(payload):
                return
            kind = payload[at]
            length = int.from_bytes(payload[at + 1 : at + 4], "big")
            number = payload[at + 4] << 8 | payload[at + 5]
            offset = int.from_bytes(payload[at + 6 : at + 9], "big")
            size = int.from_bytes(payload[at + 9 : at + 12], "big")
            piece = payload[at + 12 : at + 12 + size]
            at += 12 + size
            if len(piece) != size or length > hs.MAX_MESSAGE or offset + size > length:
                return
            if size == length:
                yield kind, piece
                continue
            if len(self._pieces) >= MAX_PIECES:
                return
            pieces = self._pieces.setdefault((side, number), {})
            if len(pieces) < MAX_PIECES:
                pieces.setdefault(offset, piece)
            whole = b""
            for start in sorted(pieces):
                if start > len(whole):
                    break
                whole += pieces[start][len(whole) - start :]
            if len(whole) >= length:
                del self._pieces[side, number]
                yield kind, whole[:length]

    def _message(self, side: int, kind: int, body: bytes) -> None:
        if kind == hs.CLIENT_HELLO:
            self.client_outward = side == 0
            self.hello = client_hello(body, datagram=True)  # the second one, with the cookie, counts
        elif kind == hs.SERVER_HELLO:
            answer = server_hello(body)
            if not answer.retry:
                self.server = answer
        elif kind == hs.CERTIFICATE and side == (1 if self.client_outward else 0):
            self.certificates = self.certificates or chain(body)
