"""Writes flows.mitm with mitmproxy itself (`pip install mitmproxy`): `python tests/readers/make_flows.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mitmproxy import certs, http  # type: ignore[import-not-found]  # run by hand, where mitmproxy is installed
from mitmproxy.io import FlowWriter  # type: ignore[import-not-found]  # as above
from mitmproxy.net.dns import types  # type: ignore[import-not-found]  # as above
from mitmproxy.test import tflow  # type: ignore[import-not-found]  # as above

HERE = Path(__file__).parent
BEGIN = 1_714_989_600.0


def at(flow: Any, seconds: int, name: str, address: str, port: int, *, secure: bool) -> Any:
    """Give a made-up flow its ends and times."""
    flow.timestamp_created = BEGIN + seconds
    flow.client_conn.peername, flow.server_conn.peername = ("10.0.0.2", 40_000 + seconds), (address, port)
    flow.client_conn.timestamp_start, flow.client_conn.timestamp_end = BEGIN + seconds, BEGIN + seconds + 5
    flow.server_conn.address = (name, port)
    flow.client_conn.tls = flow.server_conn.tls = secure
    flow.client_conn.sni = flow.server_conn.sni = name if secure else None
    flow.server_conn.tls_version = "TLSv1.3" if secure else None
    flow.server_conn.cipher = "TLS_AES_128_GCM_SHA256" if secure else None
    flow.server_conn.certificate_list = (
        [certs.Cert.from_pem((HERE.parents[1] / "samples/keys/tallpine.x509.pem").read_bytes())] if secure else []
    )
    return flow


def web(seconds: int, url: str, address: str, *, method: str = "GET", body: bytes = b"", answer: bytes = b"{}") -> Any:
    flow = tflow.tflow(resp=True)
    flow.request = http.Request.make(method, url, body, {"user-agent": "okhttp/4.9"})
    flow.response = http.Response.make(200, answer, {"content-type": "application/json"})
    flow.request.timestamp_start = BEGIN + seconds
    flow.response.timestamp_start = flow.response.timestamp_end = BEGIN + seconds + 1
    return at(flow, seconds, flow.request.host, address, flow.request.port, secure=flow.request.scheme == "https")


if __name__ == "__main__":
    socket = at(tflow.twebsocketflow(), 30, "chat.example.org", "198.51.100.9", 80, secure=False)
    socket.websocket.messages[1].content = b'{"imei": "490154203237518"}'
    asked = tflow.tdnsflow(resp=True)
    asked.request.questions[0].name = asked.response.questions[0].name = "api.example.org"
    for answer, data in zip(asked.response.answers, (b"\xc6\x33\x64\x07", b"\xc6\x33\x64\x08"), strict=True):
        answer.name, answer.data, answer.type = "api.example.org", data, types.A
    with (HERE / "flows.mitm").open("wb") as file:
        writer = FlowWriter(file)
        for flow in (
            at(asked, 0, "resolver", "10.0.0.1", 53, secure=False),
            web(10, "https://api.example.org/v1/register?imei=490154203237518", "198.51.100.7"),
            web(20, "http://ota.example.net/check", "203.0.113.9", method="POST", body=b'{"imei":"490154203237518"}'),
            socket,
            at(tflow.ttcpflow(), 40, "raw.example.org", "198.51.100.10", 9000, secure=False),
            at(tflow.tudpflow(), 50, "raw.example.org", "198.51.100.11", 9001, secure=False),
        ):
            writer.add(flow)
