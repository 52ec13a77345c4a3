"""Heads of HTTP/1 requests and responses (RFC 9112), read as forgivingly as servers and apps do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MAX_HEAD: Final = 1 << 16
MAX_HEADERS: Final = 256
MAX_VALUE: Final = 8192

_REQUEST: Final = re.compile(r"([A-Z][A-Z0-9_\-]{1,23}) +(\S.*?) +(HTTP|RTSP|SIP)/(\d(?:\.\d)?) *\Z").match
_RESPONSE: Final = re.compile(r"(HTTP|RTSP|SIP|ICY)(?:/(\d(?:\.\d)?))? +(\d{3})(?: +(.*?))? *\Z").match
_METHODS: Final = (
    b"GET ",
    b"POST ",
    b"HEAD ",
    b"PUT ",
    b"OPTIONS ",
    b"DELETE ",
    b"CONNECT ",
    b"PATCH ",
    b"TRACE ",
    b"PROPFIND ",
    b"SUBSCRIBE ",
    b"NOTIFY ",
    b"M-SEARCH ",
    b"REPORT ",
)


@dataclass(frozen=True, slots=True)
class Head:
    """A request's (`status` 0) or a response's head. Header names are in lower case, in the order sent."""

    method: str
    target: str
    status: int
    version: str
    headers: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """The first header of this (lower-case) name."""
        for key, value in self.headers:
            if key == name:
                return value
        return None

    def all(self, name: str) -> list[str]:
        """Every header of this (lower-case) name."""
        return [value for key, value in self.headers if key == name]


def is_request(data: bytes) -> bool:
    """Whether a stream begins like an HTTP request."""
    return data.startswith(_METHODS) and (b" HTTP/1." in data[:MAX_HEAD] or b"\n" not in data)


def is_response(data: bytes) -> bool:
    """Whether a stream begins like an HTTP response."""
    return data[:7] == b"HTTP/1." and data[8:9] == b" "


def end_of_head(data: bytes, start: int = 0) -> tuple[int, int]:
    """(end of the head's text, where the body begins), both -1 while its empty line is missing."""
    end = data.find(b"\r\n\r\n", start)
    if end >= 0:
        bare = data.find(b"\n\n", start, end)
        return (end, end + 4) if bare < 0 else (bare, bare + 2)
    end = data.find(b"\n\n", start)
    return (end, end + 2) if end >= 0 else (-1, -1)


def head(data: bytes) -> Head | None:
    """The head in `data`, which is all before the empty line; None if it is no HTTP."""
    lines = data.decode("latin-1").split("\n", MAX_HEADERS + 1)
    first = lines[0].rstrip("\r")
    request = _REQUEST(first)
    if request:
        method, target, _, version = request.groups()
        return Head(method, target, 0, version, _headers(lines))
    response = _RESPONSE(first)
    if response:
        return Head("", "", int(response[3]), response[2] or "1.0", _headers(lines))
    return None


def _headers(lines: list[str]) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for line in lines[1 : MAX_HEADERS + 1]:
        if line[:1] in (" ", "\t") and found:  # a folded line goes on with the one before
            key, value = found[-1]
            found[-1] = (key, f"{value} {line.strip()}"[:MAX_VALUE])
            continue
        key, colon, value = line.partition(":")
        if colon:
            found.append((key.strip().lower(), value.strip()[:MAX_VALUE]))
    return tuple(found)
