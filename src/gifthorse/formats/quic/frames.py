"""The frames of Initial packets (RFC 9000 section 19), of which only the handshake's bytes matter here."""

from __future__ import annotations

from typing import Final

from gifthorse.formats.quic.packet import varint

MAX_FRAMES: Final = 4096
MAX_CRYPTO: Final = 1 << 16

PADDING, PING, ACK, ACK_ECN, CRYPTO, CLOSE, APP_CLOSE = 0, 1, 2, 3, 6, 0x1C, 0x1D


class Crypto:
    """The handshake's bytes of one side, put together by offset; browsers send them in pieces and out of order."""

    __slots__ = ("_pieces", "_told", "close_error")

    def __init__(self) -> None:
        self._pieces: dict[int, bytes] = {}
        self._told = 0
        self.close_error: int | None = None

    def feed(self, payload: bytes) -> bytes:
        """Take in the frames of one packet; the bytes that now follow those handed out before."""
        at, end = 0, len(payload)
        for _ in range(MAX_FRAMES):
            if at < end and not payload[at]:
                at = end - len(payload[at:].lstrip(b"\0"))  # padding, mostly a lot of it
            if at >= end:
                break
            kind, at = payload[at], at + 1
            if kind == PING:
                continue
            if kind == CRYPTO:
                offset, at = varint(payload, at)
                length, at = varint(payload, at)
                if offset < 0 or length < 0 or at + length > end:
                    break
                if offset + length <= MAX_CRYPTO and len(self._pieces) < 1024:
                    held = self._pieces.get(offset, b"")
                    if len(held) < length:
                        self._pieces[offset] = payload[at : at + length]
                at += length
            elif kind in (ACK, ACK_ECN):
                at = _skip_ack(payload, at, ecn=kind == ACK_ECN)
            else:
                if kind in (CLOSE, APP_CLOSE):
                    self.close_error, _ = varint(payload, at)
                break
        return self._join()

    def _join(self) -> bytes:
        out: list[bytes] = []
        for offset in sorted(self._pieces):
            if offset > self._told:
                break
            piece = self._pieces.pop(offset)[self._told - offset :]
            out.append(piece)
            self._told += len(piece)
        return b"".join(out)


def _skip_ack(payload: bytes, at: int, *, ecn: bool) -> int:
    _, at = varint(payload, at)
    _, at = varint(payload, at)
    count, at = varint(payload, at)
    for _ in range(1 + 2 * min(max(count, 0), 1024) + (3 if ecn else 0)):
        value, at = varint(payload, at)
        if value < 0:
            return len(payload)
    return at
