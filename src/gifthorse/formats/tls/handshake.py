"""Handshake messages put together from the payloads of records (RFC 8446 section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gifthorse.errors import LimitError
from gifthorse.formats.pending import Pending

HELLO_REQUEST: Final = 0
CLIENT_HELLO: Final = 1
SERVER_HELLO: Final = 2
NEW_SESSION_TICKET: Final = 4
HELLO_RETRY_REQUEST: Final = 6  # only drafts of TLS 1.3 before 22
ENCRYPTED_EXTENSIONS: Final = 8
CERTIFICATE: Final = 11
SERVER_KEY_EXCHANGE: Final = 12
CERTIFICATE_REQUEST: Final = 13
SERVER_HELLO_DONE: Final = 14
CERTIFICATE_VERIFY: Final = 15
CLIENT_KEY_EXCHANGE: Final = 16
FINISHED: Final = 20
CERTIFICATE_STATUS: Final = 22
KEY_UPDATE: Final = 24
COMPRESSED_CERTIFICATE: Final = 25
KNOWN: Final = frozenset({0, 1, 2, 3, 4, 5, 6, 8, 11, 12, 13, 14, 15, 16, 20, 21, 22, 23, 24, 25, 67})

MAX_MESSAGE: Final = 1 << 18


class Messages:
    """Cuts the payloads of handshake records into messages, which records may split anywhere."""

    __slots__ = ("_pending",)

    def __init__(self) -> None:
        self._pending = Pending()

    def feed(self, payload: bytes) -> Iterator[tuple[int, bytes]]:
        """(type, body) of every message that `payload` completes; raises LimitError for one longer than 256 KiB."""
        buffer = self._pending.add(payload)
        if buffer is None:
            return
        at, end, need = 0, len(buffer), 4
        while at + 4 <= end:
            length = buffer[at + 1] << 16 | buffer[at + 2] << 8 | buffer[at + 3]
            if length > MAX_MESSAGE:
                raise LimitError("A TLS handshake message claims to be longer than any needs to be.")
            stop = at + 4 + length
            if stop > end:
                need = 4 + length
                break
            yield buffer[at], buffer[at + 4 : stop]
            at = stop
        self._pending.keep(buffer[at:], need)

    def rest(self) -> bytes:
        """What was received of a message that is not complete, its four bytes of header first."""
        return self._pending.peek()
