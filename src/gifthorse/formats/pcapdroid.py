"""The list of connections that PCAPdroid exports as comma-separated values.

Nothing is quoted, so a comma in an app's name or in a URL moves what follows: lines are read from both ends, and the
package's name or the protocol shows where the app's name ends. Times are milliseconds since 1970.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

HEADER: Final = b"IPProto,SrcIP,SrcPort,DstIp,DstPort,UID,App,"
MAX_LINE: Final = 1 << 14
_BEFORE: Final = 6
_COUNTS: Final = ("BytesSent", "BytesRcvd", "PktsSent", "PktsRcvd", "FirstSeen", "LastSeen")
_PACKAGE: Final = re.compile(r"[A-Za-z]\w*(?:\.\w+)+\Z").match
_PROTOCOL: Final = re.compile(r"[A-Z][\w./+-]{0,30}\Z").match
_NUMBER: Final = re.compile(r"-?[0-9]{1,19}\Z").match


class Entry(Struct, frozen=True):
    """One connection; times in nanoseconds since 1970, `uid` -1 where unknown."""

    protocol_number: int
    client: str
    client_port: int
    server: str
    server_port: int
    uid: int
    app: str
    package: str
    protocol: str
    status: str
    info: str
    bytes_out: int
    bytes_in: int
    packets_out: int
    packets_in: int
    first: int
    last: int


class Table:
    """Reads lines by what the header line says of their columns."""

    def __init__(self, header: str) -> None:
        columns = header.strip().lstrip("\ufeff").split(",")
        self._package = "PackageName" in columns
        self._after = len(columns) - columns.index("BytesSent") if "BytesSent" in columns else len(_COUNTS)

    def read(self, line: str) -> Entry | None:
        """One line; None where it is none of this table's."""
        cells = line.rstrip("\r\n").split(",")
        middle = cells[_BEFORE : len(cells) - self._after]
        counts = cells[len(cells) - self._after :][: len(_COUNTS)]
        named = self._names(middle)
        numbers = [cells[0], cells[2], cells[4], cells[5], *counts] if len(cells) > _BEFORE else []
        if named is None or len(line) > MAX_LINE or len(counts) < len(_COUNTS) or not all(map(_NUMBER, numbers)):
            return None
        number, client_port, server_port, uid, *totals = map(int, numbers)
        out, into, packets_out, packets_in, first, last = totals
        if not all(0 <= n < 1 << 62 for n in totals) or not (0 <= number < 256 and -2 < uid < 1 << 31):
            return None
        if not (0 <= client_port < 1 << 16 and 0 <= server_port < 1 << 16):
            return None
        app, package, protocol, status, info = named
        return Entry(
            number, cells[1], client_port, cells[3], server_port, uid, app, package, protocol, status, info,
            out, into, packets_out, packets_in, _nanoseconds(first), _nanoseconds(last),
        )  # fmt: skip

    def _names(self, middle: list[str]) -> tuple[str, str, str, str, str] | None:
        """App, package, protocol, status and what is known of the server."""
        ahead = 2 if self._package else 1
        for at in range(ahead - 1, len(middle) - 2):
            package = middle[at] if self._package else ""
            if (not self._package or not package or _PACKAGE(package)) and _PROTOCOL(middle[at + 1]):
                app = ",".join(middle[: at + 1 if not self._package else at])
                return app, package, middle[at + 1], middle[at + 2], ",".join(middle[at + 3 :])
        return None


def _nanoseconds(milliseconds: int) -> int:
    return milliseconds * 1_000_000 if 0 < milliseconds < 1 << 42 else -1
