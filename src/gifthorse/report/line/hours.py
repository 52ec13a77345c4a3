"""Bytes over time, as bars: what went out above the line, what came in below it, each on its own scale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from gifthorse.report import words
from gifthorse.report.traffic import Stretch

WIDTH, HALF = 960.0, 78.0
LEFT, BREAK = 92.0, 16.0


class Tick(Struct, frozen=True):
    """A time on the axis."""

    x: float
    text: str
    anchor: str


class Chart(Struct, frozen=True):
    """Paths of the two halves, ticks, the places where time is left out, and what the scales mean."""

    width: float
    half: float
    left: float
    out: str
    into: str
    ticks: tuple[Tick, ...]
    breaks: tuple[float, ...]
    most_out: str
    most_in: str
    step: str
    said: str


def draw(stretches: Sequence[Stretch]) -> Chart | None:
    """The chart, None where nothing has a time."""
    if not stretches:
        return None
    parts = sum(len(s.out) for s in stretches)
    room = WIDTH - LEFT - BREAK * (len(stretches) - 1)
    wide = min(room / parts, 24.0)
    most_out = max(max(s.out) for s in stretches)
    most_in = max(max(s.into) for s in stretches)
    x = LEFT
    out, into, breaks = [], [], []
    ticks: list[Tick] = []
    for number, stretch in enumerate(stretches):
        if number:
            breaks.append(round(x + BREAK / 2, 1))
            x += BREAK
        for place, (sent, got) in enumerate(zip(stretch.out, stretch.into, strict=True)):
            at = x + place * wide
            out.append(_bar(at, wide, HALF * sent / most_out if most_out else 0, up=True))
            into.append(_bar(at, wide, HALF * got / most_in if most_in else 0, up=False))
        ticks += _ticks(stretch, x, wide)
        x += wide * len(stretch.out)
    step = words.lasting(stretches[0].step)
    sent, got = sum(sum(s.out) for s in stretches), sum(sum(s.into) for s in stretches)
    said = (
        f"{words.size(sent)} out and {words.size(got)} in, at most {words.size(most_out)} out "
        f"and {words.size(most_in)} in within {step}"
    )
    return Chart(
        WIDTH, HALF, LEFT, "".join(out), "".join(into), tuple(_apart(ticks)), tuple(breaks),
        words.size(most_out), words.size(most_in), step, said,
    )  # fmt: skip


def _bar(x: float, wide: float, tall: float, *, up: bool) -> str:
    if tall <= 0:
        return ""
    tall = max(tall, 1.2)  # what is there must be seen
    gap = 0.6 if wide > 3 else 0.0
    return f"M{x:.1f} 0h{wide - gap:.1f}v{-tall if up else tall:.1f}h{gap - wide:.1f}z"


def _ticks(stretch: Stretch, x: float, wide: float) -> list[Tick]:
    """Its first time with the date, then round hours (or minutes, or days) as far as there is room."""
    length = wide * len(stretch.out)
    ticks = [Tick(round(x, 1), _time(stretch.first, date=True, step=stretch.step), "start")]
    every = next(
        (e for e in (60, 300, 600, 1800, 3600, 7200, 10800, 21600, 43200, 86400) if e / stretch.step * wide >= 64),
        86400,
    )
    at = (stretch.first // every + 1) * every
    while at < stretch.first + stretch.step * len(stretch.out):
        place = x + (at - stretch.first) / stretch.step * wide
        if place - x > 120 and x + length - place > 10:
            ticks.append(Tick(round(place, 1), _time(at, date=at % 86400 == 0, step=every), "middle"))
        at += every
    return ticks


def _apart(ticks: Sequence[Tick]) -> list[Tick]:
    """Ticks that do not lie upon each other: each needs about 7 units a character."""
    kept: list[Tick] = []
    free = 0.0
    for tick in ticks:
        width = len(tick.text) * 6.4
        start = tick.x if tick.anchor == "start" else tick.x - width / 2
        beyond = start + width > WIDTH
        start = min(start, WIDTH - width)
        if start >= free:
            kept.append(Tick(WIDTH, tick.text, "end") if beyond else tick)
            free = start + width + 8
    return kept


def _time(seconds: float, *, date: bool, step: float) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    if not date:
        return moment.strftime("%H:%M")
    return moment.strftime("%Y-%m-%d" if step >= 86400 else "%Y-%m-%d %H:%M")
