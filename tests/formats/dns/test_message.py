"""DNS messages: what they say, and that no name leads round in circles."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import dnswriter as w

from gifthorse.errors import FormatError
from gifthorse.formats.dns.message import Framed, is_message, message
from gifthorse.formats.dns.netbios import plain
from gifthorse.formats.dns.numbers import rcode_name, type_name

HERE = b"\xc0\x0c"


def test_a_question_and_its_answers() -> None:
    data = w.message(
        flags=0x8180,
        answers=[
            w.record(HERE, 5, w.name("edge.example.net")),
            w.record(b"\xc0\x2d", 1, bytes((93, 184, 216, 34))),
            w.record(b"\xc0\x2d", 28, bytes.fromhex("20010db8000000000000000000000001")),
        ],
    )
    read = message(data)
    assert read.whole
    assert read.response
    assert [(q.name, type_name(q.kind), q.klass) for q in read.questions] == [("www.example.com", "A", 1)]
    assert [(r.name, type_name(r.kind), r.ttl, r.value) for r in read.answers] == [
        ("www.example.com", "CNAME", 60, "edge.example.net"),
        ("edge.example.net", "A", 60, "93.184.216.34"),
        ("edge.example.net", "AAAA", 60, "2001:db8::1"),
    ]


@pytest.mark.parametrize(
    ("kind", "data", "shown"),
    [
        (2, w.name("ns1.test"), "ns1.test"),
        (12, b"\xc0\x10", "example.com"),
        (15, b"\0\x0a" + w.name("mx.test"), "10 mx.test"),
        (16, b"\x05v=spf\x021 ", "v=spf1 "),
        (33, struct.pack(">3H", 1, 2, 443) + w.name("srv.test"), "1 2 443 srv.test"),
        (6, w.name("a.test") + w.name("b.test") + struct.pack(">5I", 1, 2, 3, 4, 5), "a.test b.test 1 2 3 4 5"),
        (35, struct.pack(">HH", 1, 2) + b"\x01s\x07SIP+D2U\x00" + w.name("x.test"), "1 2 s SIP+D2U  x.test"),
        (257, b"\0\x05issueca.test", "0 issue ca.test"),
        (43, b"\x12\x34\x08\x02" + bytes(4), "4660 8 2 00000000"),
        (13, b"\x03x86\x05linux", "x86linux"),
        (10, b"\x01\x02", "0102"),
        (65280, b"\xff", "ff"),
        (
            65,
            b"\0\1\0"
            + struct.pack(">HH", 1, 6)
            + b"\x02h3\x02h2"
            + struct.pack(">HHH", 3, 2, 8443)
            + struct.pack(">HH", 4, 8)
            + bytes((1, 2, 3, 4, 5, 6, 7, 8))
            + struct.pack(">HH", 5, 3)
            + b"ech"
            + struct.pack(">HH", 7, 10)
            + b"/dns{?dns}",
            "1 . alpn=h3,h2 port=8443 ipv4hint=1.2.3.4,5.6.7.8 ech=ZWNo dohpath=/dns{?dns}",
        ),
    ],
)
def test_kinds_of_records(kind: int, data: bytes, shown: str) -> None:
    read = message(w.message(flags=0x8180, answers=[w.record(HERE, kind, data)]))
    assert read.whole
    assert read.answers[0].value == shown


def test_edns_and_its_response_codes() -> None:
    option = w.record(b"\0", 41, b"\0\x08\0\x04\0\1\x18\0", ttl=0x01000000, klass=1232)
    read = message(w.message(flags=0x8180, additional=[option]))
    assert read.edns == 1232
    assert rcode_name(read.rcode) == "BADVERS"
    assert read.additional[0].value == "8=00011800"


def test_labels_with_odd_bytes_are_escaped() -> None:
    label = b"\x05a.b\xff\\\x04test\0"
    data = struct.pack(">6H", 1, 0, 1, 0, 0, 0) + label + struct.pack(">HH", 1, 1)
    assert message(data).questions[0].name == "a\\.b\\255\\\\.test"


def test_pointers_only_lead_back() -> None:
    loop = struct.pack(">6H", 1, 0, 1, 0, 0, 0) + HERE + struct.pack(">HH", 1, 1)
    with pytest.raises(FormatError):
        message(loop)
    ahead = struct.pack(">6H", 1, 0, 1, 0, 0, 0) + b"\xc0\x12" + struct.pack(">HH", 1, 1) + w.name("x")
    with pytest.raises(FormatError):
        message(ahead)
    chained = b"".join(b"\x01a" + struct.pack(">H", 0xC000 | 12 + max(0, 4 * i - 4)) for i in range(2000))
    with contextlib.suppress(FormatError):
        message(struct.pack(">6H", 1, 0, 1, 0, 0, 0) + chained)


def test_a_message_that_is_cut_short_keeps_its_beginning() -> None:
    data = w.message(flags=0x8180, answers=[w.record(HERE, 1, bytes(4)), w.record(HERE, 1, bytes(4))])
    read = message(data[:-1])
    assert not read.whole
    assert len(read.answers) == 1
    many = data[:6] + b"\xff\xff" + data[8:]
    assert not message(many).whole


def test_what_is_a_message_on_an_unknown_port() -> None:
    assert is_message(w.message())
    assert is_message(w.message(flags=0x8180, answers=[w.record(HERE, 1, bytes(4))]))
    assert not is_message(w.message(kind=12345))
    assert not is_message(w.message() + b"more")
    assert not is_message(bytes(40))
    assert not is_message(b"GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")


def test_messages_in_a_stream() -> None:
    one, two = w.message(), w.message("b.test")
    stream = b"".join(struct.pack(">H", len(m)) + m for m in (one, two))
    framed = Framed()
    found = [m for at in range(len(stream)) for m in framed.feed(stream[at : at + 1])]
    assert found == [one, two]


def test_netbios_names() -> None:
    assert plain("FHEPFCELEHFCEPFFFACACACACACACAAA") == "WORKGROUP<00>"
    assert plain("www.example.com") == "www.example.com"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_nonsense(data: bytes) -> None:
    is_message(data)
    with contextlib.suppress(FormatError):
        message(data)
    with contextlib.suppress(FormatError):
        message(bytes(12) + data)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 200), st.integers(0, 255), st.integers(0, 200), st.sampled_from([1, 6, 15, 16, 33, 35, 64, 65, 257])
)
def test_flips_and_truncations(at: int, byte: int, cut: int, kind: int) -> None:
    data = bytearray(
        w.message(flags=0x8180, answers=[w.record(HERE, kind, w.name("a.b.test") * 4), w.record(HERE, 5, b"\xc0\x2b")])
    )
    data[at % len(data)] = byte
    for damaged in (bytes(data), bytes(data[:cut])):
        with contextlib.suppress(FormatError):
            for record in message(damaged).answers:
                assert len(record.value) <= 4096
