"""When nobody used the phone: its screen was off, or it was night where it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pyarrow as pa

from gifthorse.tables import Rows, specs

FROM, TO = 1, 5
"""The hours of the night that count."""
DAYS_LIMIT: Final = 400
SHORTEST: Final = timedelta(minutes=2)


def complete(tables: dict[str, pa.Table]) -> pa.Table:
    """Spans within the time that captures cover."""
    rows = Rows()
    seen = [(c["first"], c["last"]) for c in tables["captures"].to_pylist() if c["first"] is not None]
    place = _zone(tables) if seen else None
    if seen:
        for span in tables["screen_times"].to_pylist():
            since, until = span["since"], span["until"]
            if span["zone"] is None and place is not None:
                since, until = (moment.replace(tzinfo=place).astimezone(UTC) for moment in (since, until))
            elif span["zone"] is None:
                continue
            if not span["lit"] and until - since >= SHORTEST and _within(since, until, seen):
                rows.add("quiet_times", why="screen off", since=since, until=until)
        if place is not None:
            for since, until in _nights(min(first for first, _ in seen), max(last for _, last in seen), place):
                if _within(since, until, seen):
                    rows.add("quiet_times", why="night", since=since, until=until)
    return dict(rows.tables()).get("quiet_times", specs()["quiet_times"].schema().empty_table())


def _within(since: datetime, until: datetime, seen: list[tuple[datetime, datetime]]) -> bool:
    return any(since < last and first < until for first, last in seen)


def _zone(tables: dict[str, pa.Table]) -> ZoneInfo | None:
    """The phone's time zone, as its battery's history or its properties name it."""
    named = [name for name in tables["screen_times"]["zone"].to_pylist() if name]
    properties = tables["properties"]
    for name, value in zip(properties["name"].to_pylist(), properties["value"].to_pylist(), strict=True):
        if name == "persist.sys.timezone" and value:
            named.append(value)
    for name in named:
        try:
            return ZoneInfo(name)
        except (OSError, ValueError, KeyError):
            continue
    return None


def _nights(first: datetime, last: datetime, place: ZoneInfo) -> list[tuple[datetime, datetime]]:
    day = first.astimezone(place).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    found = []
    for number in range(min(DAYS_LIMIT, (last - first).days + 2)):
        begin = day + timedelta(days=number)
        hours = [(begin + timedelta(hours=hour)).replace(tzinfo=place).astimezone(UTC) for hour in (FROM, TO)]
        found.append((hours[0], hours[1]))
    return found
