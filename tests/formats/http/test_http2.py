"""HTTP/2: strings and headers against the standard's own examples, connections by hand, and nonsense."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gifthorse.errors import FormatError
from gifthorse.formats.http.conversation import Exchange
from gifthorse.formats.http.conversation2 import Conversation2
from gifthorse.formats.http.frames import PREFACE, Frames
from gifthorse.formats.http.hpack import Decoder
from gifthorse.formats.http.huffman import decode


@pytest.mark.parametrize(
    ("coded", "text"),
    [
        ("f1e3c2e5f23a6ba0ab90f4ff", b"www.example.com"),
        ("a8eb10649cbf", b"no-cache"),
        ("25a849e95ba97d7f", b"custom-key"),
        ("9d29ad171863c78f0b97c8e9ae82ae43d3", b"https://www.example.com"),
        ("d07abe941054d444a8200595040b8166e082a62d1bff", b"Mon, 21 Oct 2013 20:13:21 GMT"),
        ("", b""),
    ],
)
def test_strings_of_the_standard(coded: str, text: bytes) -> None:
    """RFC 7541 appendix C."""
    assert decode(bytes.fromhex(coded)) == text


def test_strings_that_must_not_be() -> None:
    for coded in ("ffffffff", "00", "f1e3c2e5f23a6ba0ab90f400"):
        with pytest.raises(FormatError):
            decode(bytes.fromhex(coded))


def test_requests_of_the_standard() -> None:
    """RFC 7541 C.4: three requests on one connection, each referring to those before."""
    decoder = Decoder()
    assert decoder.read(bytes.fromhex("828684418cf1e3c2e5f23a6ba0ab90f4ff")) == [
        (":method", "GET"),
        (":scheme", "http"),
        (":path", "/"),
        (":authority", "www.example.com"),
    ]
    assert decoder.read(bytes.fromhex("828684be5886a8eb10649cbf"))[-2:] == [
        (":authority", "www.example.com"),
        ("cache-control", "no-cache"),
    ]
    third = decoder.read(bytes.fromhex("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"))
    assert third == [
        (":method", "GET"),
        (":scheme", "https"),
        (":path", "/index.html"),
        (":authority", "www.example.com"),
        ("custom-key", "custom-value"),
    ]


def test_responses_that_push_each_other_out() -> None:
    """RFC 7541 C.6, with a table of 256 bytes."""
    decoder = Decoder()
    first = decoder.read(
        bytes.fromhex(
            "3fe101488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3"
        )
    )
    assert first[0] == (":status", "302")
    assert first[-1] == ("location", "https://www.example.com")
    second = decoder.read(bytes.fromhex("4883640effc1c0bf"))
    assert second[0] == (":status", "307")
    assert second[1] == ("cache-control", "private")
    with pytest.raises(FormatError):
        decoder.read(b"\xff\x20")  # refers to what was pushed out


def test_a_memory_that_is_too_large() -> None:
    with pytest.raises(FormatError):
        Decoder().read(b"\x3f\xe1\xff\xff\x07")


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    return len(payload).to_bytes(3, "big") + struct.pack(">BBI", kind, flags, stream) + payload


def literal(name: bytes, value: bytes) -> bytes:
    return b"\0" + bytes((len(name),)) + name + bytes((len(value),)) + value


ASK = literal(b":method", b"POST") + literal(b":path", b"/up?imei=1") + literal(b":authority", b"h2.test")
ANSWER = literal(b":status", b"200") + literal(b"content-type", b"application/json")


def run(out: bytes, into: bytes, chunk: int = 1 << 20) -> list[Exchange]:
    conversation = Conversation2()
    found: list[Exchange] = []
    for asking, data in ((True, out), (False, into)):
        for at in range(0, len(data), chunk):
            found += conversation.feed(asking, data[at : at + chunk], "mark")
    return found + conversation.close()


@pytest.mark.parametrize("chunk", [1, 5, 1 << 20])
def test_interleaved_exchanges(chunk: int) -> None:
    out = PREFACE + frame(4, 0, 0) + frame(1, 4, 1, ASK) + frame(1, 0, 3, ASK[:9]) + frame(9, 4, 3, ASK[9:])
    out += frame(0, 0, 3, b"three") + frame(0, 9, 1, b"\x02one\0\0") + frame(0, 1, 3, b"!")
    into = frame(4, 1, 0) + frame(1, 4, 3, literal(b":status", b"103")) + frame(1, 4, 3, ANSWER)
    into += frame(1, 0x2C, 1, b"\0" + bytes(5) + ANSWER) + frame(0, 0, 3, b"{}") + frame(0, 1, 1, b"[1]")
    into += frame(1, 5, 3, literal(b"grpc-status", b"0"))
    found = run(out, into, chunk)
    assert len(found) == 2
    first, second = found
    assert first.request is not None
    assert second.request is not None
    assert first.response is not None
    assert second.response is not None
    assert (first.request.body.kept, first.response.body.kept) == (b"one", b"[1]")
    assert (second.request.body.kept, second.response.body.kept) == (b"three!", b"{}")
    assert (first.request.head.method, first.request.head.target) == ("POST", "/up?imei=1")
    assert first.request.head.get(":authority") == "h2.test"
    assert second.response.head.status == 200
    assert second.response.body.whole


def test_a_stream_that_is_reset_and_one_that_never_ends() -> None:
    out = PREFACE + frame(1, 5, 1, ASK) + frame(1, 5, 3, ASK)
    found = run(out, frame(3, 0, 1, b"\0\0\0\x08") + frame(1, 4, 3, ANSWER) + frame(0, 0, 3, b"half"))
    assert [e.response.body.kept if e.response else None for e in found] == [None, b"half"]


def test_headers_after_a_broken_block_are_not_guessed() -> None:
    conversation = Conversation2()
    conversation.feed(True, PREFACE + frame(1, 5, 1, b"\xff\x20") + frame(1, 5, 3, ASK))
    assert conversation.problem
    assert conversation.close() == []


def test_what_is_no_http2() -> None:
    frames = Frames(greets=True)
    assert list(frames.feed(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")) == []
    assert frames.broken
    conversation = Conversation2()
    conversation.lose(True, 3)
    conversation.feed(False, b"\xff\xff\xff" + bytes(6))
    assert conversation.broken


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=200), st.integers(1, 60))
def test_nonsense(out: bytes, into: bytes, chunk: int) -> None:
    run(PREFACE + frame(1, 4, 1, out) + out, into + frame(1, 4, 1, into), chunk)
    with contextlib.suppress(FormatError):
        Decoder().read(out)
    with contextlib.suppress(FormatError):
        decode(into)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 200), st.integers(0, 255), st.integers(0, 200))
def test_flips_and_truncations(at: int, byte: int, cut: int) -> None:
    out = bytearray(PREFACE + frame(1, 4, 1, ASK) + frame(0, 1, 1, b"body"))
    into = bytearray(frame(1, 4, 1, ANSWER) + frame(0, 1, 1, b"{}"))
    out[at % len(out)] = byte
    into[at % len(into)] = byte
    run(bytes(out[:cut]), bytes(into))
    run(bytes(out), bytes(into[:cut]))
