"""NetBIOS names inside DNS-like messages (RFC 1001 14.1): sixteen bytes written with the letters A to P."""

from __future__ import annotations

import re
from typing import Final

_ENCODED: Final = re.compile(r"([A-P]{32})(?:\.(.*))?\Z").match


def plain(name: str) -> str:
    """A name of the name service in clear, its last byte (what is offered under it) as <20>; others unchanged."""
    match = _ENCODED(name)
    if match is None:
        return name
    letters = match[1].encode()
    decoded = bytes((letters[i] - 65) << 4 | letters[i + 1] - 65 for i in range(0, 32, 2))
    text = decoded[:15].rstrip(b" \0").decode("latin-1")
    shown = f"{text if text.isprintable() else decoded[:15].hex()}<{decoded[15]:02x}>"
    return f"{shown}.{match[2]}" if match[2] else shown
