"""DTLS handshakes in datagrams."""

from __future__ import annotations

from tests import tlswriter as w

from gifthorse.formats.tls.datagram import DatagramSession, is_datagram
from gifthorse.formats.tls.fingerprints import ja4


def test_cookie_fragments_and_disorder() -> None:
    session = DatagramSession()
    plain = w.client_hello(pairs=[(0, w.sni(b"a.test"))], version=0xFEFD, cookie=b"")
    again = w.client_hello(pairs=[(0, w.sni(b"a.test"))], version=0xFEFD, cookie=b"c" * 20)
    assert is_datagram(w.datagram(1, plain)[0])
    for data in w.datagram(1, plain) + list(reversed(w.datagram(1, again, number=1, cut=30))):
        session.feed(True, data)
    for data in w.datagram(2, w.server_hello(0xC02B, version=0xFEFD), number=1):
        session.feed(False, data)
    chain = (8).to_bytes(3, "big") + (5).to_bytes(3, "big") + b"cert!"
    for data in w.datagram(11, chain, number=2, cut=4) * 2:
        session.feed(False, data)
    assert session.hello is not None
    assert session.hello.server_name == "a.test"
    assert ja4(session.hello, "d").startswith("dd2d020100_")
    assert session.server is not None
    assert session.server.cipher == 0xC02B
    assert session.certificates == [b"cert!"]
    assert not session.settled
    for outward in (True, False):
        session.feed(outward, b"\x17\xfe\xfd\0\1" + bytes(6) + b"\0\1x")
    assert session.settled


def test_alerts_and_nonsense() -> None:
    session = DatagramSession()
    session.feed(False, b"\x15\xfe\xfd" + bytes(8) + b"\0\2\2\x28")
    assert session.alerts == [(False, 40)]
    session.feed(True, b"\x16\xfe\xfd" + bytes(8) + b"\xff\xff")
    session.feed(True, b"\x16\xfe\xfd" + bytes(8) + b"\0\x0d" + b"\1\xff\xff\xff\0\0" + bytes(7))
    assert session.hello is None
    assert not is_datagram(b"\x16\x03\x01" + bytes(20))
