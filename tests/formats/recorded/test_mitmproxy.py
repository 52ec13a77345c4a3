"""Flows of mitmproxy, old and new."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gifthorse.formats.recorded import mitmproxy

FLOW: dict[str, Any] = {
    "type": "http",
    "version": 21,
    "client_conn": {"id": "c", "peername": ["10.0.0.2", 40000], "timestamp_start": 1714989600.0, "sni": "a.example"},
    "server_conn": {"address": ["a.example", 443], "peername": ["198.51.100.7", 443], "tls_version": "TLSv1.2"},
    "request": {
        "scheme": b"https", "method": b"GET", "path": b"/x", "host": "a.example", "port": 443, "authority": b"",
        "http_version": b"HTTP/2.0", "headers": [[b"User-Agent", b"okhttp"]], "content": b"",
    },
    "response": {"status_code": 200, "headers": [], "content": b"ok", "http_version": b"HTTP/2.0"},
}  # fmt: skip


def test_a_flow() -> None:
    one = mitmproxy.flow(FLOW)
    assert one is not None
    assert one.request is not None
    assert one.response is not None
    assert one.secured is not None
    assert (one.ends.client, one.ends.server, one.ends.secure) == ("10.0.0.2", "198.51.100.7", True)
    assert one.request.headers == (("host", "a.example"), ("user-agent", "okhttp"))
    assert (one.request.version, one.response.body, one.secured.version) == ("2", b"ok", "TLSv1.2")


def test_an_old_flow() -> None:
    old = FLOW | {
        "type": b"http",
        "version": [0, 18],
        "client_conn": {"address": {"address": [b"10.0.0.2", 40000], "use_ipv6": False}},
        "server_conn": {"ip_address": {"address": [b"198.51.100.7", 443]}, "cert": b"-----BEGIN"},
    }
    one = mitmproxy.flow(old)
    assert one is not None
    assert one.secured is not None
    assert (one.ends.client, one.ends.client_port, one.ends.server) == ("10.0.0.2", 40000, "198.51.100.7")
    assert one.secured.chain == (b"-----BEGIN",)


def test_messages_of_both_shapes() -> None:
    messages = [[True, b"a", 1714989601.0], [1, False, "b", 1714989602.0, False, False], [1], "x"]
    one = mitmproxy.flow(FLOW | {"type": "tcp", "messages": messages})
    assert one is not None
    assert [(outward, data) for outward, data, _ in one.messages] == [(True, b"a"), (False, b"b")]


def test_what_is_none() -> None:
    for wrong in (None, 3, {}, {"type": "http"}, {"type": "odd", "request": {"host": "x"}}, {"type": "tcp"}):
        assert mitmproxy.flow(wrong) is None
        assert mitmproxy.dns(wrong) is None


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.binary(max_size=8) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["address", "peername", "headers", "content", "id", "timestamp_start", "host", "port", "messages", "cert"]
    ), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.sampled_from(sorted(FLOW)), JUNK, st.sampled_from(mitmproxy.KINDS))
def test_nothing_ends_it(field: str, junk: Any, kind: str) -> None:
    for value in (FLOW | {"type": kind, field: junk}, FLOW | {"type": kind, "request": junk, "server_conn": junk}):
        mitmproxy.flow(value)
        mitmproxy.dns(value)
