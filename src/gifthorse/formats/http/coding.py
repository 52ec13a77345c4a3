"""Content codings undone, bounded in bytes and ratio (RFC 9110 8.4)."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any, Final

MAX_BYTES: Final = 1 << 20
MAX_CODINGS: Final = 3
_ALLOWANCE: Final = 1 << 16
_RATIO: Final = 100


def decoded(body: bytes, codings: str | None) -> tuple[bytes, bool]:
    """(what `body` unpacks to, whether that is all): what cannot be unpacked, or is too much, is left out."""
    if not codings:
        return body, True
    whole = True
    for coding in reversed([c.strip().lower() for c in codings.split(",")][-MAX_CODINGS:]):
        if coding in ("", "identity"):
            continue
        undo = _CODINGS.get(coding)
        if undo is None:
            return body, False
        unpacked, complete = undo(body, min(MAX_BYTES, _ALLOWANCE + _RATIO * len(body)))
        whole = whole and complete
        if not unpacked and not complete:
            return body, False
        body = unpacked
    return body, whole


def _inflate(body: bytes, limit: int, window: int) -> tuple[bytes, bool]:
    machine = zlib.decompressobj(window)
    try:
        out = machine.decompress(body, limit)
    except zlib.error:
        return b"", False
    return out, machine.eof


def _gzip(body: bytes, limit: int) -> tuple[bytes, bool]:
    return _inflate(body, limit, 31)


def _deflate(body: bytes, limit: int) -> tuple[bytes, bool]:
    """Of RFC 9110 it is zlib's format; some servers send it bare."""
    out, whole = _inflate(body, limit, 15)
    return (out, whole) if out else _inflate(body, limit, -15)


def _brotli(body: bytes, limit: int) -> tuple[bytes, bool]:
    import brotli

    machine: Any = brotli.Decompressor()
    out: list[bytes] = []
    size = 0
    data = body
    try:
        while size < limit:
            piece = machine.process(data, output_buffer_limit=limit - size)
            out.append(piece)
            size += len(piece)
            data = b""
            if machine.is_finished() or machine.can_accept_more_data():
                break
    except brotli.error:
        return b"".join(out)[:limit], False
    return b"".join(out)[:limit], bool(machine.is_finished()) and size <= limit


def _zstd(body: bytes, limit: int) -> tuple[bytes, bool]:
    import zstandard

    reader: Any = zstandard.ZstdDecompressor(max_window_size=1 << 23).stream_reader(body, read_size=1 << 16)
    out: list[bytes] = []
    size = 0
    try:
        while size < limit:
            piece = reader.read(min(1 << 16, limit - size))
            if not piece:
                return b"".join(out), True
            out.append(piece)
            size += len(piece)
    except zstandard.ZstdError:
        pass
    return b"".join(out), False


_CODINGS: Final[dict[str, Callable[[bytes, int], tuple[bytes, bool]]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
