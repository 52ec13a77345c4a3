"""Encrypted records of TLS 1.3, opened with one side's traffic secret (RFC 8446 5.2 and 7.2)."""

from __future__ import annotations

from gifthorse.errors import FormatError
from gifthorse.formats.tls.derive import expand_label
from gifthorse.formats.tls.open12 import aead, decrypt, xor
from gifthorse.formats.tls.records import Record
from gifthorse.formats.tls.suites import Suite


class Opener13:
    """Opens one side's records under one traffic secret, in their order."""

    __slots__ = ("_cipher", "_iv", "_secret", "_sequence", "_suite")

    def __init__(self, suite: Suite, secret: bytes) -> None:
        self._suite = suite
        self._secret = secret
        self._sequence = 0
        self._cipher = aead(suite, expand_label(secret, b"key", suite.key_bytes, suite.prf))
        self._iv = expand_label(secret, b"iv", 12, suite.prf)

    def open(self, record: Record) -> tuple[int, bytes]:
        """(kind, plaintext); the count goes on only where the record opens, so that another secret can be tried."""
        nonce = xor(self._iv, self._sequence.to_bytes(8, "big"))
        inner = decrypt(self._cipher, nonce, record.payload, record.header).rstrip(b"\0")
        if not inner:
            raise FormatError("A TLS 1.3 record has no content type.")
        self._sequence += 1
        return inner[-1], inner[:-1]

    def updated(self) -> Opener13:
        """The opener for what follows this side's KeyUpdate."""
        length = len(self._secret)
        return Opener13(self._suite, expand_label(self._secret, b"traffic upd", length, self._suite.prf))
