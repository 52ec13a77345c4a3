"""XMPP's beginning (RFC 6120): where encryption begins, and logins without it."""

from __future__ import annotations

import re
from typing import Final

from gifthorse.formats import loose64
from gifthorse.formats.shown import shown

MAX_BYTES: Final = 1 << 16
LONGEST: Final = 2048  # of what is searched for
_ASKS: Final = re.compile(rb"<starttls\b[^>]{0,200}?(?:/>|></starttls>)")
_AGREES: Final = re.compile(rb"<proceed\b[^>]{0,200}?(?:/>|></proceed>)")
_AUTH: Final = re.compile(rb"<auth\b[^>]{0,300}?mechanism=['\"]PLAIN['\"][^>]{0,300}?>([A-Za-z0-9+/=]{4,1000})</auth>")


class Xmpp:
    """Feed both directions until `encrypting` or `over`; then `rests` are the bytes behind the agreement."""

    def __init__(self) -> None:
        self.credentials: list[tuple[str, str]] = []
        self.encrypting = False
        self._said = {True: b"", False: b""}
        self._end = {True: -1, False: -1}

    @property
    def over(self) -> bool:
        """Whether enough was read."""
        return len(self._said[True]) > MAX_BYTES or len(self._said[False]) > MAX_BYTES

    @property
    def rests(self) -> tuple[bytes, bytes]:
        """What the client and the server sent after they agreed."""
        return self._said[True][max(self._end[True], 0) :], self._said[False][max(self._end[False], 0) :]

    def feed(self, outward: bool, data: bytes) -> None:
        """Take in bytes of the client or the server."""
        begin = max(0, len(self._said[outward]) - LONGEST)  # what came before was searched before
        self._said[outward] += data
        if b">" not in data:
            return  # no tag can have ended
        if self._end[outward] < 0:
            match = (_ASKS if outward else _AGREES).search(self._said[outward], begin)
            if match:
                self._end[outward] = match.end()
        self.encrypting = self._end[True] >= 0 and self._end[False] >= 0
        if outward and not self.credentials:
            self._login(begin)

    def _login(self, begin: int) -> None:
        match = _AUTH.search(self._said[True], begin)
        if match is None:
            return
        parts = (loose64.decoded(match[1]) or b"").split(b"\0")
        if len(parts) == 3:
            self.credentials.append((shown(parts[1]), shown(parts[2])))
