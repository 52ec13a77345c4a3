"""HPACK (RFC 7541): the compressed headers of HTTP/2, with a memory of bounded size."""

from __future__ import annotations

from collections import deque
from typing import Final

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats.http.huffman import decode

MAX_TABLE: Final = 1 << 16
MAX_HEADERS: Final = 512
MAX_BYTES: Final = 1 << 18

_PLAIN: Final = """
:authority|:method GET|:method POST|:path /|:path /index.html|:scheme http|:scheme https|:status 200|:status 204
:status 206|:status 304|:status 400|:status 404|:status 500|accept-charset|accept-encoding gzip, deflate
accept-language|accept-ranges|accept|access-control-allow-origin|age|allow|authorization|cache-control
content-disposition|content-encoding|content-language|content-length|content-location|content-range|content-type
cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range|if-unmodified-since
last-modified|link|location|max-forwards|proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after
server|set-cookie|strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate
"""
_STATIC: Final = [
    (name, value) for name, _, value in (entry.partition(" ") for entry in _PLAIN.strip().replace("\n", "|").split("|"))
]
assert len(_STATIC) == 61

Header = tuple[str, str]


class Decoder:
    """One direction's headers, in the order of its blocks: each may refer to those before."""

    __slots__ = ("_entries", "_limit", "_size")

    def __init__(self) -> None:
        self._entries: deque[Header] = deque()
        self._size = 0
        self._limit = 4096

    def read(self, block: bytes) -> list[Header]:
        """The headers of one block; raises FormatError, after which this direction cannot be read any more."""
        found: list[Header] = []
        at, end, size = 0, len(block), 0
        while at < end:
            first = block[at]
            if first & 0x80:
                index, at = _integer(block, at, 7)
                header = self._at(index)
            elif first & 0xE0 == 0x20:
                limit, at = _integer(block, at, 5)
                self._resize(limit)
                continue
            else:
                kept = bool(first & 0x40)
                index, at = _integer(block, at, 6 if kept else 4)
                if index:
                    name = self._at(index)[0]
                else:
                    name, at = _string(block, at)
                value, at = _string(block, at)
                header = (name, value)
                if kept:
                    self._keep(header)
            size += len(header[0]) + len(header[1]) + 32
            if len(found) >= MAX_HEADERS or size > MAX_BYTES:
                raise LimitError("An HTTP/2 message has too many headers.")
            found.append(header)
        return found

    def _at(self, index: int) -> Header:
        if 1 <= index <= 61:
            return _STATIC[index - 1]
        if 62 <= index < 62 + len(self._entries):
            return self._entries[index - 62]
        raise FormatError("An HTTP/2 header refers to one that is not there.")

    def _resize(self, limit: int) -> None:
        if limit > MAX_TABLE:
            raise LimitError("An HTTP/2 connection wants to remember too many headers.")
        self._limit = limit
        self._evict()

    def _keep(self, header: Header) -> None:
        self._entries.appendleft(header)
        self._size += len(header[0]) + len(header[1]) + 32
        self._evict()

    def _evict(self) -> None:
        while self._size > self._limit and self._entries:
            name, value = self._entries.pop()
            self._size -= len(name) + len(value) + 32


def _integer(block: bytes, at: int, bits: int) -> tuple[int, int]:
    top = (1 << bits) - 1
    value = block[at] & top
    at += 1
    if value < top:
        return value, at
    for shift in (0, 7, 14, 21):
        if at >= len(block):
            break
        byte = block[at]
        at += 1
        value += (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise FormatError("A number in an HTTP/2 header does not end.")


def _string(block: bytes, at: int) -> tuple[str, int]:
    if at >= len(block):
        raise FormatError("An HTTP/2 header is cut short.")
    coded = block[at] & 0x80
    length, at = _integer(block, at, 7)
    if at + length > len(block):
        raise FormatError("An HTTP/2 header is cut short.")
    raw = block[at : at + length]
    return (decode(raw) if coded else raw).decode("latin-1"), at + length
