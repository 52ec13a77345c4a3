"""Constant texts of a program by their address."""

from __future__ import annotations

from collections.abc import Iterable

from gifthorse.analysis.native.trace import Value

TEXT_LIMIT = 400


class Texts:
    """Constant texts by address."""

    def __init__(self, spans: Iterable[tuple[int, bytes]]) -> None:
        self._spans = [(start, data) for start, data in spans if data]

    def at(self, address: int) -> str | None:
        """The text that begins at an address, None where there is none."""
        for start, data in self._spans:
            if start <= address < start + len(data):
                raw = data[address - start : address - start + TEXT_LIMIT]
                end = raw.find(b"\0")
                raw = raw[:end] if end >= 0 else raw
                ok = raw and all(32 <= c < 127 or c in (9, 10, 13) for c in raw)
                return raw.decode("ascii") if ok else None
        return None

    def of(self, value: Value) -> str | None:
        """The constant text that a value points to."""
        return self.at(value[1]) if value is not None and value[0] == "n" and isinstance(value[1], int) else None
