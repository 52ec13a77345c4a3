"""What a cipher suite does, worked out of its registered name: cipher, mode, MAC and the hash of its key derivation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from gifthorse.formats.tls.numbers import cipher_name

_CIPHERS: Final = {  # name in suites: (algorithm, key bytes, block bytes)
    "AES_128": ("aes", 16, 16),
    "AES_256": ("aes", 32, 16),
    "CAMELLIA_128": ("camellia", 16, 16),
    "CAMELLIA_256": ("camellia", 32, 16),
    "3DES_EDE": ("3des", 24, 8),
    "SEED": ("seed", 16, 16),
    "CHACHA20_POLY1305": ("chacha20", 32, 0),
    "RC4_128": ("rc4", 16, 0),
    "NULL": ("null", 0, 0),
}
_HASHES: Final = {"SHA": "sha1", "SHA256": "sha256", "SHA384": "sha384", "MD5": "md5"}


@dataclass(frozen=True, slots=True)
class Suite:
    """`mode` is gcm, ccm, ccm8, chacha20, cbc, rc4 or null; `mac` is None where the cipher itself authenticates."""

    exchange: str
    algorithm: str
    mode: str
    key_bytes: int
    block_bytes: int
    mac: str | None
    prf: str

    @property
    def fixed_iv_bytes(self) -> int:
        """Bytes of nonce that come from the key block in TLS 1.2."""
        return {"gcm": 4, "ccm": 4, "ccm8": 4, "chacha20": 12}.get(self.mode, 0)


@cache
def suite(number: int) -> Suite | None:
    """How to read what this suite encrypted; None if that is not known here."""
    name = cipher_name(number).removeprefix("TLS_")
    exchange, _, rest = name.rpartition("WITH_")
    for cipher, (algorithm, key_bytes, block) in _CIPHERS.items():
        if not rest.startswith(cipher + "_") and rest != cipher:
            continue
        parts = rest[len(cipher) + 1 :].split("_")
        mode, parts = _mode(algorithm, parts)
        if mode is None:
            return None
        digest = _HASHES.get(parts[-1]) if parts and parts[-1] else None
        if mode in ("cbc", "rc4", "null"):
            return (
                None
                if digest is None
                else Suite(exchange.rstrip("_"), algorithm, mode, key_bytes, block, digest, _prf(digest))
            )
        return Suite(exchange.rstrip("_"), algorithm, mode, key_bytes, block, None, _prf(digest))
    return None


def _mode(algorithm: str, parts: list[str]) -> tuple[str | None, list[str]]:
    if algorithm in ("chacha20", "rc4", "null"):
        return algorithm, parts
    mode = parts[0].lower() if parts else ""
    if mode == "ccm" and parts[1:2] == ["8"]:
        return "ccm8", parts[2:]
    return (mode if mode in ("gcm", "ccm", "cbc") else None), parts[1:]


def _prf(digest: str | None) -> str:
    return "sha384" if digest == "sha384" else "sha256"
