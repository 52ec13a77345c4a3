"""Initial packets opened: their keys are made of a number that the packet carries in the clear (RFC 9001 section 5)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from gifthorse.errors import FormatError
from gifthorse.formats.quic.packet import V1, V2, Packet
from gifthorse.formats.tls.derive import expand_label, extract

_SALT_V1: Final = bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a")
_SALT_V2: Final = bytes.fromhex("0dede3def700a6db819381be6e269dcbf9bd2ed9")
_SALT_29: Final = bytes.fromhex("afbfec289993d24c9e9786f19c6111e04390a899")  # drafts 29 to 32
_SALT_23: Final = bytes.fromhex("c3eef712c72ebb5a11a7d2432bb46365bef9f502")  # drafts 23 to 28, and Facebook's


def _salt(version: int) -> bytes:
    if version == V2:
        return _SALT_V2
    if version == V1 or version in (0xFF000021, 0xFF000022):
        return _SALT_V1
    return _SALT_29 if 0xFF00001D <= version <= 0xFF000020 else _SALT_23


class Keys:
    """One side's keys for Initial packets."""

    __slots__ = ("_cipher", "_header", "iv")

    def __init__(self, secret: bytes, version: int) -> None:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        label = b"quicv2 " if version == V2 else b"quic "
        self._cipher: Any = AESGCM(expand_label(secret, label + b"key", 16, "sha256"))
        self.iv = expand_label(secret, label + b"iv", 12, "sha256")
        header = expand_label(secret, label + b"hp", 16, "sha256")
        self._header: Any = Cipher(algorithms.AES(header), modes.ECB()).encryptor()  # noqa: S305  # RFC 9001 5.4.3

    def open(self, data: bytes, packet: Packet) -> bytes:
        """The frames inside; raises FormatError if these are not its keys."""
        from cryptography.exceptions import InvalidTag

        at = packet.number_at
        mask = self._header.update(data[at + 4 : at + 20])
        first = data[packet.start] ^ mask[0] & 0x0F
        size = (first & 3) + 1
        number = bytes(a ^ b for a, b in zip(data[at : at + size], mask[1:], strict=False))
        header = bytes((first,)) + data[packet.start + 1 : at] + number
        nonce = (int.from_bytes(self.iv, "big") ^ int.from_bytes(number, "big")).to_bytes(12, "big")
        try:
            return bytes(self._cipher.decrypt(nonce, data[at + size : packet.end], header))
        except InvalidTag:
            raise FormatError("A QUIC Initial packet does not open.") from None


@lru_cache(256)
def keys(version: int, destination: bytes) -> tuple[Keys, Keys]:
    """The client's and the server's keys, of the destination that the client's first packet names."""
    secret = extract(_salt(version), destination, "sha256")
    sides = [Keys(expand_label(secret, label, 32, "sha256"), version) for label in (b"client in", b"server in")]
    return sides[0], sides[1]
