"""Bodies of HTTP/1 messages: how long they are, and their pieces without the chunks' sizes (RFC 9112, 6 and 7)."""

from __future__ import annotations

import hashlib
from typing import Final

from gifthorse.formats.http.head import Head

MAX_KEPT: Final = 1 << 18
MAX_CHUNK_LINE: Final = 1024

NONE: Final = 0
LENGTH: Final = 1
CHUNKED: Final = 2
CLOSE: Final = 3


def framing(head: Head, *, asked: str | None) -> tuple[int, int]:
    """(NONE, LENGTH, CHUNKED or CLOSE, bytes). `asked` is the method a response answers, None for a request."""
    if asked is not None and (asked == "HEAD" or head.status in (204, 304) or head.status < 200):
        return NONE, 0
    if asked == "CONNECT" and head.status < 300:
        return NONE, 0
    coding = head.get("transfer-encoding")
    if coding is not None and "chunked" in coding.lower():
        return CHUNKED, 0
    length = head.get("content-length")
    if length is not None and length.isascii() and length.isdigit() and len(length) < 19:
        return (LENGTH, int(length)) if int(length) else (NONE, 0)
    return (NONE, 0) if asked is None else (CLOSE, 0)


class Body:
    """One body as it arrives. `kept` are its first bytes, `size` all of them, `whole` whether its end was seen.

    `missing` bytes were lost by the capture; then `sha256` is None.
    """

    __slots__ = ("_hash", "_kept", "_kept_bytes", "_left", "_line", "_mode", "broken", "done", "missing", "size")

    def __init__(self, mode: int, length: int = 0) -> None:
        self._mode = mode
        self._left = length  # of the body, or of the current chunk
        self._line = b""
        self._kept: list[bytes] = []
        self._kept_bytes = 0
        self._hash = hashlib.sha256()
        self.size = 0
        self.missing = 0
        self.done = mode == NONE
        self.broken = False

    @property
    def kept(self) -> bytes:
        """The first bytes, at most 256 KiB."""
        return b"".join(self._kept)

    @property
    def whole(self) -> bool:
        """Whether all of it was seen."""
        return self.done and not self.missing and not self.broken

    @property
    def sha256(self) -> str | None:
        """Over the body as sent (still gzip where it is), if all of it was seen."""
        return self._hash.hexdigest() if self.whole and self.size else None

    def feed(self, data: bytes) -> bytes:
        """Take in what belongs to this body; what follows it."""
        if self._mode == LENGTH:
            taken, rest = data[: self._left], data[self._left :]
            self._left -= len(taken)
            self._take(taken)
            self.done = self._left <= 0
            return rest
        if self._mode == CHUNKED:
            return self._chunks(data)
        if self._mode == CLOSE:
            self._take(data)
            return b""
        return data

    @property
    def left(self) -> int:
        """Bytes of a body of known length that are still to come."""
        return self._left if self._mode == LENGTH else 0

    def leave_out(self) -> int:
        """Do without the rest of a body of known length; how many bytes that are."""
        left = self.left
        self.size += left
        self._left = 0
        self.missing += left
        self.done = True
        return left

    def lose(self, count: int) -> bool:
        """The capture misses `count` bytes here; whether reading can go on behind them."""
        if self._mode == CLOSE:
            self.missing += count
            return True
        if self._mode in (LENGTH, CHUNKED) and count <= self._left:
            self.missing += count
            self.size += count
            self._left -= count
            self.done = self._mode == LENGTH and not self._left
            if self._mode == CHUNKED and not self._left:
                self._left = -1
            return True
        return False

    def close(self) -> None:
        """The connection ended, which ends a body of unknown length."""
        if self._mode == CLOSE:
            self.done = True

    def _take(self, data: bytes) -> None:
        self.size += len(data)
        self._hash.update(data)
        if self._kept_bytes < MAX_KEPT and data:
            piece = data[: MAX_KEPT - self._kept_bytes]
            self._kept.append(piece)
            self._kept_bytes += len(piece)

    def _chunks(self, data: bytes) -> bytes:
        """`_left` is 0 before a size, -1 before the line end behind a chunk, -2 among trailers."""
        data = self._line + data
        self._line = b""
        at = 0
        while at < len(data):
            if self._left > 0:
                taken = data[at : at + self._left]
                self._take(taken)
                at += len(taken)
                self._left = self._left - len(taken) or -1
                continue
            end = data.find(b"\n", at, at + MAX_CHUNK_LINE)
            if end < 0:
                if len(data) - at >= MAX_CHUNK_LINE:
                    self.broken = self.done = True
                    return b""
                self._line = data[at:]
                return b""
            line = data[at:end].strip()
            at = end + 1
            if self._left == -1:
                self._left = 0
                if not line:
                    continue
            if self._left == -2:
                if not line:
                    self.done = True
                    return data[at:]
                continue
            try:
                self._left = int(line.partition(b";")[0], 16)
            except ValueError:
                self._left = -1
            if not 0 <= self._left < 1 << 40:
                self.broken = self.done = True
                return b""
            if self._left == 0:
                self._left = -2
        return b""
