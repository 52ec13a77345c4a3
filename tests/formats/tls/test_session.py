"""Sessions without keys: what both sides show before they encrypt."""

from __future__ import annotations

import hashlib
import ssl
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from tests import tlspeer
from tests import tlswriter as w

from gifthorse.errors import FormatError
from gifthorse.formats.tls.certificate_message import chain, unpack
from gifthorse.formats.tls.numbers import cipher_name
from gifthorse.formats.tls.records import Records, is_record
from gifthorse.formats.tls.server_hello import RETRY_RANDOM
from gifthorse.formats.tls.session import Session
from gifthorse.formats.x509 import certificate

V = ssl.TLSVersion


def fed(talk: tlspeer.Talk, swap: bool = False) -> Session:
    session = Session()
    for outward, data in talk.parts:
        session.feed(outward is not swap, data)
    return session


def leaf(kind: str = "rsa") -> str:
    loaded = x509.load_pem_x509_certificate(tlspeer.certificate(kind)[0])
    return hashlib.sha256(loaded.public_bytes(serialization.Encoding.DER)).hexdigest()


def test_what_tls_12_shows() -> None:
    session = fed(tlspeer.talk(version=V.TLSv1_2, ciphers="ECDHE-RSA-AES128-GCM-SHA256", alpn=("h2", "http/1.1")))
    assert session.hello is not None
    assert session.server is not None
    assert session.hello.server_name == "peer.test"
    assert session.hello.alpn == (b"h2", b"http/1.1")
    assert session.alpn == b"h2"
    assert cipher_name(session.server.cipher) == "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
    assert [hashlib.sha256(c).hexdigest() for c in session.certificates] == [leaf()]
    assert session.group == 29
    assert session.resumed is False
    assert session.settled
    assert not session.problems


def test_what_tls_13_shows() -> None:
    session = fed(tlspeer.talk(alpn=("h2",)))
    assert session.server is not None
    assert session.server.version == 0x0304
    assert session.certificates == []
    assert session.alpn is None
    assert session.resumed is False
    assert session.settled


def test_finite_field_exchange_tells_its_size() -> None:
    session = fed(tlspeer.talk(version=V.TLSv1_2, ciphers="DHE-RSA-AES128-GCM-SHA256"))
    if session.server is not None:  # where this OpenSSL has groups for it
        assert session.dh_bits in (None, 2048, 3072, 4096)


def test_an_app_that_does_not_trust_the_certificate() -> None:
    session = fed(tlspeer.talk(version=V.TLSv1_2, trusts=False))
    assert [(a.outward, a.fatal, a.description) for a in session.alerts] == [(True, True, 48)]


def test_who_is_client_is_told_by_the_messages() -> None:
    session = fed(tlspeer.talk(version=V.TLSv1_2), swap=True)
    assert session.client_outward is False
    assert session.certificates
    assert session.client_certificates == []
    assert session.resumed is False


def test_a_retry_is_no_answer() -> None:
    session = Session()
    hello = w.client_hello(pairs=[(43, w.numbers([0x0304], 1)), (0, w.sni(b"a.test"))])
    session.feed(True, w.record(22, w.message(1, hello)))
    session.feed(False, w.record(22, w.message(2, w.server_hello(random=RETRY_RANDOM))) + w.record(20, b"\1"))
    again = w.client_hello(pairs=[(43, w.numbers([0x0304], 1)), (0, w.sni(b"a.test")), (44, b"cookie")])
    session.feed(True, w.record(20, b"\1") + w.record(22, w.message(1, again)))
    session.feed(False, w.record(22, w.message(2, w.server_hello(pairs=[(43, b"\3\4")]))))
    assert session.retried
    assert session.second_hello is not None
    assert session.second_hello.extensions.types == (43, 0, 44)
    assert session.hello is not None
    assert session.hello.extensions.types == (43, 0)
    assert session.server is not None
    assert session.server.version == 0x0304


def test_a_hello_over_many_records_and_one_that_never_ends() -> None:
    body = w.message(1, w.client_hello(pairs=[(0, w.sni(b"long.test")), (21, bytes(3000))]))
    pieces = b"".join(w.record(22, body[at : at + 100]) for at in range(0, len(body), 100))
    session = Session()
    session.feed(True, pieces)
    assert session.hello is not None
    assert session.hello.server_name == "long.test"
    cut = Session()
    cut.feed(True, w.record(22, body)[:200])
    assert cut.hello is None
    hello = cut.partial_hello()
    assert hello is not None
    assert hello.server_name == "long.test"
    assert not hello.whole


def test_a_client_that_greets_old_servers_too() -> None:
    old = b"\x01\3\1" + b"\0\3\0\0\0\x10" + b"\0\0\x2f" + bytes(16)
    session = Session()
    session.feed(True, bytes((0x80, len(old))) + old)
    session.feed(False, w.record(22, w.message(2, w.server_hello(0x2F, version=0x0301))))
    assert session.hello is not None
    assert session.hello.offered == 0x0301
    assert session.server is not None
    session.feed(True, w.record(20, b"\1"))
    assert session.encrypted == (True, False)


def test_what_is_no_record_ends_the_reading() -> None:
    assert not is_record(b"GET / HTTP/1.1")
    assert is_record(w.record(22, b"x"))
    records = Records()
    assert [r.kind for r in records.feed(w.record(22, b"x") + b"HTTP/1.1 400 Bad")] == [22]
    assert records.broken
    assert list(records.feed(w.record(22, b"x"))) == []


def test_a_message_that_claims_too_much() -> None:
    session = Session()
    session.feed(True, w.record(22, b"\x01\xff\xff\xff" + bytes(50)))
    assert session.problems == ["A TLS handshake message claims to be longer than any needs to be."]


def test_names_of_a_certificate() -> None:
    session = fed(tlspeer.talk(version=V.TLSv1_2))
    assert certificate(session.certificates[0]).names == ("peer.test", "*.peer.test")


@pytest.mark.parametrize(("number", "pack"), [(1, zlib.compress), (2, brotli.compress), (3, zstandard.compress)])
def test_compressed_certificates(number: int, pack: Callable[[bytes], bytes]) -> None:
    whole = b"\0" + (8 + 2).to_bytes(3, "big") + (5).to_bytes(3, "big") + b"leaf!" + b"\0\0"
    packed = pack(whole)
    head = number.to_bytes(2, "big") + len(whole).to_bytes(3, "big") + len(packed).to_bytes(3, "big")
    assert chain(unpack(head + packed), version_13=True) == [b"leaf!"]
    with pytest.raises(FormatError):
        unpack(head + packed[:-4])
    with pytest.raises(FormatError):
        unpack(b"\0\x09" + head[2:] + packed)
