"""Bounded raw inflate: never more bytes out than allowed, whatever an archive says about sizes."""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Iterator
from typing import Any, Final

from gifthorse.errors import FormatError, LimitError

fast: Any
try:
    fast = importlib.import_module("isal.isal_zlib")
except ImportError:  # a platform without the wheel: the same calls, a third of the speed
    fast = zlib

CHUNK: Final = 1 << 20
ONE_SHOT: Final = 8 << 20
FREE: Final = 64 << 20
_ERRORS: Final = (zlib.error, fast.error)


def allowance(compressed: int, *, limit: int, ratio: int) -> int:
    """Bytes that `compressed` bytes may become: `limit`, and beyond the first 64 MiB no more than `ratio` to one."""
    return min(limit, max(FREE, compressed * ratio))


def chunks(data: memoryview, allowed: int) -> Iterator[bytes]:
    """The inflated bytes in pieces; `LimitError` beyond `allowed` bytes, `FormatError` if the stream is damaged."""
    stream: Any = fast.decompressobj(wbits=-15)
    total = 0
    for start in range(0, len(data), CHUNK):
        piece: Any = data[start : start + CHUNK]
        while True:
            room = min(4 * CHUNK, allowed - total + 1)
            try:
                out = stream.decompress(piece, room)
            except _ERRORS as error:
                raise FormatError("The compressed data is damaged.", start) from error
            total += len(out)
            if total > allowed:
                raise LimitError("The compressed data becomes larger than is allowed.")
            if out:
                yield out
            piece = stream.unconsumed_tail
            if stream.eof:
                return
            if not piece and len(out) < room:
                break
    if not stream.eof:
        raise FormatError("The compressed data ends too early.", len(data))


def beginning(data: memoryview, size: int) -> bytes:
    """The first `size` inflated bytes, fewer if `data` gives no more; `FormatError` if it is damaged."""
    try:
        # zlib, which looks no further than it must; a size of 0 would mean all
        return zlib.decompressobj(wbits=-15).decompress(data, size) if size else b""
    except _ERRORS as error:
        raise FormatError("The compressed data is damaged.", 0) from error


def inflate(data: memoryview, allowed: int) -> bytes:
    """All inflated bytes at once; errors as `chunks`."""
    if len(data) > ONE_SHOT:
        return b"".join(chunks(data, allowed))
    stream: Any = fast.decompressobj(wbits=-15)
    try:
        out: bytes = stream.decompress(data, allowed + 1)
    except _ERRORS as error:
        raise FormatError("The compressed data is damaged.") from error
    if len(out) > allowed:
        raise LimitError("The compressed data becomes larger than is allowed.")
    if not stream.eof:
        raise FormatError("The compressed data ends too early.", len(data))
    return out


def crc32(data: bytes | memoryview, start: int = 0) -> int:
    """CRC-32, continued from `start`."""
    return int(fast.crc32(data, start))
