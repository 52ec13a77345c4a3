"""The line page: what `report.traffic` holds, as the geometry and the words that the HTML report prints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct

from gifthorse.report import words
from gifthorse.report.line import beacons, chains, hours, talks
from gifthorse.report.traffic import Traffic


class Page(Struct, frozen=True):
    """Everything that is drawn on the page, and one sentence that says what it stands on."""

    said: str
    talks: talks.Picture | None
    hours: hours.Chart | None
    beacons: tuple[beacons.Plot, ...]
    chains: tuple[chains.Drawn, ...]


def draw(traffic: Traffic | None, labels: Mapping[str, str]) -> Page | None:
    """The page of these facts, None without any. `labels` are the apps' names by package."""
    if traffic is None:
        return None
    labels = {t.who: t.label for t in traffic.talks if t.label} | dict(labels)
    return Page(
        _said(traffic),
        talks.draw(traffic.talks, labels),
        hours.draw(traffic.stretches),
        beacons.draw(traffic.beacons),
        chains.draw(traffic.chains),
    )


def _said(traffic: Traffic) -> str:
    total, recordings = traffic.totals, traffic.recordings
    if not total.connections:
        messages = words.count(sum(log.messages for log in traffic.radio), "message")
        return f"{words.count(len(traffic.radio), 'log')} of the radio network with {messages}; no connections."
    packets = words.count(sum(r.packets for r in recordings), "packet")
    times = [t for r in recordings for t in (r.first, r.last) if t is not None]
    when = f" between {_time(min(times))} and {_time(max(times))} UTC" if times else ""
    by = f" of {words.count(total.apps, 'app')}" if total.apps else ""
    said = (
        f"{words.count(len(recordings), 'capture')} with {packets}{when}: "
        f"{words.count(total.connections, 'connection')}{by} to {words.count(total.servers, 'server')}, "
        f"{words.size(total.out)} out and {words.size(total.into)} in."
    )
    if total.local:
        said += f" {words.count(total.local, 'connection')} stayed in the local network."
    if not total.apps:
        said += " The captures do not name apps, so the phone's addresses stand in their place."
    lost = sum(r.lost for r in recordings)
    if lost:
        said += f" The capturing machine says that it lost {words.count(lost, 'packet')}."
    if any(r.keys for r in recordings):
        said += " Keys came along: what only they open is not counted as readable by others."
    return said


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
