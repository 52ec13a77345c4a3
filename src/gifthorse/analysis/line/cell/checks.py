"""Whether a log holds enough for an answer to each question: where it does not, silence would be no answer."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

from gifthorse.analysis.line.cell import cells, paging
from gifthorse.analysis.line.cell.connections import LETTING_IN, PROVEN, SECURITY, Connection
from gifthorse.analysis.line.cell.messages import BROADCAST, Message

Answer = tuple[int, str | None]
LEAST_SECONDS: Final = 600
_MODERN: Final = ("lte", "nr")


def rows(messages: list[Message], found: list[Connection]) -> list[dict[str, Any]]:
    """Rows of `cell_checks`, but for the evidence."""
    made = []
    for question, (asks, check) in QUESTIONS.items():
        stands_on, why = check(messages, found)
        made.append({"question": question, "asks": asks, "enough": why is None, "stands_on": stands_on, "why": why})
    return made


def _undecoded(messages: list[Message]) -> str | None:
    """Why nothing of the radio layer is known, where that is so."""
    if any(m.name == "not decoded" for m in messages):
        return "the radio layer was not decoded, for which the package pycrate is needed"
    return None


def _encryption(messages: list[Message], _found: list[Connection]) -> Answer:
    orders = sum(m.name in SECURITY or m.get("cipher") is not None for m in messages)
    return orders, None if orders else _undecoded(messages) or "no message that sets up encryption was logged"


def _identity(messages: list[Message], found: list[Connection]) -> Answer:
    placed = [c for c in found if c.begun and c.asked is not None]
    unplaced = [c for c in found if not c.begun and "identity request" in c.names()]
    if unplaced:
        return len(placed), "the beginning of a connection in which the identity was asked for was not logged"
    if not any(c.asked in LETTING_IN or (c.asked or "").endswith("update request") for c in placed):
        return len(placed), "the phone was not seen to log on, so that there was no occasion to ask"
    if all(m.protection is None for c in placed for m in c.messages):
        return len(placed), _undecoded(messages) or "the log does not tell how messages were protected"
    return len(placed), None


def _downgrade(_messages: list[Message], found: list[Connection]) -> Answer:
    modern = [c for c in found if c.begun and c.ended and c.messages[0].rat in _MODERN]
    return len(modern), None if modern else "no connection over 4G or 5G was logged from its beginning to its end"


def _neighbours(messages: list[Message], _found: list[Connection]) -> Answer:
    known = [one for one in cells.heard(messages) if one.announced and one.read]
    networks = [one.plmn for one in known]
    most = max((networks.count(name) for name in set(networks)), default=0)
    if most >= cells.LEAST_CELLS:
        return most, None
    lacking = f"fewer than {cells.LEAST_CELLS} cells of one network were heard, too few to compare"
    return most, _undecoded(messages) or lacking


def _areas(messages: list[Message], _found: list[Connection]) -> Answer:
    heard = sum(m.name == BROADCAST[0] for m in messages)
    return heard, None if heard > 1 else _undecoded(messages) or "no cell was heard more than once"


def _paging(messages: list[Message], found: list[Connection]) -> Answer:
    times = [m.seconds for m in messages if m.seconds is not None]
    calls = sum(paging.called(c) for c in found)
    steps = [b - a for a, b in pairwise(times)]
    lasting = sum(step for step in steps if 0 < step < LEAST_SECONDS)
    if lasting < LEAST_SECONDS:
        return calls, _undecoded(messages) or "the log covers less than ten minutes"
    return calls, None if any(c.begun for c in found) else "no connection was logged from its beginning"


def _authentication(messages: list[Message], _found: list[Connection]) -> Answer:
    proofs = sum(m.name in PROVEN or m.name.startswith("authentication") for m in messages)
    return proofs, None if proofs else "no authentication was logged"


QUESTIONS: Final[dict[str, tuple[str, Callable[[list[Message], list[Connection]], Answer]]]] = {
    "encryption": ("Is the line between phone and network encrypted and protected against changes?", _encryption),
    "identity": ("Did somebody ask for the phone's identity where there was no need?", _identity),
    "downgrade": ("Was the phone driven to an older kind of network?", _downgrade),
    "neighbours": ("Does a cell announce less than its neighbours, or prefer older networks?", _neighbours),
    "areas": ("Does a cell contradict itself or its neighbours about the area it is in?", _areas),
    "paging": ("Was the phone called again and again for nothing?", _paging),
    "authentication": ("Did network and SIM believe each other?", _authentication),
}
