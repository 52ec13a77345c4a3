"""Keys out of secrets: the PRF of TLS 1.0 to 1.2 (RFC 5246 section 5) and TLS 1.3's labels (RFC 8446 7.1)."""

from __future__ import annotations

import hmac
from functools import lru_cache


def prf(secret: bytes, label: bytes, seed: bytes, length: int, *, digest: str | None) -> bytes:
    """`length` bytes; `digest` None stands for the MD5 and SHA-1 mix of TLS 1.0 and 1.1."""
    if digest is not None:
        return _p_hash(secret, label + seed, length, digest)
    half = (len(secret) + 1) // 2
    left = _p_hash(secret[:half], label + seed, length, "md5")
    right = _p_hash(secret[len(secret) - half :], label + seed, length, "sha1")
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def _p_hash(secret: bytes, seed: bytes, length: int, digest: str) -> bytes:
    out = b""
    step = seed
    while len(out) < length:
        step = hmac.digest(secret, step, digest)
        out += hmac.digest(secret, step + seed, digest)
    return out[:length]


def extract(salt: bytes, secret: bytes, digest: str) -> bytes:
    """HKDF-Extract (RFC 5869)."""
    return hmac.digest(salt, secret, digest)


@lru_cache(1024)
def expand_label(secret: bytes, label: bytes, length: int, digest: str, context: bytes = b"") -> bytes:
    """HKDF-Expand-Label, with the label as TLS 1.3 and QUIC write it (without its `tls13 `)."""
    full = b"tls13 " + label
    info = length.to_bytes(2, "big") + bytes((len(full),)) + full + bytes((len(context),)) + context
    out = block = b""
    counter = 1
    while len(out) < length:
        block = hmac.digest(secret, block + info + bytes((counter,)), digest)
        out += block
        counter += 1
    return out[:length]
