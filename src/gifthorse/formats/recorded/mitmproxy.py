"""Flow files of mitmproxy 3 to 12: tnetstrings, one behind the other, a dict for each flow.

Field names are those that mitmproxy itself writes; older files have other names for some, which are taken too.
"""

from __future__ import annotations

from typing import Any, Final

from gifthorse.formats.recorded.values import (
    MAX_HEADERS,
    MAX_VALUE,
    Ends,
    Exchanged,
    Said,
    Secured,
    mapping,
    nanoseconds,
    number,
    port,
    sequence,
    text,
)

MAX_MESSAGES: Final = 65_536
MAX_CHAIN: Final = 16
KINDS: Final = ("http", "tcp", "udp", "dns", "websocket")


def flow(value: Any) -> Exchanged | None:
    """An http, tcp or udp flow, a web socket's messages among them; None for what is none."""
    state = mapping(value)
    kind = text(state.get("type"))
    request, response = mapping(state.get("request")), mapping(state.get("response"))
    if kind not in KINDS or kind == "dns" or (kind == "http" and not request):
        return None
    client, server = mapping(state.get("client_conn")), mapping(state.get("server_conn"))
    ends = _ends(state, kind, client, server, request)
    if not ends.server:
        return None
    secured = _secured(client, server) if ends.secure else None
    messages = sequence(mapping(state.get("websocket")).get("messages")) or sequence(state.get("messages"))
    return Exchanged(
        ends,
        _request(request, ends) if kind == "http" else None,
        _response(response) if response else None,
        secured,
        tuple(m for one in messages[:MAX_MESSAGES] if (m := _message(one)) is not None),
        text(mapping(state.get("error")).get("msg")),
    )


def dns(value: Any) -> tuple[Ends, Any, Any] | None:
    """The ends, question and answer of a dns flow, the latter two as mitmproxy has them; None for what is none."""
    state = mapping(value)
    if text(state.get("type")) != "dns" or not mapping(state.get("request")):
        return None
    ends = _ends(state, "dns", mapping(state.get("client_conn")), mapping(state.get("server_conn")), {})
    return (ends, mapping(state.get("request")), mapping(state.get("response"))) if ends.server else None


def _ends(state: Any, kind: str, client: Any, server: Any, request: Any) -> Ends:
    host, where = _address(client.get("peername") or client.get("address"))
    far, far_port = _address(server.get("peername") or server.get("ip_address") or server.get("address"))
    if not far:
        far, far_port = _address(server.get("address"))
    if not far and request:
        far, far_port = text(request.get("host")), port(request.get("port"))
    secure = bool(server.get("tls") or client.get("tls_established") or client.get("tls"))
    if kind == "http":
        secure = text(request.get("scheme")).lower() == "https"
    begun = [client.get("timestamp_start"), request.get("timestamp_start"), state.get("timestamp_created")]
    ended = [client.get("timestamp_end"), mapping(state.get("response")).get("timestamp_end")]
    transport = text(client.get("transport_protocol")) or ("udp" if kind in ("udp", "dns") else "tcp")
    key = f"{text(client.get('id')) or begun[0]} {host} {where} {far} {far_port}"
    return Ends(
        key, transport if transport in ("tcp", "udp") else "tcp", host, where, far, far_port, secure,
        next((t for t in map(nanoseconds, begun) if t >= 0), -1),
        max(map(nanoseconds, ended)),
    )  # fmt: skip


def _address(value: Any) -> tuple[str, int | None]:
    """(host, port), which before mitmproxy 5 lay in a dict."""
    pair = sequence(value) or sequence(mapping(value).get("address"))
    if len(pair) < 2:
        return "", None
    host = text(pair[0]).removeprefix("::ffff:")
    return host.partition("%")[0][:255], port(pair[1])


def _secured(client: Any, server: Any) -> Secured:
    chain = sequence(server.get("certificate_list")) or [server.get("cert")]
    return Secured(
        text(client.get("sni") or server.get("sni"))[:255],
        text(server.get("tls_version"))[:32],
        text(server.get("cipher") or server.get("cipher_name"))[:64],
        text(server.get("alpn") or server.get("alpn_proto_negotiated"))[:32],
        tuple(c for c in chain[:MAX_CHAIN] if isinstance(c, bytes) and c),
    )


def _request(request: Any, ends: Ends) -> Said:
    headers = _headers(request)
    if not any(name in ("host", ":authority") for name, _ in headers):
        headers = (("host", text(request.get("authority") or request.get("host")) or ends.server), *headers)
    body = _body(request)
    return Said(
        text(request.get("method"))[:32], text(request.get("path")) or "/", 0, _version(request), headers, body,
        len(body), nanoseconds(request.get("timestamp_start")),
    )  # fmt: skip


def _response(response: Any) -> Said:
    body = _body(response)
    status = number(response.get("status_code")) % 1000
    return Said(
        "", "", status, _version(response), _headers(response), body, len(body),
        nanoseconds(response.get("timestamp_start")),
    )  # fmt: skip


def _body(said: Any) -> bytes:
    content = said.get("content")
    return content if isinstance(content, bytes) else b""


def _headers(said: Any) -> tuple[tuple[str, str], ...]:
    pairs = [pair for pair in sequence(said.get("headers"))[:MAX_HEADERS] if isinstance(pair, list) and len(pair) == 2]
    return tuple((text(name).lower()[:256], text(value)[:MAX_VALUE]) for name, value in pairs)


def _version(said: Any) -> str:
    version = text(said.get("http_version")).upper().removeprefix("HTTP/")
    return version.removesuffix(".0") if version[:1] in ("2", "3") else version[:3] or "1.1"


def _message(message: Any) -> tuple[bool, bytes, int] | None:
    """[from the client, bytes, time], before which a web socket's have their type."""
    cells = sequence(message)
    if cells and not isinstance(cells[0], bool):
        cells = cells[1:]
    if len(cells) < 3 or not isinstance(cells[0], bool):
        return None
    body = cells[1] if isinstance(cells[1], bytes) else text(cells[1]).encode("utf-8", "surrogatepass")
    return cells[0], body, nanoseconds(cells[2])
