"""One TLS connection from both sides' bytes: what was offered, chosen, shown, refused and, with keys, said.

No I/O and no clock: whoever puts the streams together feeds them here in the order they were seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from gifthorse.errors import FormatError
from gifthorse.formats.tls import handshake as hs
from gifthorse.formats.tls.certificate_message import chain, unpack
from gifthorse.formats.tls.client_hello import ClientHello, client_hello, ssl2_client_hello
from gifthorse.formats.tls.extensions import ALPN, extensions, protocols
from gifthorse.formats.tls.keylog import KeyLog
from gifthorse.formats.tls.numbers import cipher_name
from gifthorse.formats.tls.opening import Opening
from gifthorse.formats.tls.records import ALERT, APPLICATION, CHANGE_CIPHER, HANDSHAKE, SSL2_MESSAGE, Record, Records
from gifthorse.formats.tls.server_hello import ServerHello, server_hello, ssl2_server_hello
from gifthorse.formats.tls.suites import suite

MAX_HELD: Final = 1 << 20
MAX_ALERTS: Final = 16


class Alert(NamedTuple):
    """An alert that could be read; `outward` as fed."""

    outward: bool
    fatal: bool
    description: int


class Session:
    """Feed both directions; read the attributes at any time.

    `outward` is whatever the caller calls its first direction; who is client and who server is told by the messages.
    """

    def __init__(self, keys: KeyLog | None = None) -> None:
        self.hello: ClientHello | None = None
        self.second_hello: ClientHello | None = None  # the answer to a HelloRetryRequest
        self.server: ServerHello | None = None
        self.retried = False
        self.client_outward = True
        self.certificates: list[bytes] = []
        self.client_certificates: list[bytes] = []
        self.certificate_asked = False
        self.alerts: list[Alert] = []
        self.alpn: bytes | None = None
        self.group: int | None = None  # of the key exchange that was really done
        self.dh_bits: int | None = None
        self.decrypted = False
        self.problems: list[str] = []
        self._records = (Records(), Records())
        self._messages = (hs.Messages(), hs.Messages())
        self._encrypted = [False, False]
        self._held: list[tuple[int, Record]] = []
        self._held_bytes = 0
        self._hello_done = False
        self._opening = Opening(keys) if keys else None

    @property
    def settled(self) -> bool:
        """Whether more bytes can tell no more: both sides encrypt and no key is known, or both broke the protocol."""
        if self._opening is not None and (self.server is None or not self._opening.failed):
            return all(r.broken for r in self._records)
        return all(e or r.broken for e, r in zip(self._encrypted, self._records, strict=True))

    @property
    def encrypted(self) -> tuple[bool, bool]:
        """Whether the outward and the inward side have begun to encrypt."""
        return self._encrypted[0], self._encrypted[1]

    @property
    def resumed(self) -> bool | None:
        """Whether an earlier session went on, without certificates; None where the answer was not seen."""
        if self.server is None:
            return None
        if self.server.is_13 or self.server.pre_shared:
            return self.server.pre_shared
        server_side = 1 if self.client_outward else 0
        return self._encrypted[server_side] and not self._hello_done and not self.certificates

    def feed(self, outward: bool, data: bytes) -> list[tuple[bool, bytes]]:
        """Take in bytes of one direction; what could be decrypted, as (outward, application data)."""
        side = 0 if outward else 1
        said: list[tuple[bool, bytes]] = []
        records = self._records[side]
        broken = records.broken
        for record in records.feed(data):
            for at, plain in self._record(side, record):
                said.append((at == 0, plain))
        if records.broken and not broken:
            self._problem(records.broken)
        return said

    def lose(self, outward: bool) -> None:
        """Bytes of one side were never captured: where its next record begins is not known any more."""
        records = self._records[0 if outward else 1]
        if records.broken is None:
            records.broken = "Packets of this connection were not captured."

    def partial_hello(self) -> ClientHello | None:
        """The ClientHello, also one whose end was never captured."""
        for records, messages in zip(self._records, self._messages, strict=True):
            if self.hello is not None:
                break
            rest = messages.rest()
            pending = records.rest()
            if pending[:1] == b"\x16":
                rest += pending[5:]
            if rest[:1] == bytes((hs.CLIENT_HELLO,)):
                try:
                    return client_hello(rest[4:])
                except FormatError:
                    continue
        return self.hello

    def _problem(self, sentence: str) -> None:
        if sentence not in self.problems and len(self.problems) < 8:
            self.problems.append(sentence)

    def _record(self, side: int, record: Record) -> Iterator[tuple[int, bytes]]:
        kind = record.kind
        if self._encrypted[side] or kind == APPLICATION:
            yield from self._encrypted_record(side, record)
        elif kind == HANDSHAKE:
            self._handshake(side, record.payload)
            if self._held and self.server is not None:
                held, self._held = self._held, []
                for at, earlier in held:
                    yield from self._encrypted_record(at, earlier)
        elif kind == ALERT:
            self._alert(side, record.payload)
        elif kind == CHANGE_CIPHER:
            self._change_cipher(side)
        elif kind == SSL2_MESSAGE:
            self._ssl2(side, record)

    def _encrypted_record(self, side: int, record: Record) -> Iterator[tuple[int, bytes]]:
        if not self._encrypted[side]:
            if record.kind == CHANGE_CIPHER:
                return
            self._encrypted[side] = True
        if self._opening is None:
            return
        if self.server is None:
            if self._held_bytes < MAX_HELD:
                self._held.append((side, record))
                self._held_bytes += len(record.payload)
            return
        if record.kind == CHANGE_CIPHER and self.server.is_13:
            return
        opened = self._opening.open(self._role(side), record)
        if opened is None:
            if self._opening.problem:
                self._problem(self._opening.problem)
            return
        kind, plain = opened
        self.decrypted = True
        if kind == APPLICATION:
            if plain:
                yield side, plain
        elif kind == HANDSHAKE:
            self._handshake(side, plain)
        elif kind == ALERT:
            self._alert(side, plain)
        elif kind == CHANGE_CIPHER:
            self._change_cipher(side)

    def _role(self, side: int) -> int:
        return side if self.client_outward else 1 - side

    def _change_cipher(self, side: int) -> None:
        if self.server is not None and self.server.is_13:
            return  # sent for middleboxes only
        if self.server is None and self.retried:
            return  # a HelloRetryRequest is TLS 1.3's too
        if self.server is None and self.hello is not None and self.hello.versions and self._role(side) == 0:
            return  # after a HelloRetryRequest, or before early data
        self._encrypted[side] = True
        if self._opening is not None and self.server is not None:
            self._opening.change_cipher(self._role(side))

    def _alert(self, side: int, payload: bytes) -> None:
        if len(payload) == 2 and len(self.alerts) < MAX_ALERTS:
            self.alerts.append(Alert(side == 0, payload[0] == 2, payload[1]))

    def _ssl2(self, side: int, record: Record) -> None:
        try:
            if record.payload[:1] == b"\1":
                self.client_outward = side == 0
                self.hello = ssl2_client_hello(record.payload)
            else:
                self.server, self.certificates = ssl2_server_hello(record.payload)
                self._encrypted = [True, True]
        except FormatError as error:
            self._problem(str(error))

    def _handshake(self, side: int, payload: bytes) -> None:
        try:
            for kind, body in self._messages[side].feed(payload):
                if self._opening is not None:
                    self._opening.message(kind, body)
                self._message(side, kind, body)
        except FormatError as error:
            self._problem(str(error))

    def _message(self, side: int, kind: int, body: bytes) -> None:
        if kind == hs.CLIENT_HELLO:
            hello = client_hello(body)
            self.client_outward = side == 0
            if self._opening is not None:
                self._opening.client(hello)
            if self.hello is None:
                self.hello = hello
            elif self.retried and self.server is None:
                self.second_hello = hello
        elif kind == hs.SERVER_HELLO:
            answer = server_hello(body)
            if answer.retry:
                self.retried = True
                return
            if self.hello is None:
                self.client_outward = side == 1
            self._server(answer)
        elif kind == hs.HELLO_RETRY_REQUEST:
            self.retried = True
        elif kind in (hs.CERTIFICATE, hs.COMPRESSED_CERTIFICATE):
            if kind == hs.COMPRESSED_CERTIFICATE:
                body = unpack(body)
            found = chain(body, version_13=self.server is not None and self.server.is_13)
            if self._role(side):
                self.certificates = self.certificates or found
            else:
                self.client_certificates = self.client_certificates or found
        else:
            self._lesser_message(side, kind, body)

    def _lesser_message(self, side: int, kind: int, body: bytes) -> None:
        if kind == hs.SERVER_KEY_EXCHANGE:
            self._key_exchange(body)
        elif kind == hs.CERTIFICATE_REQUEST:
            self.certificate_asked = True
        elif kind == hs.SERVER_HELLO_DONE:
            self._hello_done = True
        elif kind == hs.ENCRYPTED_EXTENSIONS:
            names = protocols(extensions(body, 0, len(body)).values.get(ALPN))
            self.alpn = names[0] if names else None
        elif self._opening is not None:
            self._opening.after(self._role(side), kind)

    def _server(self, answer: ServerHello) -> None:
        if self.server is None:
            self.server = answer
            self.alpn = answer.alpn
            self.group = answer.key_share
        if self._opening is None:
            chosen = suite(answer.cipher)
            if chosen is not None and chosen.mode == "null":
                self._opening = Opening(KeyLog())
        if self._opening is not None:
            self._opening.server(answer)

    def _key_exchange(self, body: bytes) -> None:
        """An elliptic curve's number, or the bits of a Diffie-Hellman prime; other exchanges look like neither."""
        if self.server is None or len(body) < 4:
            return
        name = cipher_name(self.server.cipher)
        if "ECDH" in name:
            if body[0] == 3:
                self.group = body[1] << 8 | body[2]
        elif "_DHE_" in name or "_DH_" in name:
            length = body[0] << 8 | body[1]
            self.dh_bits = int.from_bytes(body[2 : 2 + min(length, 2048)], "big").bit_length()
