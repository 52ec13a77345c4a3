"""Bytes that wait for the rest of what they belong to, joined once: many tiny segments cost no more than few."""

from __future__ import annotations


class Pending:
    """`add` gives everything that waited as soon as it is `need` bytes; `keep` what of it must wait on."""

    __slots__ = ("_need", "_parts", "_size")

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._need = 0

    def add(self, data: bytes) -> bytes | None:
        """All bytes that wait, with `data` behind them; None while they are too few."""
        if not self._parts:
            if len(data) >= self._need:
                return data
        elif self._size + len(data) >= self._need:
            joined = b"".join((*self._parts, data))
            self._parts.clear()
            self._size = 0
            return joined
        self._parts.append(data)
        self._size += len(data)
        return None

    def keep(self, rest: bytes, need: int = 0) -> None:
        """Let `rest` wait, until there are `need` bytes if that is known."""
        self._need = need
        if rest:
            self._parts.append(rest)
            self._size += len(rest)

    def peek(self) -> bytes:
        """What waits."""
        return b"".join(self._parts)
