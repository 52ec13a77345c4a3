"""Which package runs as which user id: `dumpsys package`, `pm list packages -U`, packages.list."""

from __future__ import annotations

import re
from typing import Final

from gifthorse.formats.dumpsys import ROWS_LIMIT

_PACKAGE: Final = re.compile(r"  Package \[([\w.]{1,255})\] \(").match
_UID: Final = re.compile(r"\s{4,}(?:userId|appId)=(\d{1,9})\b").match
_LISTED: Final = re.compile(r"package:(?:\S*=)?([\w.]{1,255})\s+uid:(\d{1,9})(?:,\d+)*\s*$").match
_FILE: Final = re.compile(r"([\w.]{1,255}) (\d{4,9}) [01] /data/\S+ ").match


class Packages:
    """`found`: (user id, package), each once."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, str], None] = {}
        self.unread = 0
        self._package = ""

    def feed(self, line: str) -> None:
        """One line."""
        if line.startswith("  Package ["):
            package = _PACKAGE(line)
            self.unread += package is None
            self._package = package[1] if package else ""
        elif self._package and (uid := _UID(line)):
            self._keep(int(uid[1]), self._package)
            self._package = ""
        elif listed := _LISTED(line) if line.startswith("package:") else _FILE(line):
            self._keep(int(listed[2]), listed[1])

    def _keep(self, uid: int, package: str) -> None:
        if len(self.found) < ROWS_LIMIT:
            self.found[uid, package] = None
        else:
            self.unread += 1
