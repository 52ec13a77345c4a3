"""Calls that reach the phone and lead to nothing, and calls by IMSI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from gifthorse.analysis.line.cell.connections import Connection
from gifthorse.analysis.line.cell.events import told
from gifthorse.analysis.line.cell.messages import Message

SILENT: Final = 5
"""Calls without a use, within `WINDOW` seconds: fewer happen when a message comes late."""
WINDOW: Final = 600.0
CALLED: Final = "mt-Access"


def called(connection: Connection) -> bool:
    """Whether the phone was called."""
    return connection.begun and connection.messages[0].get("cause") == CALLED


def silent(connection: Connection) -> bool:
    """Whether it was called, and released again without data or a message."""
    rest = connection.messages[1:]
    used = any(m.get("detail") and "a bearer for data" in m.get("detail") for m in rest if m.layer == "rrc")
    spoken = sum(m.layer == "nas" and m.name not in ("service request", "security mode command") for m in rest)
    return called(connection) and connection.ended and not used and not spoken


def events(messages: list[Message], found: list[Connection]) -> Iterator[dict[str, Any]]:
    """Rows of `cell_events`."""
    own = {m.get("subscriber") for m in messages if m.up and m.get("identity") == "imsi" and m.get("subscriber")}
    by_number = [m for m in messages if m.name == "paging" and m.get("identity") == "imsi"]
    if by_number:
        mine = [m for m in by_number if m.get("subscriber") in own]
        first = (mine or by_number)[0]
        yield {
            "event": "paged-imsi",
            "packet": first.packet,
            "seen": first.seen,
            "rat": first.rat,
            "layer": "rrc",
            "message": "paging",
            "known_before": bool(mine),
            "identity": "imsi",
            "subscriber": first.get("subscriber"),
            "count": len(by_number),
            "plmn": first.where.plmn,
            "tac": first.where.tac,
            "cell": first.where.cell,
            "detail": f"{len(by_number)} pagings by IMSI, {len(mine)} of them for this phone",
        }
    quiet = [c for c in found if silent(c) and c.messages[0].seconds is not None]
    times = [c.messages[0].seconds or 0.0 for c in quiet]
    best, start = (0, 0), 0
    for end, time in enumerate(times):
        while time - times[start] > WINDOW:
            start += 1
        best = max(best, (end - start + 1, start))
    if best[0] >= SILENT:
        count, at = best
        lasting = times[at + count - 1] - times[at]
        first = quiet[at].messages[0]
        yield told(quiet[at], 0, first) | {
            "event": "silent-calls",
            "known_before": False,
            "count": count,
            "seconds": lasting,
            "detail": f"{count} connections for calls in {lasting:.0f} seconds, each released without data or message",
        }
