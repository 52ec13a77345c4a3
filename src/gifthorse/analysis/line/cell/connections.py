"""Connections: from the phone's asking for one to its release, with what was asked, proven and secured in between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from gifthorse.analysis.line.cell.messages import BROADCAST, Cell, Message

REQUESTS: Final = frozenset(
    {"rrc connection request", "rrc setup request", "rrc resume request", "immediate assignment"}
)
RELEASES: Final = frozenset({"rrc connection release", "rrc release", "channel release"})
ASKED: Final = frozenset(
    {
        "attach request", "tracking area update request", "service request", "extended service request",
        "control plane service request", "registration request", "location updating request", "cm service request",
        "routing area update request", "paging response",
    }
)  # fmt: skip
LETTING_IN: Final = frozenset({"attach request", "registration request", "location updating request"})
REJECTS: Final = frozenset(
    {
        "attach reject", "tracking area update reject", "service reject", "registration reject",
        "location updating reject", "routing area update reject", "cm service reject",
    }
)  # fmt: skip
ACCEPTS: Final = frozenset(
    {
        "attach accept", "tracking area update accept", "registration accept", "location updating accept",
        "routing area update accept", "service accept",
    }
)  # fmt: skip
PROVEN: Final = frozenset({"authentication response", "authentication and ciphering response"})
SECURITY: Final = frozenset({"security mode command", "ciphering mode command"})


@dataclass(slots=True)
class Connection:
    """One connection. `begun` is False where its beginning was not logged, `ended` where its end was not."""

    begun: bool
    messages: list[Message] = field(default_factory=list)
    ended: bool = False

    @property
    def where(self) -> Cell:
        """Its cell, when it began."""
        return self.messages[0].where

    def first(self, *names: str) -> int | None:
        """Place of the first message of these names."""
        return next((i for i, m in enumerate(self.messages) if m.name in names), None)

    def names(self, start: int = 0) -> list[str]:
        """The names of its messages from a place on."""
        return [m.name for m in self.messages[start:]]

    @property
    def asked(self) -> str | None:
        """What the phone asked for."""
        return next((m.name for m in self.messages if m.name in ASKED and m.up is not False), None)

    @property
    def emergency(self) -> bool | None:
        """Whether it is for an emergency; None where nothing says for what it is."""
        said = [m.get("emergency") for m in self.messages if m.get("emergency") is not None]
        if any(said):
            return True
        return False if said and self.begun else None

    def authenticated(self, start: int = 0, end: int | None = None) -> bool:
        """Whether the SIM answered a challenge."""
        return any(m.name in PROVEN for m in self.messages[start:end])

    def secured(self, layer: str, end: int | None = None) -> bool:
        """Whether a layer's security was set up before a place."""
        return any(m.name in SECURITY and m.layer == layer for m in self.messages[:end])

    def used_keys(self, end: int | None = None) -> bool:
        """Whether messages before a place show keys in use: the phone and the network know each other."""
        return any(m.protected for m in self.messages[:end] if m.up is False)


def connections(messages: list[Message]) -> list[Connection]:
    """All connections of a log, in order; broadcasts and pagings belong to none."""
    found: list[Connection] = []
    current: Connection | None = None
    radio = any(m.name in REQUESTS for m in messages)
    for message in messages:
        if message.name in BROADCAST or message.name == "paging" or message.channel.startswith("bcch"):
            continue
        begins = message.name in REQUESTS or (not radio and message.name in ASKED and message.up is not False)
        if begins or current is None:
            current = Connection(begun=begins)
            found.append(current)
        current.messages.append(message)
        if message.name in RELEASES:
            current.ended = True
            current = None
    return _joined(found)


def _joined(found: list[Connection]) -> list[Connection]:
    """What the modem logged by itself just before it asked for the connection that carries it, or after its release."""
    out: list[Connection] = []
    waiting: list[Message] = []
    for one in found:
        if not one.begun and all(m.layer == "nas" and not m.carried for m in one.messages):
            if all(m.up for m in one.messages):
                waiting += one.messages
                continue
            if out and out[-1].ended:
                out[-1].messages += one.messages
                continue
        if waiting and one.begun:
            one.messages = [*one.messages[:1], *waiting, *one.messages[1:]]
        elif waiting:
            out.append(Connection(begun=False, messages=waiting))
        waiting = []
        out.append(one)
    if waiting:
        out.append(Connection(begun=False, messages=waiting))
    return out
