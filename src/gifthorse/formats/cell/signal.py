"""A signalling message as it was logged, and what is said in one: values that every format here is read into."""

from __future__ import annotations

from dataclasses import dataclass, field

MESSAGE_LIMIT = 1 << 16
"""Bytes of one message. RRC allows 9,000 a message and, in segments, 45,000 for a phone's capabilities."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One message between phone and network.

    `rat` is gsm, umts, lte or nr; `layer` rrc (in GSM: RR) or nas; `channel` the logical channel, such as dl-dcch, or
    empty. `up` is True for what the phone sent, None where the log does not say. `sealed` is a NAS message that was
    logged as it went over the air, where the modem logs the same without its protection as well.
    """

    rat: str
    layer: str
    channel: str
    data: bytes
    up: bool | None = None
    arfcn: int | None = None
    pci: int | None = None
    subscription: int | None = None
    sealed: bool = False


@dataclass(slots=True)
class Said:
    """What one message says. None and empty lists where it does not speak of it; see the table `cell_messages`."""

    message: str
    protection: str | None = None
    plmn: str | None = None
    plmns: list[str] = field(default_factory=list)
    tac: int | None = None
    cell: int | None = None
    cause: str | None = None
    cause_number: int | None = None
    cipher: str | None = None
    integrity: str | None = None
    identity: str | None = None
    subscriber: str | None = None
    redirect: str | None = None
    sibs: list[str] = field(default_factory=list)
    priority: int | None = None
    priority_lte: int | None = None
    priority_utra: int | None = None
    priority_geran: int | None = None
    neighbours: int | None = None
    emergency: bool | None = None
    detail: str | None = None
    up: bool | None = None
    inner: tuple[bytes, ...] = ()
    """NAS messages that an RRC message carries."""
    body: bytes = b""
    """Of a NAS message, its bytes without the security header."""
