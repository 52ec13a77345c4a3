"""HTTP/1 connections: who asked what, what was answered, how long the bodies are."""

from __future__ import annotations

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.formats.http.conversation import Conversation, Exchange
from gifthorse.formats.http.head import head, is_request, is_response

GET = b"GET /a?imei=1 HTTP/1.1\r\nHost: x.test\r\nUser-Agent: Dalvik/2.1.0\r\nCookie: a=1\r\n\r\n"
POST = b"POST /b HTTP/1.1\r\nHost: x.test\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"4;x=1\r\nWiki\r\n6\r\npedia \r\nB\r\nin \r\nchunks\r\n0\r\nTrailer: x\r\n\r\n"
)


def talk(*parts: tuple[bool, bytes], chunk: int = 1 << 20) -> tuple[list[Exchange], Conversation]:
    conversation = Conversation()
    found: list[Exchange] = []
    for number, (asking, data) in enumerate(parts):
        for at in range(0, len(data), chunk):
            found += conversation.feed(asking, data[at : at + chunk], number)
    return found + conversation.close(), conversation


def body(exchange: Exchange) -> bytes:
    assert exchange.response is not None
    return exchange.response.body.kept


def targets(found: list[Exchange]) -> list[str | None]:
    return [e.request.head.target if e.request else None for e in found]


def test_a_request_and_its_answer() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-Long: a\r\n  b\r\n\r\nabc"
    found, _ = talk((True, GET), (False, answer))
    assert len(found) == 1
    request, response = found[0].request, found[0].response
    assert request is not None
    assert response is not None
    assert (request.head.method, request.head.target, request.head.version) == ("GET", "/a?imei=1", "1.1")
    assert request.head.get("user-agent") == "Dalvik/2.1.0"
    assert request.mark == 0
    assert response.mark == 1
    assert response.head.status == 200
    assert response.head.get("x-long") == "a b"
    assert response.body.kept == b"abc"
    assert response.body.sha256 == hashlib.sha256(b"abc").hexdigest()


def test_pipelined_requests_are_paired_in_order() -> None:
    answers = b"".join(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d" % i for i in range(3))
    for chunk in (1, 7, 1000):
        found, _ = talk((True, GET + POST + GET), (False, answers), chunk=chunk)
        assert targets(found) == ["/a?imei=1", "/b", "/a?imei=1"]
        assert [body(e) for e in found] == [b"0", b"1", b"2"]
        assert found[1].request is not None
        assert found[1].request.body.kept == b"hello"


def test_chunks() -> None:
    for chunk in (1, 3, 1000):
        found, _ = talk((True, GET + GET), (False, CHUNKED + b"HTTP/1.1 204 No Content\r\n\r\n"), chunk=chunk)
        assert body(found[0]) == b"Wikipedia in \r\nchunks"[:10] + b"in \r\nchunks"
        assert found[0].response is not None
        assert found[0].response.body.whole
        assert found[1].response is not None
        assert found[1].response.head.status == 204


def test_broken_chunks_end_one_side() -> None:
    found, _ = talk((True, GET), (False, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc"))
    assert found[0].response is not None
    assert not found[0].response.body.whole


def test_answers_without_a_body() -> None:
    ask = b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"
    told = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    unchanged = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"
    found, _ = talk((True, ask + GET + GET), (False, told + unchanged + told + b"x"))
    assert [e.response.body.size for e in found if e.response] == [0, 0, 1]


def test_continue_is_not_the_answer() -> None:
    found, _ = talk(
        (True, POST), (False, b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
    )
    assert len(found) == 1
    assert found[0].response is not None
    assert found[0].response.head.status == 201


def test_a_body_that_the_end_of_the_connection_ends() -> None:
    found, _ = talk((True, GET), (False, b"HTTP/1.0 200 OK\r\n\r\nall of this"))
    assert body(found[0]) == b"all of this"
    assert found[0].response is not None
    assert found[0].response.body.whole


def test_a_large_body_is_counted_and_only_its_beginning_kept() -> None:
    conversation = Conversation()
    conversation.feed(True, GET)
    conversation.feed(False, b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
    found: list[Exchange] = []
    for _ in range(50):
        found += conversation.feed(False, bytes(1_000_000))
    assert found[0].response is not None
    assert found[0].response.body.size == 50_000_000
    assert len(found[0].response.body.kept) == 1 << 18


def test_lost_packets_inside_a_body() -> None:
    conversation = Conversation()
    conversation.feed(True, GET + GET)
    conversation.feed(False, b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + bytes(40))
    conversation.lose(False, 50)
    found = conversation.feed(False, bytes(10) + b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    assert [e.response.body.whole for e in found if e.response] == [False, True]
    assert [e.response.body.size for e in found if e.response] == [100, 2]
    conversation.lose(False, 1)
    assert conversation.feed(False, b"HTTP/1.1 200 OK\r\n\r\n") == []


def test_tunnels() -> None:
    ask = b"CONNECT far.test:443 HTTP/1.1\r\nHost: far.test:443\r\n\r\n"
    found, conversation = talk(
        (True, ask), (False, b"HTTP/1.1 200 Connection established\r\n\r\n\x16\3\3"), (True, b"\x16")
    )
    assert conversation.tunnel == "connect"
    assert conversation.tunnel_target == "far.test:443"
    assert conversation.rest(True) == b"\x16"
    assert conversation.rest(False) == b"\x16\3\3"
    assert len(found) == 1
    refused, other = talk((True, ask), (False, b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"))
    assert other.tunnel is None
    assert body(refused[0]) == b"no"
    _, socket = talk((True, GET), (False, b"HTTP/1.1 101 Switching\r\nUpgrade: WebSocket\r\n\r\n\x81\x01a"))
    assert socket.tunnel == "websocket"
    assert socket.rest(False) == b"\x81\x01a"


def test_one_side_alone() -> None:
    found, _ = talk((False, b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"))
    assert found[0].request is None
    found, _ = talk((True, GET + POST))
    assert [e.response for e in found] == [None, None]


def test_what_is_no_http() -> None:
    assert is_request(GET)
    assert is_request(b"GET /long")
    assert not is_request(b"GET lost\r\nHost: x\r\n\r\n")
    assert is_response(CHUNKED)
    assert not is_response(b"SSH-2.0-x")
    _, conversation = talk((True, b"GET nonsense\r\n\r\n"), (False, b"\0\1\2\r\n\r\n"))
    assert conversation.broken
    assert head(b"GET / HTTP/1.1\r\nno colon\r\n: none\r\nA:  b ") is not None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(1, 50))
def test_nonsense(out: bytes, back: bytes, chunk: int) -> None:
    talk((True, out), (False, back), chunk=chunk)
    talk((True, GET + out), (False, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + back), chunk=chunk)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 400), st.integers(0, 255), st.integers(0, 400), st.integers(1, 100))
def test_flips_and_truncations(at: int, byte: int, cut: int, chunk: int) -> None:
    out, back = bytearray(GET + POST), bytearray(CHUNKED + CHUNKED)
    for data in (out, back):
        data[at % len(data)] = byte
    talk((True, bytes(out[:cut])), (False, bytes(back)), (True, bytes(out[cut:])), chunk=chunk)
