"""Packets within packets: the innermost counts, and what is no tunnel stays what it is."""

from __future__ import annotations

import struct

import pytest
from tests.capturewriter import ethernet, ip, udp
from tests.formats.net.seen import one, seen

from gifthorse.formats.net import Category

INNER = ip(udp(b"inner", ports=(4000, 53)), 17, src="10.9.9.9", dst="8.8.8.8")
INNER6 = ip(udp(b"inner", ports=(4000, 53)), 17, src="2001:db8::1", dst="2001:db8::2")


def gre(payload: bytes, kind: int, flags: int = 0, optional: bytes = b"") -> bytes:
    return ip(struct.pack(">HH", flags, kind) + optional + payload, 47)


def in_udp(payload: bytes, port: int) -> bytes:
    return ip(udp(payload, ports=(50000, port)), 17)


TUNNELS = {
    "ip in ip": (ip(INNER, 4), 1),
    "6in4": (ip(INNER6, 41), 1),
    "4in6": (ip(INNER, 4, src="fe80::1", dst="fe80::2"), 1),
    "three deep": (ip(ip(ip(INNER, 4), 4), 4), 3),
    "gre": (gre(INNER, 0x0800), 1),
    "gre with a key": (gre(INNER, 0x0800, 0x2000, bytes(4)), 1),
    "gre with all": (gre(INNER6, 0x86DD, 0xB000, bytes(12)), 1),
    "gre with frames": (gre(ethernet(INNER), 0x6558), 1),
    "pptp": (gre(b"\xff\x03\0\x21" + INNER, 0x880B, 0x3081, bytes(12)), 1),
    "erspan": (gre(ethernet(INNER), 0x88BE), 1),
    "erspan 2": (gre(b"\x10" + bytes(7) + ethernet(INNER), 0x88BE, 0x1000, bytes(4)), 1),
    "erspan 3": (gre(b"\x20" + bytes(11) + ethernet(INNER), 0x22EB, 0x1000, bytes(4)), 1),
    "vxlan": (in_udp(b"\x08\0\0\0\0\0\x2a\0" + ethernet(INNER), 4789), 1),
    "vxlan, generic": (in_udp(b"\x0c\0\0\1\0\0\x2a\0" + INNER, 4790), 1),
    "geneve": (in_udp(b"\0\0\x65\x58\0\0\1\0" + ethernet(INNER), 6081), 1),
    "geneve with options": (in_udp(b"\2\0\x08\0\0\0\1\0" + bytes(8) + INNER, 6081), 1),
    "gtp": (in_udp(struct.pack(">BBHI", 0x30, 255, len(INNER), 7) + INNER, 2152), 1),
    "gtp with extensions": (
        in_udp(struct.pack(">BBHIHBB", 0x34, 255, len(INNER) + 8, 7, 0, 0, 0x85) + b"\1\0\0\0" + INNER, 2152),
        1,
    ),
    "teredo": (in_udp(INNER6, 3544), 1),
    "teredo with its origin": (in_udp(b"\0\0" + bytes(6) + INNER6, 3544), 1),
    "mpls in ip": (ip(b"\0\1\1\x40" + INNER, 137), 1),
    "vxlan in gre": (gre(in_udp(b"\x08\0\0\0\0\0\x2a\0" + ethernet(INNER), 4789), 0x0800), 2),
}


@pytest.mark.parametrize(("packet", "depth"), list(TUNNELS.values()), ids=list(TUNNELS))
def test_the_innermost_packet_counts(packet: bytes, depth: int) -> None:
    found = one(ethernet(packet, 0x86DD if packet[0] >> 4 == 6 else 0x0800))
    assert (found.category, found.payload, found.depth) == (Category.UDP, b"inner", depth)
    assert found.src in ("10.9.9.9", "2001:db8::1")


@pytest.mark.parametrize(("packet", "depth"), list(TUNNELS.values()), ids=list(TUNNELS))
def test_cut_off_anywhere_it_lies_on_some_heap(packet: bytes, depth: int) -> None:
    frame = ethernet(packet, 0x86DD if packet[0] >> 4 == 6 else 0x0800)
    assert all(s.category != Category.UNSET for s in seen(*(frame[:n] for n in range(len(frame)))))


@pytest.mark.parametrize("port", [2152, 3544, 4729, 4789, 4790, 6081, 8472])
def test_other_things_on_the_ports_of_tunnels_stay_datagrams(port: int) -> None:
    for payload in (bytes(60), b"\xff" * 60, b"GET / HTTP/1.1\r\n" * 4, b"\x60" + bytes(59), b"\x30\xff" + bytes(58)):
        found = one(ethernet(in_udp(payload, port)))
        assert (found.category, found.payload, found.depth) == (Category.UDP, payload, 0)


def test_messages_of_the_radio_network() -> None:
    assert one(ethernet(in_udp(b"\2\4\x0d" + bytes(30), 4729))).category == Category.GSMTAP


def test_too_deep() -> None:
    packet = INNER
    for _ in range(8):
        packet = ip(packet, 4)
    assert one(ethernet(packet)).category == Category.DEEP


@pytest.mark.parametrize("kind", [0x88BE, 0x0806, 0x1234])
def test_a_tunnel_of_something_else_is_a_connection(kind: int) -> None:
    found = one(ethernet(gre(b"xy", kind)))
    assert found.category in (Category.OTHER_IP, Category.CUT)
