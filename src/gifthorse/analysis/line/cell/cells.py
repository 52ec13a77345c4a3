"""What cells announce: priorities, neighbours, areas. Each is compared with what the same log heard elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from gifthorse.analysis.line.cell.messages import BROADCAST, Message

LEAST_CELLS: Final = 4
"""Cells of one network, below which nothing is unusual about one of them."""
LISTS: Final = ("sib4", "sib5", "sib6", "sib7", "sib8")


@dataclass(slots=True)
class Heard:
    """A cell, by its network and identity, and all that it was heard to announce."""

    first: Message
    plmn: str | None
    cell: int | None
    tacs: list[int] = field(default_factory=list)
    announced: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    priority: int | None = None
    lte: int | None = None
    utra: int | None = None
    geran: int | None = None
    older_at: Message | None = None
    neighbours: int = 0
    moved_at: Message | None = None


def heard(messages: list[Message]) -> list[Heard]:
    """Every cell of LTE in a log."""
    cells: dict[tuple[str | None, int | None], Heard] = {}
    for message in messages:
        if message.rat != "lte" or message.name not in BROADCAST:
            continue
        where = message.where
        if where.cell is None:
            continue
        one = cells.get((where.plmn, where.cell))
        if one is None:
            one = cells[where.plmn, where.cell] = Heard(message, where.plmn, where.cell)
        if message.name == BROADCAST[0]:
            one.announced |= set(message.get("sibs") or ())
            tac = message.get("tac")
            if tac is not None and (not one.tacs or one.tacs[-1] != tac):
                one.moved_at = message if one.tacs else None
                one.tacs.append(tac)
        else:
            _read(one, message)
    return list(cells.values())


def _read(one: Heard, message: Message) -> None:
    one.read |= set(message.get("sibs") or ())
    one.neighbours += message.get("neighbours") or 0
    for attribute, column in (
        ("priority", "priority"),
        ("lte", "priority_lte"),
        ("utra", "priority_utra"),
        ("geran", "priority_geran"),
    ):
        value = message.get(column)
        if value is not None:
            setattr(one, attribute, max(value, getattr(one, attribute) or 0))
            if attribute in ("utra", "geran"):
                one.older_at = message


def events(messages: list[Message], used: set[tuple[str | None, int | None]]) -> Iterator[dict[str, Any]]:
    """Rows of `cell_events` about cells; `used` are those the phone connected to."""
    cells = heard(messages)
    networks: dict[str | None, list[Heard]] = defaultdict(list)
    for one in cells:
        networks[one.plmn].append(one)
    for one in cells:
        yield from _priorities(one)
        if len(one.tacs) > 1 and one.moved_at is not None:
            areas = " then ".join(map(str, one.tacs[:6]))
            yield _row("two-areas", one, one.moved_at) | {"count": len(one.tacs), "detail": f"areas {areas}"}
        others = networks[one.plmn]
        if len(others) < LEAST_CELLS:
            continue
        connected = (one.plmn, one.cell) in used
        yield from _lists(one, [o for o in others if o is not one], connected=connected)


def _priorities(one: Heard) -> Iterator[dict[str, Any]]:
    if one.priority is None or one.older_at is None:
        return
    own = max(one.priority, one.lte or 0)
    older = {kind: rank for kind, rank in (("geran", one.geran), ("utra", one.utra)) if rank is not None and rank > own}
    for kind, rank in older.items():
        detail = f"{'2G' if kind == 'geran' else '3G'} has priority {rank}, LTE {own}"
        yield _row("prefers-older", one, one.older_at) | {"redirect": kind, "detail": detail}


def _lists(one: Heard, others: list[Heard], *, connected: bool) -> Iterator[dict[str, Any]]:
    """Lists of neighbours and blocks that nearly all other cells of the network have."""
    place = "begun" if connected else None
    full = [o for o in others if "sib3" in o.announced]
    if one.announced and "sib3" not in one.announced and len(full) * 10 >= len(others) * 9:
        detail = (
            f"{len(full)} of {len(others)} other cells of this network announce how to leave them, this one does not"
        )
        yield _row("bare-cell", one, one.first) | {"place": place, "detail": detail}
        return
    listing = [o for o in others if o.announced & set(LISTS[:2])]
    whole = one.announced - {"sib2"} <= one.read | {s for s in one.announced if s not in ("sib3", *LISTS)}
    if whole and one.announced and not one.neighbours and len(listing) * 10 >= len(others) * 9:
        detail = f"{len(listing)} of {len(others)} other cells of this network name neighbours, this one names none"
        yield _row("no-neighbours", one, one.first) | {"place": place, "detail": detail}
    alone = {tac for o in others for tac in o.tacs}
    if one.tacs and not alone & set(one.tacs) and len({t for o in others for t in o.tacs}) == 1:
        detail = f"area {one.tacs[0]} where {len(others)} other cells of this network are in area {min(alone)}"
        yield _row("lonely-area", one, one.first) | {"place": place, "detail": detail}


def _row(event: str, one: Heard, message: Message) -> dict[str, Any]:
    return {
        "event": event,
        "packet": message.packet,
        "seen": message.seen,
        "rat": "lte",
        "layer": "rrc",
        "message": message.name,
        "known_before": False,
        "plmn": one.plmn,
        "tac": one.tacs[-1] if one.tacs else message.where.tac,
        "cell": one.cell,
    }
