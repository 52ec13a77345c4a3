"""What in the connections of a log a rule may judge: ciphers, identities, rejects, where the phone is sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gifthorse.analysis.line.cell.connections import ACCEPTS, LETTING_IN, REJECTS, RELEASES, Connection
from gifthorse.analysis.line.cell.messages import Message

NO_CIPHER: Final = frozenset({"EEA0", "NEA0", "UEA0", "A5/0", "GEA0"})
NO_INTEGRITY: Final = frozenset({"EIA0", "NIA0"})
WEAK: Final = frozenset({"A5/1", "A5/2", "GEA1", "GEA2"})
DEVICE: Final = ("imei", "imeisv")
_LASTING: Final = ("attach accept", "registration accept", "location updating accept")
_AROUND: Final = 4


class Story:
    """Goes through the connections of a log in order and remembers which networks have accepted the phone."""

    def __init__(self) -> None:
        self._known: set[str | None] = set()

    def events(self, found: list[Connection]) -> Iterator[dict[str, Any]]:
        """Rows of `cell_events`, but for the evidence."""
        for connection in found:
            known = connection.where.plmn in self._known
            for i, message in enumerate(connection.messages):
                for event in _events(connection, i, message):
                    yield told(connection, i, message) | {"known_before": known} | event
            if accepted(connection):
                self._known.add(connection.where.plmn)


def accepted(connection: Connection) -> bool:
    """Whether the network let the phone in, or both used keys that only the SIM and its operator can know."""
    if any(m.name in ACCEPTS and m.protected is not False for m in connection.messages):
        return True
    start = connection.first("security mode command")
    answered = start is not None and any(m.up and m.protected for m in connection.messages[start + 1 :])
    return answered and connection.used_keys()


def told(connection: Connection, i: int, message: Message) -> dict[str, Any]:
    """What every event says of its message and the connection that it is in."""
    where = message.where if message.where.plmn else connection.where
    return {
        "packet": message.packet,
        "seen": message.seen,
        "rat": message.rat,
        "layer": message.layer,
        "message": message.name,
        "place": place(connection, i),
        "asked": connection.asked,
        "outcome": outcome(connection, i),
        "protected": message.protected,
        "secured": connection.secured("rrc", i) if connection.begun else None,
        "emergency": connection.emergency,
        "plmn": where.plmn,
        "tac": where.tac,
        "cell": where.cell,
        "detail": around(connection, i),
    }


def place(connection: Connection, i: int) -> str:
    """Where in its connection a message stands."""
    if connection.secured("nas", i) or connection.secured("rrc", i) or connection.used_keys(i):
        return "secured"
    return "begun" if connection.begun else "unknown"


def outcome(connection: Connection, i: int) -> str:
    """How the connection went on after a message."""
    rest = connection.messages[i + 1 :]
    if any(m.name in REJECTS for m in rest):
        return "rejected"
    if connection.authenticated(i + 1):
        return "authenticated"
    if any(m.name.startswith("security mode") or m.name in ACCEPTS or (m.protected and m.up is False) for m in rest):
        return "secured"
    return "released" if any(m.name in RELEASES for m in rest) else "unknown"


def around(connection: Connection, i: int) -> str:
    """The messages before and after it, as they were named."""
    names = [m.name for m in connection.messages]
    start = max(0, i - _AROUND)
    before, after = names[start:i], names[i + 1 : i + 1 + _AROUND]
    return ", ".join([*before, f"[{names[i]}]", *after])


def _events(connection: Connection, i: int, message: Message) -> Iterator[dict[str, Any]]:
    yield from _security(message)
    yield from _identity(message)
    yield from _movement(connection, i, message)
    yield from _proof(message)


def _security(message: Message) -> Iterator[dict[str, Any]]:
    cipher, integrity = message.get("cipher"), message.get("integrity")
    chosen = {"cipher": cipher, "integrity": integrity}
    if cipher in NO_CIPHER:
        yield {"event": "null-cipher", **chosen}
    elif cipher in WEAK:
        yield {"event": "weak-cipher", **chosen}
    if integrity in NO_INTEGRITY:
        yield {"event": "null-integrity", **chosen}


def _identity(message: Message) -> Iterator[dict[str, Any]]:
    identity, subscriber = message.get("identity"), message.get("subscriber")
    who = {"identity": identity, "subscriber": subscriber}
    if message.name == "identity request":
        yield {"event": "device-identity" if identity in DEVICE else "identity", **who}
    elif message.up is not False and subscriber and identity in ("imsi", *DEVICE, "suci-null") and not _hidden(message):
        yield {"event": "subscriber-told", **who}


def _hidden(message: Message) -> bool:
    """Whether others on the air could not read it."""
    return (message.protection or "").startswith("ciphered")


def _movement(connection: Connection, i: int, message: Message) -> Iterator[dict[str, Any]]:
    why = {"cause": message.get("cause"), "cause_number": message.get("cause_number")}
    thrown = message.name in ("detach request", "deregistration request from the network") and message.up is False
    if message.name in REJECTS or thrown:
        yield {"event": "reject", **why}
    if message.get("redirect") in ("geran", "utra", "utran", "cdma2000"):
        call = "extended service request" in connection.names()[:i]
        yield {
            "event": "sent-away",
            "redirect": "utra" if message.get("redirect") == "utran" else message.get("redirect"),
            "asked": "extended service request" if call else connection.asked,
        }
    if message.name in _LASTING and message.protected is False and connection.asked in LETTING_IN:
        yield {"event": "accepted-open"}


def _proof(message: Message) -> Iterator[dict[str, Any]]:
    why = {"cause": message.get("cause"), "cause_number": message.get("cause_number")}
    if message.name in ("authentication failure", "authentication reject", "authentication and ciphering failure"):
        yield {"event": "authentication", **why}
    if message.name == "security mode reject":
        yield {"event": "capabilities", **why}
