"""QUIC connections: hellos out of protected packets, in pieces, after retries; and nonsense."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import quicwriter as q
from tests import tlswriter as w

from gifthorse.formats.quic import google
from gifthorse.formats.quic.frames import Crypto
from gifthorse.formats.quic.initial import keys
from gifthorse.formats.quic.packet import is_initial, packets, varint, version_name
from gifthorse.formats.quic.session import QuicSession
from gifthorse.formats.tls.fingerprints import ja4

HELLO = w.message(
    1,
    w.client_hello([0x1301], [(0, w.sni(b"quic.test")), (16, w.alpn(b"h3")), (43, w.numbers([0x0304], 1)), (57, b"")]),
)
ANSWER = w.message(2, w.server_hello(0x1301, [(43, b"\3\4"), (51, b"\0\x1d\0\0")]))


def test_keys_of_the_standards_examples() -> None:
    """RFC 9001 A.1 and RFC 9369 A.1: both sides' IVs for the same destination."""
    destination = bytes.fromhex("8394c8f03e515708")
    client, server = keys(1, destination)
    assert (client.iv.hex(), server.iv.hex()) == ("fa044b2f42a3fd3b46fb255c", "0ac1493ca1905853b0bba03e")
    client, _ = keys(0x6B3343CF, destination)
    assert client.iv.hex() == "91f73e2351d8fa91660e909f"


@pytest.mark.parametrize("version", list(q.SALTS))
def test_both_hellos(version: int) -> None:
    session = QuicSession()
    first = q.initial(q.crypto(0, HELLO), version=version)
    assert is_initial(first)
    session.feed(True, first)
    assert session.hello is not None
    assert session.hello.server_name == "quic.test"
    assert ja4(session.hello, "q").startswith("q13d0104h3_")
    assert session.version == version
    session.feed(False, q.initial(b"\x02\0\0\0\0" + q.crypto(0, ANSWER), version=version, server=True, number=0))
    assert session.server is not None
    assert session.server.version == 0x0304
    assert session.settled


def test_a_hello_in_pieces_and_out_of_order() -> None:
    session = QuicSession()
    pieces = [q.crypto(at, HELLO[at : at + 9]) for at in range(0, len(HELLO), 9)]
    pieces = [*pieces[1::2], b"\x01\x00\x00", *pieces[0::2]]
    half = len(pieces) // 2
    session.feed(True, q.initial(b"".join(pieces[:half]), number=0))
    session.feed(True, q.initial(b"".join(pieces[half:]), number=1))
    assert session.hello is not None
    assert session.hello.server_name == "quic.test"


def test_after_a_retry_the_keys_are_others() -> None:
    session = QuicSession()
    session.feed(True, q.initial(q.crypto(0, HELLO[:50])))
    session.feed(True, q.initial(q.crypto(0, HELLO), keyed=b"retried!", token=b"token"))
    assert session.hello is not None


def test_two_packets_in_one_datagram() -> None:
    data = q.initial(q.crypto(0, HELLO[:40]), pad=400, number=0) + q.initial(
        q.crypto(40, HELLO[40:]), pad=400, number=1
    )
    assert len(list(packets(data))) == 2
    session = QuicSession()
    session.feed(True, data)
    assert session.hello is not None


def test_negotiation_and_closing() -> None:
    session = QuicSession()
    session.feed(False, b"\x80\0\0\0\0\x01a\x01b\0\0\0\1")
    assert session.negotiated
    session.feed(True, q.initial(b"\x1c" + q.varint(0x128) + b"\0\0"))
    assert session.close_error == 0x128


def test_numbers() -> None:
    assert varint(b"\x40\x25", 0) == (37, 2)
    assert varint(bytes.fromhex("c2197c5eff14e88c"), 0) == (151288809941952652, 8)
    assert varint(b"\x80", 0) == (-1, 0)
    assert version_name(1) == "QUIC 1"
    assert version_name(0xFF00001D) == "QUIC draft 29"
    assert not is_initial(b"\xc3\0\0\0\x09" + bytes(40))


def test_google_quic() -> None:
    values = [(b"PAD\0", b"-" * 10), (b"SNI\0", b"g.test"), (b"VER\0", b"Q043")]
    tags, end, body = b"", 0, b""
    for tag, value in values:
        end += len(value)
        body += value
        tags += tag + end.to_bytes(4, "little")
    hello = b"CHLO" + len(values).to_bytes(2, "little") + b"\0\0" + tags + body
    old = b"\x0d" + bytes(8) + b"Q043" + bytes(20) + hello
    assert google.version(old) == "Q043"
    assert google.server_name(old) == "g.test"
    assert google.version(b"\xc3Q046" + bytes(30)) == "Q046"
    assert google.version(b"GET / HTTP/1.1\r\n") is None
    assert google.server_name(hello[:20]) is None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_nonsense(data: bytes) -> None:
    for head in (b"", b"\xc3\0\0\0\1", b"\xc3\0\0\0\1\x08" + bytes(8) + b"\0\0"):
        QuicSession().feed(True, head + data)
    Crypto().feed(data)
    google.version(data)
    google.server_name(b"CHLO" + data)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 1199), st.integers(1, 255), st.integers(0, 1200))
def test_flips_and_truncations(at: int, bits: int, cut: int) -> None:
    data = bytearray(q.initial(q.crypto(0, HELLO)))
    QuicSession().feed(True, bytes(data[:cut]))
    data[at % len(data)] ^= bits
    session = QuicSession()
    session.feed(True, bytes(data))
    assert session.hello is None or at == 0  # every other byte is authenticated


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=100), st.integers(0, 150))
def test_frames_of_nonsense(data: bytes, offset: int) -> None:
    session = QuicSession()
    session.feed(True, q.initial(q.crypto(offset, HELLO) + data))
    session.feed(True, q.initial(data + q.crypto(0, HELLO)))
