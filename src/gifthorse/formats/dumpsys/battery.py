"""`dumpsys batterystats`: when the screen went on and off.

Source: AOSP BatteryStats.HistoryPrinter. Each line is so much later than the beginning, whose time the lines RESET:TIME
and TIME give by the phone's own clock, without its zone.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from gifthorse.formats.dumpsys import ROWS_LIMIT

_LINE: Final = re.compile(
    r"\s{2,}(?:0|\+(?:(\d{1,4})d)?(?:(\d{1,2})h)?(?:(\d{1,2})m(?!s))?(?:(\d{1,2})s)?(?:(\d{1,3})ms)?) \(\d+\) (.*)"
).match
_TIME: Final = re.compile(r"(?:RESET:)?TIME: (20\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)").match
_SCREEN: Final = re.compile(r"(?<!\S)([+-])screen(?!\S)")
_ENDS: Final = ("SHUTDOWN",)


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

    def feed(self, line: str) -> None:
        """One line."""
        if line.startswith("Battery History"):
            self.finish()
            self._inside = True
            return
        if not self._inside:
            return
        read = _LINE(line)
        if read is None:
            if line.strip() and not line.startswith("   "):
                self.finish()
            elif line.strip():
                self.unread += 1
            return
        days, hours, minutes, seconds, milliseconds = (int(part or 0) for part in read.groups()[:5])
        offset = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, milliseconds=milliseconds)
        self._line(offset, read[6])

    def _line(self, offset: timedelta, said: str) -> None:
        if time := _TIME(said):
            try:
                self._begin = datetime(*map(int, time.groups())) - offset  # type: ignore[arg-type]
            except (ValueError, OverflowError):
                self.unread += 1
                return
        if self._begin is None:
            self.unread += 1
            return
        self._now = self._begin + offset
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

    def finish(self) -> None:
        """The history ends: the last span ends with its last line."""
        if self._inside:
            self._turn(None)
        self._inside, self._begin, self._now, self._since = False, None, None, None
