"""Logins inside addresses, as in ftp://anna:secret@host/ (RFC 3986, 3.2.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

MAX_LOGINS: Final = 8
_ADDRESS: Final = re.compile(
    r"[a-z][a-z0-9+.-]{1,9}://([A-Za-z0-9._~%!$&'*+,;=-]{1,64}):([^\s/?#:@\"'<>\\]{1,64})@[A-Za-z0-9\[]", re.IGNORECASE
)
_ANYBODY: Final = ("anonymous", "ftp")


def logins(text: str) -> Iterator[tuple[str, int, int]]:
    """(user:password, where, how long)."""
    if "://" not in text or "@" not in text:
        return
    for count, match in enumerate(_ADDRESS.finditer(text)):
        if count >= MAX_LOGINS:
            return
        user, password = unquote(match[1]), unquote(match[2])
        if user.lower() not in _ANYBODY:
            yield f"{user}:{password}", match.start(1), match.end(2) - match.start(1)
