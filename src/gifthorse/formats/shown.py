"""Text that strangers chose (names in packets), kept as it is but bounded; what is no UTF-8 is written as \\xNN."""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 4096


def shown(data: bytes, limit: int = MAX_BYTES) -> str:
    """`data` as text, at most `limit` bytes of it."""
    return data[:limit].decode("utf-8", "backslashreplace")
