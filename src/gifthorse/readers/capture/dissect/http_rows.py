"""Exchanges -> the table `http`, and the identifiers and secrets in requests -> `payload_tokens`."""

from __future__ import annotations

from typing import Any, Final

from gifthorse.formats import loose64
from gifthorse.formats.http import offers, resolving
from gifthorse.formats.http.coding import decoded
from gifthorse.formats.http.conversation import Exchange, Part
from gifthorse.formats.http.head import Head
from gifthorse.formats.http.kinds import kind
from gifthorse.formats.identifiers.fields import told
from gifthorse.formats.identifiers.find import Token, in_address, in_cookie, in_field, in_query, in_raw, in_text, words
from gifthorse.formats.identifiers.packed import opened, unpacked
from gifthorse.readers.capture.dissect import carried, dns, tokens
from gifthorse.readers.capture.dissect.dissector import Context, Flow

MAX_TEXT: Final = 4096
MAX_HEADERS: Final = 64
ENOUGH_TO_TELL: Final = 1 << 14
_PROGRAMS: Final = frozenset({"elf", "dex", "apk"})
# Headers that every client sends, and those read otherwise.
_ORDINARY: Final = {
    "host", "connection", "accept", "accept-encoding", "accept-language", "accept-charset", "content-length",
    "content-type", "cache-control", "pragma", "user-agent", "cookie", "authorization",
    "proxy-authorization", "range", "if-none-match", "if-modified-since", "origin", "te", "dnt", "expect",
    "upgrade-insecure-requests", "transfer-encoding", "content-encoding", "keep-alive", "etag", "date",
    ":method", ":path", ":scheme", ":authority", "sec-websocket-key", "sec-websocket-version", "sec-ch-ua",
    "sec-fetch-mode", "sec-fetch-site", "sec-fetch-dest",
}  # fmt: skip


def add(context: Context, flow: Flow, exchange: Exchange) -> None:
    """One row, and the tokens of its request."""
    request, response = exchange.request, exchange.response
    first = request or response
    if first is None:
        return
    decrypted = flow.over == "tls"
    mark: tuple[int, int] = first.mark
    columns: dict[str, Any] = {"method": None, "path": None, "url": None, "host": None, "headers": []}
    body = b""
    if request is not None:
        columns |= _asked(request.head, decrypted)
        if columns["host"]:
            flow.called(columns["host"], "http")
        columns["request_kind"], body = _content(request)
    kind_back, answer = _content(response, ENOUGH_TO_TELL) if response is not None else (None, b"")
    content_type = response.head.get("content-type") if response is not None else None
    context.rows.add(
        "http",
        evidence=context.evidence,
        connection=flow.number,
        packet=mark[0],
        seen=tokens.moment(mark[1]),
        scheme="https" if decrypted else "http",
        version=first.head.version,
        status=response.head.status if response is not None else None,
        content_type=_bounded(content_type),
        request_bytes=request.body.size if request is not None else 0,
        response_bytes=response.body.size if response is not None else 0,
        response_kind=kind_back,
        response_sha256=response.body.sha256 if response is not None else None,
        response_headers=_headers(response.head) if response is not None else None,
        decrypted=decrypted,
        **_says(request, body, answer, kind_back),
        **columns,
    )
    if response is not None and answer:
        carried.add_hidden(context, flow, answer, kind_back, response.mark)
    if content_type == "application/dns-message" and answer:
        dns.add_message(context, flow, "doh", answer, response.mark if response is not None else mark)
    if request is not None:
        _tokens(context, flow, request, body, columns.get("request_kind"))


def _says(request: Part | None, body: bytes, answer: bytes, about: str | None) -> dict[str, Any]:
    """What an answer of few words tells to fetch, or where a name leads."""
    if about not in offers.KINDS:
        return {}
    found: dict[str, Any] = {}
    offered = offers.offer(answer, about)
    if offered is not None:
        found = {
            "offers": str(offered)[:MAX_TEXT],
            "offers_kind": offered.ending or "other",
            "offers_unasked": offered.unasked,
        }
    if request is not None:
        found["resolves"] = resolving.resolved(request.head.target, body, answer)
    return found


def _asked(head: Head, decrypted: bool) -> dict[str, Any]:
    target, host = head.target, head.get("host") or head.get(":authority") or ""
    path = target
    if "://" in target[:10]:
        host, slash, path = target.partition("://")[2].partition("/")
        path = slash + path
        url = target
    elif head.method == "CONNECT":
        host, path, url = target, "", target
    else:
        url = f"{'https' if decrypted else 'http'}://{host}{target}"
    return {
        "method": head.method,
        "host": _host(host) or None,
        "path": path.partition("?")[0][:MAX_TEXT],
        "url": url[:MAX_TEXT],
        "user_agent": _bounded(head.get("user-agent")),
        "authorization": _bounded(head.get("authorization") or head.get("proxy-authorization")),
        "cookie": _bounded("; ".join(head.all("cookie")) or None),
        "headers": _headers(head),
    }


def _host(text: str) -> str:
    """Without user and port, in lower case."""
    text = text.rpartition("@")[2].strip().lower()[:MAX_TEXT]
    if text.startswith("["):
        return text[1:].partition("]")[0]
    name, colon, port = text.rpartition(":")
    return name if colon and port.isdigit() else text


def _bounded(text: str | None) -> str | None:
    return None if text is None else text[:MAX_TEXT]


def _headers(head: Head) -> list[str]:
    found, size = [], 0
    for name, value in head.headers[:MAX_HEADERS]:
        text = f"{name}: {value}"[:MAX_TEXT]
        size += len(text)
        if size > MAX_TEXT:
            break
        found.append(text)
    return found


def _content(part: Part, limit: int | None = None) -> tuple[str | None, bytes]:
    """What a body is, and its bytes without their content coding; of a packed one `limit` bytes are unpacked."""
    kept = part.body.kept
    if not kept:
        return None, b""
    coding = part.head.get("content-encoding")
    body, _ = decoded(kept[:limit] if coding else kept, coding)
    found = kind(body or kept)
    if found == "gzip":
        layer = unpacked(body or kept)
        inner = kind(layer[1]) if layer is not None else None
        found = inner if inner in _PROGRAMS else found
    return found, body


def _tokens(context: Context, flow: Flow, request: Part, body: bytes, body_kind: str | None) -> None:
    head, mark = request.head, request.mark
    path, _, query = head.target.partition("?")
    if query:
        tokens.add(context, flow, "url", in_query(query.encode("latin-1", "replace")), mark)
    if len(path) > 14:
        raw = path.encode("latin-1", "replace")
        tokens.add(context, flow, "path", in_raw(raw) + in_address(raw), mark)
    if "://" in head.target[:10]:
        tokens.add(context, flow, "url", in_field("", head.target), mark)
    for name, value in head.headers:
        if name in _ORDINARY or len(value) < 4:
            found = _secrets(name, value)
        elif told(name) or len(value) >= 12:
            found = in_field(name, value)
        else:
            continue
        if found:
            tokens.add(context, flow, "header", found, mark)
    if body:
        packed = body is not request.body.kept and request.head.get("content-encoding")
        inside = opened(body) or (_part(body) if body_kind == "multipart" else None)
        if inside is not None:
            packed = f"{packed}+{inside[0]}" if packed else inside[0]
            body, body_kind = inside[1], kind(inside[1])
        found = in_text(body, body_kind)
        known = {token.value for token in found}
        found += [token for token in words(body) if token.value not in known]
        if packed:
            found = [t._replace(encoding=packed if t.encoding == "raw" else f"{packed}+{t.encoding}") for t in found]
        tokens.add(context, flow, "body", found, mark)


def _part(body: bytes) -> tuple[str, bytes] | None:
    """What is inside the first packed part of several."""
    for mark in (b"\r\n\r\nPK\3\4", b"\r\n\r\n\x1f\x8b\x08"):
        at = body.find(mark)
        if at >= 0:
            return opened(body[at + 4 :])
    return None


def _secrets(name: str, value: str) -> list[Token]:
    """Logins and cookies, which have headers of their own."""
    if name == "cookie":
        return [Token(name, "cookie", "raw", value, 0, len(value)), *in_cookie(value)]
    if name not in ("authorization", "proxy-authorization"):
        return in_raw(value.encode("latin-1", "replace"), name) if name == "user-agent" and len(value) > 14 else []
    scheme, _, rest = value.partition(" ")
    if scheme.lower() == "basic":
        plain = loose64.decoded(rest.encode("latin-1", "replace"))
        shown = plain.decode("utf-8", "backslashreplace") if plain else ""
        return [Token(name, "credential", "base64", shown, 0, len(value))] if shown else []
    if scheme.lower() == "digest":
        return [Token(name, "credential", "raw", value, 0, len(value))]
    return [Token(name, "token", "raw", rest or value, 0, len(value))]
