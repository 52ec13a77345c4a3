"""QUIC Initial packets built by hand, protected as RFC 9001 says, with `cryptography` alone."""

from __future__ import annotations

import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

SALTS = {
    1: "38762cf7f55934b34d179ae6a4c80cadccbb7f0a",
    0x6B3343CF: "0dede3def700a6db819381be6e269dcbf9bd2ed9",
    0xFF00001D: "afbfec289993d24c9e9786f19c6111e04390a899",
}


def expand(secret: bytes, label: bytes, length: int) -> bytes:
    full = b"tls13 " + label
    info = length.to_bytes(2, "big") + bytes((len(full),)) + full + b"\0"
    return HKDFExpand(hashes.SHA256(), length, info).derive(secret)


def varint(value: int) -> bytes:
    return bytes((value,)) if value < 64 else (value | 0x4000).to_bytes(2, "big")


def crypto(offset: int, data: bytes) -> bytes:
    return b"\x06" + varint(offset) + varint(len(data)) + data


def initial(
    frames: bytes,
    *,
    version: int = 1,
    keyed: bytes = b"\x83\x94\xc8\xf0\x3e\x51\x57\x08",
    destination: bytes | None = None,
    source: bytes = b"",
    token: bytes = b"",
    number: int = 2,
    server: bool = False,
    pad: int = 1200,
) -> bytes:
    """One datagram of one Initial packet; `keyed` is the destination that the keys are made of."""
    destination = (b"" if server else keyed) if destination is None else destination
    secret = hmac.digest(bytes.fromhex(SALTS[version]), keyed, "sha256")
    secret = expand(secret, b"server in" if server else b"client in", 32)
    two = version == 0x6B3343CF
    label = b"quicv2 " if two else b"quic "
    key, iv, hp = (
        expand(secret, label + b"key", 16),
        expand(secret, label + b"iv", 12),
        expand(secret, label + b"hp", 16),
    )
    count = number.to_bytes(4, "big")
    head = (
        bytes((0xC3 | (0x10 if two else 0),))
        + version.to_bytes(4, "big")
        + bytes((len(destination),))
        + destination
        + bytes((len(source),))
        + source
        + varint(len(token))
        + token
    )
    frames = frames.ljust(max(4, pad - len(head) - 22), b"\0")
    head += (len(frames) + 20 | 0x4000).to_bytes(2, "big") + count
    nonce = (int.from_bytes(iv, "big") ^ number).to_bytes(12, "big")
    sealed = AESGCM(key).encrypt(nonce, frames, head)
    mask = Cipher(algorithms.AES(hp), modes.ECB()).encryptor().update(sealed[:16])
    masked = bytes(a ^ b for a, b in zip(count, mask[1:5], strict=True))
    return bytes((head[0] ^ mask[0] & 0x0F,)) + head[1:-4] + masked + sealed
