"""Messages of a WebSocket (RFC 6455), packed or not (RFC 7692)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

from gifthorse.formats.pending import Pending

MAX_FRAME: Final = 1 << 20
MAX_MESSAGE: Final = 1 << 18

CONTINUATION, TEXT, BINARY = 0, 1, 2


class Messages:
    """Cuts one side of a connection into messages, unmasked; `broken` once what follows is no frame."""

    __slots__ = ("_inflater", "_packed", "_parts", "_pending", "_size", "broken")

    def __init__(self) -> None:
        self._pending = Pending()
        self._parts: list[bytes] = []
        self._size = 0
        self._packed = False
        self._inflater = zlib.decompressobj(-15)
        self.broken = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The messages that `data` completes, at most 256 KiB of each."""
        buffer = self._pending.add(data)
        if buffer is None:
            return
        at, need = 0, 2
        while not self.broken and at + 2 <= len(buffer):
            masked, length, start = buffer[at + 1] & 0x80, buffer[at + 1] & 0x7F, at + 2
            if length >= 126:
                wide = 2 if length == 126 else 8
                length = int.from_bytes(buffer[start : start + wide], "big")
                if start + wide > len(buffer):
                    break
                start += wide
            first = buffer[at]
            if length > MAX_FRAME or first & 0x30 or (first & 0x0F) not in (0, 1, 2, 8, 9, 10):
                self.broken = True
                break
            body = start + (4 if masked else 0)
            if body + length > len(buffer):
                need = body + length - at
                break
            payload = buffer[body : body + length]
            if masked and length:
                payload = unmasked(payload, buffer[start:body])
            at = body + length
            yield from self._frame(first, payload)
        if not self.broken:
            self._pending.keep(buffer[at:], need)

    def _frame(self, first: int, payload: bytes) -> Iterator[bytes]:
        kind = first & 0x0F
        if kind > BINARY:
            return
        if kind != CONTINUATION:
            self._parts.clear()
            self._size = 0
            self._packed = bool(first & 0x40)
        if self._size < MAX_MESSAGE:
            self._parts.append(payload[: MAX_MESSAGE - self._size])
            self._size += len(payload)
        if not first & 0x80:
            return
        message = b"".join(self._parts)
        self._parts.clear()
        if self._packed:
            try:
                message = self._inflater.decompress(message + b"\0\0\xff\xff", MAX_MESSAGE)
            except zlib.error:
                self._inflater = zlib.decompressobj(-15)
                return
        yield message


def unmasked(payload: bytes, key: bytes) -> bytes:
    """The payload xored with its four-byte key."""
    length = len(payload)
    stream = (key * (length // 4 + 1))[:length]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")).to_bytes(length, "big")
