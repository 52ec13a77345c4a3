"""HTTP Archive 1.2: what a browser or a proxy writes down of requests and responses, as JSON.

http://www.softwareishard.com/blog/har-12-spec/. Bodies are unpacked already, whatever their headers say.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from gifthorse.errors import FormatError
from gifthorse.formats.recorded.values import (
    MAX_HEADERS,
    MAX_VALUE,
    Ends,
    Exchanged,
    Said,
    mapping,
    number,
    port,
    sequence,
    text,
)

MAX_MESSAGES: Final = 4096
_PORTS: Final = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_UNPACKED: Final = ("content-encoding", "transfer-encoding")


def read(data: bytes) -> Iterator[Exchanged | None]:
    """Every entry, None for one that cannot be read. Raises FormatError where it is no archive."""
    try:
        whole = json.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise FormatError("The HTTP archive is no whole JSON.") from None
    entries = mapping(mapping(whole).get("log")).get("entries")
    if not isinstance(entries, list):
        raise FormatError("The HTTP archive has no list of entries.")
    return (_entry(mapping(entry), place) for place, entry in enumerate(entries))


def _entry(entry: Any, place: int) -> Exchanged | None:
    request, response = mapping(entry.get("request")), mapping(entry.get("response"))
    url = text(request.get("url"))
    try:
        parts = urlsplit(url)
        host, where = parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not host or where is None:
        return None
    begun = _time(entry.get("startedDateTime"))
    took = entry.get("time")
    lasted = int(took * 1e6) if isinstance(took, (int, float)) and 0 < took < 1e9 else 0
    address = text(entry.get("serverIPAddress")).strip("[]") or host
    connection = text(entry.get("connection")) or text(entry.get("_connectionId"))
    ends = Ends(
        f"{connection or place} {host} {where}",
        "udp" if "h3" in text(request.get("httpVersion")).lower() else "tcp",
        "",
        port(int(connection)) if connection.isdecimal() and len(connection) < 6 else None,
        address,
        where,
        parts.scheme in ("https", "wss"),
        begun,
        begun + lasted if begun >= 0 else -1,
    )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    body = _posted(mapping(request.get("postData")))
    asked = Said(
        text(request.get("method"))[:32], path, 0, _version(request), _headers(request, host), body,
        max(len(body), number(request.get("bodySize"))), begun,
    )  # fmt: skip
    answered = _response(response, ends.last) if number(response.get("status")) else None
    messages = tuple(_message(m) for m in sequence(entry.get("_webSocketMessages"))[:MAX_MESSAGES])
    return Exchanged(ends, asked, answered, messages=messages, error=text(response.get("_error")))


def _response(response: Any, time: int) -> Said:
    content = mapping(response.get("content"))
    body = _decoded(text(content.get("text")), text(content.get("encoding")))
    size = max(len(body), number(response.get("bodySize")), number(content.get("size")))
    return Said("", "", number(response.get("status")) % 1000, _version(response), _headers(response), body, size, time)


def _posted(data: Any) -> bytes:
    body = text(data.get("text"))
    if body:
        return _decoded(body, text(data.get("encoding")))
    pairs = [(text(p.get("name")), text(p.get("value"))) for p in map(mapping, sequence(data.get("params")))]
    return urlencode(pairs).encode()


def _decoded(body: str, encoding: str) -> bytes:
    if encoding == "base64":
        try:
            return b64decode(body)
        except (binascii.Error, ValueError):
            return b""
    return body.encode("utf-8", "surrogatepass")


def _headers(said: Any, host: str = "") -> tuple[tuple[str, str], ...]:
    """Without those that say how the body was packed: it no longer is."""
    found = []
    for header in map(mapping, sequence(said.get("headers"))[:MAX_HEADERS]):
        name = text(header.get("name")).lower()[:256]
        if name and name not in _UNPACKED:
            found.append((name, text(header.get("value"))[:MAX_VALUE]))
    if host and not any(name in ("host", ":authority") for name, _ in found):
        found.insert(0, ("host", host))
    return tuple(found)


def _version(said: Any) -> str:
    version = text(said.get("httpVersion")).lower()
    return {"h2": "2", "h3": "3", "http/2": "2", "http/2.0": "2", "http/3": "3"}.get(
        version, version.removeprefix("http/")[:3] or "1.1"
    )


def _message(message: Any) -> tuple[bool, bytes, int]:
    said = mapping(message)
    body = _decoded(text(said.get("data")), "base64" if said.get("opcode") == 2 else "")
    when = said.get("time")
    time = int(when * 1e9) if isinstance(when, (int, float)) and 0 < when < 1e10 else -1
    return said.get("type") == "send", body, time


def _time(value: Any) -> int:
    try:
        said = datetime.fromisoformat(text(value))
        seconds = (said if said.tzinfo else said.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return -1
    return int(seconds * 1e6) * 1000 if 0 < seconds < 1e10 else -1
