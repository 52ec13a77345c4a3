"""Encrypted records of TLS 1.0 to 1.2, opened with the keys of one side (RFC 5246 6.2.3, 7366, 7905, 6655)."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, Final, Protocol

from gifthorse.errors import FormatError, UnsupportedError
from gifthorse.formats.tls.derive import prf
from gifthorse.formats.tls.numbers import TLS12
from gifthorse.formats.tls.records import Record
from gifthorse.formats.tls.suites import Suite

MAC_BYTES: Final = {"md5": 16, "sha1": 20, "sha256": 32, "sha384": 48}
_WRONG: Final = "A TLS record does not open with the keys that are known."


class Opener(Protocol):
    """One side's way of opening records, in their order."""

    def open(self, record: Record) -> tuple[int, bytes]:
        """(kind, plaintext) of a record; raises FormatError."""


def master_secret(
    premaster: bytes, client: bytes, server: bytes, digest: str | None, transcript_hash: bytes | None
) -> bytes:
    """The master secret; with a transcript hash the extended one (RFC 7627)."""
    if transcript_hash is not None:
        return prf(premaster, b"extended master secret", transcript_hash, 48, digest=digest)
    return prf(premaster, b"master secret", client + server, 48, digest=digest)


def openers(
    suite: Suite, version: int, master: bytes, *, client: bytes, server: bytes, encrypt_then_mac: bool = False
) -> tuple[Opener, Opener]:
    """The client's and the server's opener; `client` and `server` are the hellos' randoms."""
    mac_bytes = MAC_BYTES[suite.mac] if suite.mac else 0
    iv_bytes = suite.block_bytes if suite.mode == "cbc" and version < 0x0302 else suite.fixed_iv_bytes
    digest = suite.prf if version >= TLS12 else None
    block = prf(master, b"key expansion", server + client, 2 * (mac_bytes + suite.key_bytes + iv_bytes), digest=digest)
    parts, at = [], 0
    for length in (mac_bytes, mac_bytes, suite.key_bytes, suite.key_bytes, iv_bytes, iv_bytes):
        parts.append(block[at : at + length])
        at += length
    made: list[Opener] = []
    for mac, key, iv in zip(parts[0:2], parts[2:4], parts[4:6], strict=True):
        if suite.mac is None:
            made.append(_Aead(suite, key, iv))
        elif suite.mode == "cbc":
            explicit = version >= 0x0302
            made.append(_Cbc(suite, mac, key, None if explicit else iv, encrypt_then_mac=encrypt_then_mac))
        else:
            made.append(_Stream(suite, mac, key))
    return made[0], made[1]


class _Aead:
    def __init__(self, suite: Suite, key: bytes, iv: bytes) -> None:
        self._cipher = aead(suite, key)
        self._iv = iv
        self._explicit = 0 if suite.mode == "chacha20" else 8
        self._tag = 8 if suite.mode == "ccm8" else 16
        self._sequence = 0

    def open(self, record: Record) -> tuple[int, bytes]:
        payload = record.payload
        length = len(payload) - self._explicit - self._tag
        if length < 0:
            raise FormatError("An encrypted TLS record is shorter than its own overhead.")
        count = self._sequence.to_bytes(8, "big")
        nonce = self._iv + payload[:8] if self._explicit else xor(self._iv, count)
        extra = count + record.header[:3] + length.to_bytes(2, "big")
        self._sequence += 1
        return record.kind, decrypt(self._cipher, nonce, payload[self._explicit :], extra)


class _Cbc:
    def __init__(self, suite: Suite, mac: bytes, key: bytes, iv: bytes | None, *, encrypt_then_mac: bool) -> None:
        self._algorithm = _block_cipher(suite, key)
        self._block = suite.block_bytes
        self._mac = mac
        self._digest = suite.mac or ""
        self._mac_bytes = MAC_BYTES[self._digest]
        self._iv = iv  # None: each record brings its own
        self._encrypt_then_mac = encrypt_then_mac
        self._sequence = 0

    def open(self, record: Record) -> tuple[int, bytes]:
        from cryptography.hazmat.primitives.ciphers import Cipher, modes

        payload = record.payload
        head = self._sequence.to_bytes(8, "big") + record.header[:3]
        self._sequence += 1
        tag = b""
        if self._encrypt_then_mac:
            payload, tag = payload[: -self._mac_bytes], payload[-self._mac_bytes :]
            self._check(head + len(payload).to_bytes(2, "big") + payload, tag)
        iv, body = (payload[: self._block], payload[self._block :]) if self._iv is None else (self._iv, payload)
        if not body or len(body) % self._block or len(iv) != self._block:
            raise FormatError("An encrypted TLS record is no whole number of blocks.")
        if self._iv is not None:
            self._iv = body[-self._block :]
        opened = Cipher(self._algorithm, modes.CBC(iv)).decryptor().update(body)
        end = len(opened) - opened[-1] - 1
        if not self._encrypt_then_mac:
            end -= self._mac_bytes
        if end < 0:
            raise FormatError(_WRONG)
        if not self._encrypt_then_mac:
            tag = opened[end : end + self._mac_bytes]
            self._check(head + end.to_bytes(2, "big") + opened[:end], tag)
        return record.kind, opened[:end]

    def _check(self, covered: bytes, tag: bytes) -> None:
        if not hmac.compare_digest(hmac.digest(self._mac, covered, self._digest), tag):
            raise FormatError(_WRONG)


class _Stream:
    """RC4, and the suites that encrypt nothing: those need no key to be read, so their MAC is not asked for."""

    def __init__(self, suite: Suite, mac: bytes, key: bytes) -> None:
        self._mac, self._digest = mac, suite.mac or ""
        self._mac_bytes = MAC_BYTES[self._digest]
        self._cipher = _rc4(key) if suite.mode == "rc4" else None
        self._sequence = 0

    def open(self, record: Record) -> tuple[int, bytes]:
        opened = record.payload if self._cipher is None else self._cipher.update(record.payload)
        end = len(opened) - self._mac_bytes
        if end < 0:
            raise FormatError("An encrypted TLS record is shorter than its own overhead.")
        head = self._sequence.to_bytes(8, "big") + record.header[:3] + end.to_bytes(2, "big")
        self._sequence += 1
        if self._cipher is not None:
            expected = hmac.digest(self._mac, head + opened[:end], self._digest)
            if not hmac.compare_digest(expected, opened[end:]):
                raise FormatError(_WRONG)
        return record.kind, opened[:end]


def aead(suite: Suite, key: bytes) -> Any:
    """An authenticated cipher of `cryptography`'s."""
    from cryptography.hazmat.primitives.ciphers import aead as ciphers

    if suite.mode == "chacha20":
        return ciphers.ChaCha20Poly1305(key)
    if suite.algorithm == "aes":
        if suite.mode == "gcm":
            return ciphers.AESGCM(key)
        return ciphers.AESCCM(key, tag_length=8 if suite.mode == "ccm8" else 16)
    raise UnsupportedError(f"Records encrypted with {suite.algorithm} in this mode are not opened here.")


def decrypt(cipher: Any, nonce: bytes, payload: bytes, extra: bytes) -> bytes:
    """Open one authenticated message; raises FormatError if it is not what the key was used for."""
    from cryptography.exceptions import InvalidTag

    try:
        return bytes(cipher.decrypt(nonce, payload, extra))
    except (InvalidTag, ValueError):
        raise FormatError(_WRONG) from None


def xor(left: bytes, count: bytes) -> bytes:
    """An IV with a counter xored into its end: the nonce of TLS 1.3, QUIC and ChaCha20 suites."""
    return (int.from_bytes(left, "big") ^ int.from_bytes(count, "big")).to_bytes(len(left), "big")


def _block_cipher(suite: Suite, key: bytes) -> Any:
    from cryptography.hazmat.decrepit.ciphers import algorithms as old
    from cryptography.hazmat.primitives.ciphers import algorithms

    known: dict[str, Callable[[bytes], Any]] = {"aes": algorithms.AES, "3des": old.TripleDES, "seed": old.SEED}
    camellia = getattr(old, "Camellia", None) or getattr(algorithms, "Camellia", None)  # it moved between versions
    maker: Callable[[bytes], Any] | None = known.get(suite.algorithm, camellia)
    if maker is None:
        raise UnsupportedError(f"Records encrypted with {suite.algorithm} are not opened here.")
    return maker(key)


def _rc4(key: bytes) -> Any:
    from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
    from cryptography.hazmat.primitives.ciphers import Cipher

    return Cipher(ARC4(key), mode=None).decryptor()


def null_openers(suite: Suite) -> tuple[Opener, Opener]:
    """For suites that encrypt nothing."""
    return _Stream(suite, b"", b""), _Stream(suite, b"", b"")
