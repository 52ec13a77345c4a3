"""Nonsense, truncations and flipped bits end in our own errors or in less, never in anything else."""

from __future__ import annotations

import contextlib
import ssl
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from tests import tlspeer
from tests.formats.tls.test_hellos import chrome

from gifthorse.errors import FormatError
from gifthorse.formats.tls.certificate_message import chain, unpack
from gifthorse.formats.tls.client_hello import client_hello, ssl2_client_hello
from gifthorse.formats.tls.datagram import DatagramSession
from gifthorse.formats.tls.fingerprints import ja3, ja3s, ja4
from gifthorse.formats.tls.keylog import KeyLog
from gifthorse.formats.tls.server_hello import server_hello, ssl2_server_hello
from gifthorse.formats.tls.session import Session


@cache
def talks() -> list[tlspeer.Talk]:
    return [tlspeer.talk(), tlspeer.talk(version=ssl.TLSVersion.TLSv1_2, ciphers="AES128-SHA")]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600))
def test_nonsense(data: bytes) -> None:
    for read in (client_hello, server_hello, ssl2_client_hello, ssl2_server_hello, chain, unpack):
        with contextlib.suppress(FormatError):
            read(data)
    Session().feed(True, data)
    DatagramSession().feed(True, data)
    KeyLog(data)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 600), st.integers(0, 600), st.integers(1, 255))
def test_damaged_hellos(cut: int, at: int, bits: int) -> None:
    data = bytearray(chrome())
    data[at % len(data)] ^= bits
    with contextlib.suppress(FormatError):
        hello = client_hello(bytes(data))
        assert len(ja3(hello)) == 32
        assert len(ja4(hello)) == 36
    with contextlib.suppress(FormatError):
        client_hello(bytes(data[:cut]))
    with contextlib.suppress(FormatError):
        ja3s(server_hello(bytes(data)))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 1), st.integers(0, 8000), st.integers(1, 255), st.integers(0, 8000))
def test_damaged_connections(which: int, at: int, bits: int, cut: int) -> None:
    talk = talks()[which]
    session = Session(KeyLog(talk.keys))
    position = 0
    for outward, data in talk.parts:
        changed = bytearray(data)
        if position <= at < position + len(data):
            changed[at - position] ^= bits
        if position <= cut < position + len(data):
            del changed[cut - position :]
        position += len(data)
        session.feed(outward, bytes(changed))
    session.partial_hello()
    assert len(session.problems) <= 8
