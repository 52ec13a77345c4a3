"""IP and transport headers, ordinary and contradictory."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.capturewriter import ethernet, ip, tcp, udp
from tests.formats.net.seen import one, seen

from gifthorse.formats.net import SAYS, Category
from gifthorse.formats.net.link import LINKS


def ip6(payload: bytes, protocol: int) -> bytes:
    return ip(payload, protocol, src="2001:db8::1", dst="2001:db8::2")


def changed(packet: bytes, at: int, value: bytes) -> bytes:
    return packet[:at] + value + packet[at + len(value) :]


def test_options_of_both_versions_and_of_tcp() -> None:
    four = changed(ip(bytes(8) + udp(b"x"), 17), 0, b"\x47")
    assert one(ethernet(four)).payload == b"x"
    extensions = struct.pack(">BB6s", 60, 0, b"") + struct.pack(">BB14s", 43, 1, b"") + struct.pack(">BB6s", 17, 0, b"")
    assert one(ethernet(ip6(extensions + udp(b"x"), 0), 0x86DD)).payload == b"x"
    authenticated = struct.pack(">BB10s", 17, 1, b"")
    assert one(ethernet(ip(authenticated + udp(b"x"), 51))).payload == b"x"
    segment = changed(tcp(bytes(8) + b"x"), 12, b"\x70")
    assert one(ethernet(ip(segment, 6))).payload == b"x"


def test_a_whole_packet_may_carry_a_fragment_header() -> None:
    header = struct.pack(">BBHI", 17, 0, 0, 1)
    assert one(ethernet(ip6(header + udp(b"x"), 44), 0x86DD)).payload == b"x"


@pytest.mark.parametrize(
    ("packet", "category"),
    [
        (changed(ip(udp(), 17), 0, b"\x44"), Category.DAMAGED),
        (changed(ip(udp(), 17), 0, b"\x65"), Category.DAMAGED),
        (changed(ip(udp(), 17), 2, b"\0\5"), Category.DAMAGED),
        (ip(changed(udp(b"x"), 4, b"\0\7"), 17), Category.DAMAGED),
        (ip(changed(tcp(), 12, b"\x40"), 6), Category.DAMAGED),
        (ip(changed(tcp(), 12, b"\xf0"), 6), Category.CUT),
        (ip(tcp()[:10], 6), Category.CUT),
        (ip(bytes(8), 1), Category.ICMP),
        (ip(bytes(12), 132), Category.SCTP),
        (ip(bytes(12), 50), Category.ESP),
        (ip(bytes(12), 89), Category.OTHER_IP),
        (ip(b"", 0), Category.OTHER_IP),
    ],
)
def test_odd_packets(packet: bytes, category: Category) -> None:
    assert one(ethernet(packet)).category == category


def test_a_length_of_nothing_means_as_long_as_the_frame() -> None:
    assert one(ethernet(changed(ip(tcp(b"segments"), 6), 2, b"\0\0"))).payload == b"segments"
    assert one(ethernet(changed(ip6(tcp(b"segments"), 6), 4, b"\0\0"), 0x86DD)).payload == b"segments"


def test_the_wire_had_more_than_was_captured() -> None:
    (found,) = seen(ethernet(ip(udp(bytes(1000)), 17)), cut=100)
    assert found.category == Category.UDP and len(found.payload) == 100 - 42


def test_echoes_are_told_by_their_identifier() -> None:
    found = one(ethernet(ip(b"\x08\0\0\0\x12\x34\0\1ping", 1)))
    assert (found.category, found.ports, found.payload) == (Category.ICMP, (0x0800, 0x1234), b"ping")


def test_every_heap_is_described() -> None:
    assert set(SAYS) == set(Category) - {Category.UNSET}
    assert len({c.key for c in Category}) == len(Category)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=120), min_size=1, max_size=6), st.sampled_from(sorted(LINKS)))
def test_any_bytes_lie_on_some_heap(packets: list[bytes], link: int) -> None:
    frames = [*packets, *(b"\0" * 12 + b"\x08\0" + p for p in packets), *(b"\x45" + p for p in packets)]
    for found in seen(*frames, link=link):
        assert found.category != Category.UNSET
