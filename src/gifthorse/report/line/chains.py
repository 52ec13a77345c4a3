"""A certificate chain drawn: how long each certificate is good for, on one axis of time with the capture's moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from gifthorse.report import words
from gifthorse.report.traffic import Certificate, Chain

WIDTH = 300.0
YEAR = 365.25 * 86_400


class Row(Struct, frozen=True):
    """One certificate: what it is called, its bar on the axis, and what holds it to the next."""

    place: str
    certificate: Certificate
    name: str
    x: float
    width: float
    open_left: bool
    open_right: bool
    dates: str
    good: bool
    link: str
    sound: bool


class Drawn(Struct, frozen=True):
    """A chain with its rows; `seen` is where the capture's moment lies on the axis."""

    chain: Chain
    rows: tuple[Row, ...]
    seen: float
    moment: str
    begins: str
    ends: str


def draw(chains: Sequence[Chain]) -> tuple[Drawn, ...]:
    """Each chain on an axis that holds the leaf's validity and the capture, and not much more."""
    return tuple(_chain(chain) for chain in chains)


def _chain(chain: Chain) -> Drawn:
    leaf = chain.certificates[0] if chain.certificates else None
    dates = (leaf.not_before, leaf.not_after) if leaf else ()
    known = [t for t in (chain.seen, *dates) if t is not None]
    low, high = (min(known), max(known)) if known else (0.0, YEAR)
    if leaf and high - low > 12 * YEAR and chain.seen is not None:  # made to last for ever: look around the capture
        low, high = max(low, chain.seen - 6 * YEAR), min(high, chain.seen + 6 * YEAR)
    edge = max((high - low) * 0.12, 86_400.0)
    low, high = low - edge, high + edge

    def place(seconds: float) -> float:
        return round(WIDTH * min(max((seconds - low) / (high - low), 0.0), 1.0), 1)

    rows = []
    for number, one in enumerate(chain.certificates):
        begin = low if one.not_before is None else one.not_before
        end = high if one.not_after is None else one.not_after
        x = place(begin)
        rows.append(
            Row(
                _place(number, one),
                one,
                common(one.subject),
                x,
                max(place(end) - x, 2.0),
                begin < low,
                end > high,
                f"{_day(one.not_before)} to {_day(one.not_after)}",
                "expired" not in one.troubles and "not yet valid" not in one.troubles,
                words.LINK.get(one.link, ""),
                one.link in ("signed", "named", "root", "claimed"),
            )
        )
    seen = place(chain.seen) if chain.seen is not None else -1.0
    moment = "" if chain.seen is None else datetime.fromtimestamp(chain.seen, UTC).strftime("%Y-%m-%d %H:%M")
    return Drawn(chain, tuple(rows), seen, moment, _day(low), _day(high))


def _place(number: int, one: Certificate) -> str:
    if number == 0:
        return "server"
    return "root" if one.subject == one.issuer else "authority"


def common(subject: str) -> str:
    """The subject's common name, or else organisation, or the whole of it."""
    parts = subject.replace("\\,", "\0").split(",")
    for kind in ("CN=", "O=", "OU="):
        found = next((p.strip()[len(kind) :] for p in parts if p.strip().startswith(kind)), "")
        if found:
            return found.replace("\0", ",")
    return subject or "(no name)"


def _day(seconds: float | None) -> str:
    if seconds is None:
        return "unknown"
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return "never" if seconds > 0 else "always"
