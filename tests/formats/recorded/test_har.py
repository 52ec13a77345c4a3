"""HTTP archives."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gifthorse.errors import FormatError
from gifthorse.formats.recorded import har


def archive(*entries: Any) -> bytes:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "x"}, "entries": list(entries)}}).encode()


ENTRY: dict[str, Any] = {
    "startedDateTime": "2024-05-06T10:00:00.000+00:00",
    "time": 120.5,
    "serverIPAddress": "198.51.100.7",
    "connection": "443001",
    "request": {
        "method": "POST",
        "url": "https://api.example.org/v1/register?x=1",
        "httpVersion": "HTTP/2.0",
        "headers": [{"name": "Content-Type", "value": "application/json"}],
        "postData": {"mimeType": "application/json", "text": '{"imei":"490154203237518"}'},
        "bodySize": 26,
    },
    "response": {
        "status": 200,
        "httpVersion": "HTTP/2.0",
        "headers": [{"name": "Content-Encoding", "value": "gzip"}, {"name": "Content-Type", "value": "text/plain"}],
        "content": {"size": 5, "mimeType": "text/plain", "text": "aGVsbG8=", "encoding": "base64"},
        "bodySize": 25,
    },
}


def test_an_entry() -> None:
    (one,) = har.read(archive(ENTRY))
    assert one is not None
    assert one.request is not None
    assert one.response is not None
    assert (one.ends.server, one.ends.server_port, one.ends.secure) == ("198.51.100.7", 443, True)
    assert (one.ends.first, one.ends.last - one.ends.first) == (1_714_989_600_000_000_000, 120_500_000)
    assert (one.request.method, one.request.target, one.request.version) == ("POST", "/v1/register?x=1", "2")
    assert one.request.body == b'{"imei":"490154203237518"}'
    assert one.request.headers[0] == ("host", "api.example.org")
    assert (one.response.status, one.response.body, one.response.size) == (200, b"hello", 25)
    assert [name for name, _ in one.response.headers] == ["content-type"]


def test_what_is_missing_is_unknown() -> None:
    (one,) = har.read(archive({"request": {"method": "GET", "url": "http://[2001:db8::1]:8080/a"}}))
    assert one is not None
    assert (one.ends.server, one.ends.server_port, one.ends.first, one.response) == ("2001:db8::1", 8080, -1, None)
    assert list(har.read(archive({}, 7, {"request": {"url": "data:text/plain,x"}}))) == [None, None, None]


def test_posted_fields_are_a_form() -> None:
    entry = {"request": {"url": "http://a.example/", "postData": {"params": [{"name": "a b", "value": "1&2"}]}}}
    (one,) = har.read(archive(entry))
    assert one is not None
    assert one.request is not None
    assert one.request.body == b"a+b=1%262"


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"log": {}}', b'{"log": {"entries": 3}}', b"[" * 100_000])
def test_what_is_no_archive(data: bytes) -> None:
    with pytest.raises(FormatError):
        har.read(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["request", "response", "url", "headers", "name", "value", "postData", "text", "params", "time", "status",
         "content", "encoding", "startedDateTime", "serverIPAddress", "connection", "bodySize", "_webSocketMessages"]
    ), inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(st.lists(JSON, max_size=4))
def test_nothing_ends_it(entries: list[Any]) -> None:
    for one in har.read(archive(*entries, *({"request": {"url": "http://x/", "headers": e}} for e in entries))):
        assert one is None or one.ends.server
