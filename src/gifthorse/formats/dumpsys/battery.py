"""`dumpsys batterystats`: when the screen went on and off.

Source: AOSP BatteryStats.HistoryPrinter. Until Android 13 each line is so much later than the beginning, whose time the
lines RESET:TIME and TIME give; since then each has its time, but for the year. All by the phone's own clock, without
its zone.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from gifthorse.formats.dumpsys import ROWS_LIMIT

_LATER: Final = re.compile(
    r"\s{2,}(?:0|\+(?:(\d{1,4})d)?(?:(\d{1,2})h)?(?:(\d{1,2})m(?!s))?(?:(\d{1,2})s)?(?:(\d{1,3})ms)?) \(\d+\) (.*)"
).match
_DATED: Final = re.compile(r"\s*(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3})(?: (.*))?$").match
_TIME: Final = re.compile(r"(?:RESET:)?TIME: (20\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)").match
_DUMPED: Final = re.compile(
    r"== dumpstate: (20\d\d)-(\d\d)-(\d\d) |.* was the duration of dumpsys \w+, ending at: (20\d\d)-(\d\d)-(\d\d) "
).match
_SCREEN: Final = re.compile(r"(?<!\S)([+-])screen(?!\S)")
_ENDS: Final = ("SHUTDOWN",)
_Date = tuple[int, int, int]


class Screen(NamedTuple):
    """A span in which the screen was on or off, by the phone's own clock."""

    lit: bool
    since: datetime
    until: datetime


class Battery:
    """The history."""

    def __init__(self) -> None:
        self.found: list[Screen] = []
        self.unread = 0
        self._inside = False
        self._begin: datetime | None = None
        self._now: datetime | None = None
        self._lit: bool | None = None
        self._since: datetime | None = None
        self._date: _Date | None = None
        self._waiting: list[tuple[tuple[int, ...], str]] = []

    def feed(self, line: str) -> None:
        """One line."""
        if line.startswith("Battery History"):
            self._leave()
            self._inside = True
        elif self._inside:
            self._history(line)
        elif ("dumpstate" in line or "ending at" in line) and (dumped := _DUMPED(line)):
            year, month, day = (int(part) for part in dumped.groups() if part)
            self._know((year, month, day))

    def _history(self, line: str) -> None:
        if dated := _DATED(line):
            self._dated(tuple(map(int, dated.groups()[:6])), dated[7] or "")
        elif later := _LATER(line):
            days, hours, minutes, seconds, milliseconds = (int(part or 0) for part in later.groups()[:5])
            offset = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, milliseconds=milliseconds)
            self._later(offset, later[6])
        elif line.strip() and not line.startswith("   "):
            self._leave()
            self.feed(line)
        elif line.strip():
            self.unread += 1

    def _later(self, offset: timedelta, said: str) -> None:
        if time := _TIME(said):
            try:
                self._begin = datetime(*map(int, time.groups())) - offset  # type: ignore[arg-type]  # six numbers
            except (ValueError, OverflowError):
                self.unread += 1
                return
        if self._begin is None:
            self.unread += 1
            return
        self._now = self._begin + offset
        self._said(said)

    def _dated(self, when: tuple[int, ...], said: str) -> None:
        if time := _TIME(said):
            self._know((int(time[1]), int(time[2]), int(time[3])))
        if self._date is None:
            if _SCREEN.search(said) or said.startswith(_ENDS):
                self._waiting.append((when, said))
            return
        year, month, _ = self._date
        if when[0] < month:  # a new year has begun
            year += 1
        self._at(year, when, said)
        self._date = (year, when[0], when[1])

    def _know(self, date: _Date) -> None:
        """The year is known: what came before it can be read too."""
        waiting, self._waiting = self._waiting, []
        for when, said in waiting:
            self._at(date[0] if when[:2] <= date[1:] else date[0] - 1, when, said)
        self._date = date

    def _at(self, year: int, when: tuple[int, ...], said: str) -> None:
        try:
            month, day, hour, minute, second, milliseconds = when
            self._now = datetime(year, month, day, hour, minute, second, milliseconds * 1000)
        except ValueError:
            self.unread += 1
            return
        self._said(said)

    def _said(self, said: str) -> None:
        if said.startswith(_ENDS):
            self._turn(None)
        elif screen := _SCREEN.search(said):
            self._turn(screen[1] == "+")

    def _turn(self, lit: bool | None) -> None:
        since, now = self._since, self._now
        if self._lit is not None and since is not None and now is not None and since < now:
            if len(self.found) < ROWS_LIMIT:
                self.found.append(Screen(self._lit, since, now))
            else:
                self.unread += 1
        self._lit, self._since = lit, now

    def _leave(self) -> None:
        """A history ends: the last span ends with its last line."""
        if self._inside and not self._waiting:
            self._turn(None)
            self._now = self._since = None
        self._inside, self._begin = False, None

    def finish(self) -> None:
        """No more lines come."""
        self._leave()
        if self._waiting:  # nothing told the year
            self.unread += len(self._waiting)
            self._waiting.clear()
        self._turn(None)
