"""Key logs in NSS's format: what a program that cooperates writes down so that its connections can be read.

https://nss-crypto.org/reference/security/nss/legacy/key_log_format, also inside pcapng files (decryption secrets).
"""

from __future__ import annotations

import re
from typing import Final

MAX_ENTRIES: Final = 1_000_000

LABELS: Final = frozenset(
    {
        b"CLIENT_RANDOM",
        b"PMS_CLIENT_RANDOM",
        b"RSA",
        b"CLIENT_EARLY_TRAFFIC_SECRET",
        b"CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        b"SERVER_HANDSHAKE_TRAFFIC_SECRET",
        b"CLIENT_TRAFFIC_SECRET_0",
        b"SERVER_TRAFFIC_SECRET_0",
        b"QUIC_CLIENT_HANDSHAKE_TRAFFIC_SECRET",
        b"QUIC_SERVER_HANDSHAKE_TRAFFIC_SECRET",
        b"QUIC_CLIENT_TRAFFIC_SECRET_0",
        b"QUIC_SERVER_TRAFFIC_SECRET_0",
    }
)
_LINE: Final = re.compile(
    rb"^([A-Z0-9_]{3,40}) ([0-9A-Fa-f]{16}|[0-9A-Fa-f]{64}) ([0-9A-Fa-f]{16,256})[ \t]*\r?$", re.M
)
_SESSION: Final = re.compile(rb"^RSA Session-ID:([0-9A-Fa-f]{2,64}) Master-Key:([0-9A-Fa-f]{96})[ \t]*\r?$", re.M)
SESSION: Final = "SESSION"


class KeyLog:
    """Secrets by label and by what they belong to: a client's random, or the start of an encrypted premaster."""

    __slots__ = ("_secrets",)

    def __init__(self, text: bytes = b"") -> None:
        self._secrets: dict[tuple[str, bytes], bytes] = {}
        self.add(text)

    def __len__(self) -> int:
        return len(self._secrets)

    def add(self, text: bytes) -> int:
        """Take in every line that can be read; how many those were. Other lines are comments."""
        count = 0
        for match in _LINE.finditer(text):
            if match[1] not in LABELS or len(self._secrets) >= MAX_ENTRIES or len(match[3]) % 2:
                continue
            label = match[1].decode().removeprefix("QUIC_")
            self._secrets[label, bytes.fromhex(match[2].decode())] = bytes.fromhex(match[3].decode())
            count += 1
        for match in _SESSION.finditer(text):
            if len(self._secrets) < MAX_ENTRIES and len(match[1]) % 2 == 0:
                self._secrets[SESSION, bytes.fromhex(match[1].decode())] = bytes.fromhex(match[2].decode())
                count += 1
        return count

    def secret(self, label: str, owner: bytes) -> bytes | None:
        """The secret of a client random (32 bytes), of the first 8 bytes of an encrypted premaster, or of a session."""
        return self._secrets.get((label, owner))

    def knows(self, random: bytes) -> bool:
        """Whether any secret belongs to this client random."""
        return any((label, random) in self._secrets for label in ("CLIENT_RANDOM", "CLIENT_TRAFFIC_SECRET_0"))


def is_keylog(head: bytes) -> bool:
    """Whether a file looks like a key log: one of its first lines is an entry."""
    sample = head[:4096]
    return any(match[1] in LABELS for match in _LINE.finditer(sample)) or _SESSION.search(sample) is not None
