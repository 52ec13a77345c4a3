"""What any recording says of a connection and of what went over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

MAX_HEADERS: Final = 256
MAX_VALUE: Final = 8192


@dataclass(frozen=True, slots=True)
class Ends:
    """Who talks to whom. `key` is the same for what went over one connection; times in ns since 1970, -1 unknown."""

    key: str
    transport: str
    client: str
    client_port: int | None
    server: str
    server_port: int | None
    secure: bool
    first: int = -1
    last: int = -1


@dataclass(frozen=True, slots=True)
class Secured:
    """What is known of the encryption towards the server; `chain` holds certificates in DER or PEM."""

    sni: str = ""
    version: str = ""
    cipher: str = ""
    alpn: str = ""
    chain: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A request (`status` 0) or a response. `size` is the body's as sent, where more than `body` was."""

    method: str
    target: str
    status: int
    version: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    size: int
    time: int


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A request and what came back."""

    ends: Ends
    request: Said | None
    response: Said | None
    secured: Secured | None = None
    messages: tuple[tuple[bool, bytes, int], ...] = ()
    """Of a web socket or of TCP and UDP: (from the client, bytes, time)."""
    error: str = ""


def nanoseconds(seconds: Any) -> int:
    """A time in seconds since 1970; -1 where it is none."""
    good = isinstance(seconds, (int, float)) and not isinstance(seconds, bool) and 0 < seconds < 1e10
    return int(seconds * 1e9) if good else -1


def text(value: Any) -> str:
    """Text, whatever was meant to be one."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


def number(value: Any) -> int:
    """A whole number that is not negative, or 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 62 else 0


def port(value: Any) -> int | None:
    """A port, or None."""
    return value if isinstance(value, int) and 0 < value < 1 << 16 else None


def mapping(value: Any) -> Mapping[str, Any]:
    """A dict, or an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """A list, or an empty one."""
    return value if isinstance(value, list) else []
