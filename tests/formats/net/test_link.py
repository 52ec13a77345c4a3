"""Every link type that is read, each around the same packet."""

from __future__ import annotations

import struct

import pytest
from tests.capturewriter import ethernet, ip, udp
from tests.formats.net.seen import one, seen

from gifthorse.formats.net import Category
from gifthorse.formats.net.link import LINKS

INNER = ip(udp(b"inner", ports=(4000, 53)), 17)
INNER6 = ip(udp(b"inner", ports=(4000, 53)), 17, src="2001:db8::1", dst="2001:db8::2")
SNAP = b"\xaa\xaa\x03\0\0\0\x08\0"
WIFI = b"\x08\x01" + bytes(22)
QOS = b"\x88\x02" + bytes(24)


def radiotap(frame: bytes, present: int, fields: bytes, *, extended: int = 0) -> bytes:
    words = b"".join(struct.pack("<I", 0x80000000) for _ in range(extended))
    present |= 0x80000000 if extended else 0
    words = words[:-4] + bytes(4) if extended else b""
    body = struct.pack("<I", present) + words + fields
    return struct.pack("<BBH", 0, 0, 4 + len(body)) + body + frame


def tlv(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", 4 + len(body), kind) + body + bytes(-len(body) % 4)


FRAMES = {
    "null, little": (0, struct.pack("<I", 2) + INNER),
    "null, big": (0, struct.pack(">I", 2) + INNER),
    "null, version 6": (0, struct.pack("<I", 30) + INNER6),
    "loop": (108, struct.pack(">I", 2) + INNER),
    "ethernet": (1, ethernet(INNER)),
    "ethernet with padding": (1, ethernet(INNER) + bytes(20)),
    "vlan": (1, ethernet(INNER, vlans=(5,))),
    "vlan in vlan": (1, ethernet(INNER, vlans=(5, 6, 7))),
    "snap": (1, ethernet(SNAP + INNER, len(SNAP + INNER))),
    "pppoe": (1, ethernet(b"\x11\0\0\1" + struct.pack(">H", 2 + len(INNER)) + b"\0\x21" + INNER, 0x8864)),
    "mpls": (1, ethernet(b"\0\1\0\x40\0\2\1\x40" + INNER, 0x8847)),
    "mpls with a control word": (1, ethernet(b"\0\2\1\x40" + bytes(4) + ethernet(INNER), 0x8847)),
    "raw 12": (12, INNER),
    "raw 101": (101, INNER),
    "raw, version 6": (101, INNER6),
    "ipv4": (228, INNER),
    "ipv6": (229, INNER6),
    "ppp": (9, b"\xff\x03\0\x21" + INNER),
    "ppp, short": (9, b"\x21" + INNER),
    "ppp, hdlc": (50, b"\xff\x03\0\x57" + INNER6),
    "ppp with direction": (204, b"\1\xff\x03\0\x21" + INNER),
    "pppoe alone": (51, b"\x11\0\0\1" + struct.pack(">H", 2 + len(INNER)) + b"\0\x21" + INNER),
    "cisco": (104, b"\x0f\0\x08\0" + INNER),
    "sll": (113, struct.pack(">HHH8sH", 4, 1, 6, b"", 0x0800) + INNER),
    "sll2": (276, struct.pack(">HHIHBB8s", 0x0800, 0, 3, 1, 4, 6, b"") + INNER),
    "wifi": (105, WIFI + SNAP + INNER),
    "wifi with quality": (105, QOS + SNAP + INNER),
    "wifi between access points": (105, b"\x08\x03" + bytes(28) + SNAP + INNER),
    "wifi, decrypted, its flag left": (105, b"\x08\x41" + bytes(22) + SNAP + INNER),
    "wifi, several packets in one": (105, b"\x88\x02" + bytes(22) + b"\x80\0" + bytes(14) + SNAP + INNER),
    "radiotap": (127, radiotap(WIFI + SNAP + INNER, 0, b"")),
    "radiotap with a checksum": (127, radiotap(WIFI + SNAP + INNER + b"FCS!", 3, bytes(8) + b"\x10")),
    "radiotap, extended": (127, radiotap(WIFI + SNAP + INNER + b"FCS!", 2, b"\x10", extended=2)),
    "prism": (119, struct.pack("<II", 0x44, 144) + bytes(136) + WIFI + SNAP + INNER),
    "avs": (163, struct.pack(">II", 0x80211001, 64) + bytes(56) + WIFI + SNAP + INNER),
    "avs under prism's number": (119, struct.pack(">II", 0x80211001, 64) + bytes(56) + WIFI + SNAP + INNER),
    "ppi": (192, struct.pack("<BBHI", 0, 0, 8, 105) + WIFI + SNAP + INNER),
    "nflog": (
        239,
        b"\2\0\0\0" + tlv(10, b"prefix\0") + tlv(11, struct.pack(">I", 10123)) + tlv(9, INNER) + tlv(1, b"x"),
    ),
}


@pytest.mark.parametrize(("link", "frame"), list(FRAMES.values()), ids=list(FRAMES))
def test_the_packet_inside_is_found(link: int, frame: bytes) -> None:
    assert link in LINKS
    found = one(frame, link)
    hosts = ("2001:db8::1", "2001:db8::2") if INNER6 in frame else ("10.0.0.2", "1.2.3.4")
    assert (found.category, found.src, found.dst) == (Category.UDP, *hosts)
    assert (found.ports, found.payload) == ((4000, 53), b"inner")


@pytest.mark.parametrize(("link", "frame"), list(FRAMES.values()), ids=list(FRAMES))
def test_cut_off_anywhere_it_lies_on_some_heap(link: int, frame: bytes) -> None:
    for found in seen(*(frame[:n] for n in range(len(frame))), link=link):
        assert found.category not in (Category.UNSET, Category.TCP)


@pytest.mark.parametrize(
    ("link", "frame", "category"),
    [
        (1, ethernet(b"\0\1" * 14, 0x0806), Category.ARP),
        (1, ethernet(bytes(40), 0x888E), Category.EAPOL),
        (1, ethernet(b"\x42\x42\x03" + bytes(35), 38), Category.LLC),
        (1, ethernet(bytes(40), 0x88CC), Category.ETHERTYPE),
        (1, ethernet(b"\x11\x09\0\0\0\0" + bytes(20), 0x8863), Category.PPPOE),
        (1, ethernet(b"\0\0\x81\0" * 12 + INNER, 0x8100), Category.DEEP),
        (9, b"\xff\x03\xc0\x21" + bytes(20), Category.PPP),
        (105, b"\x80\0" + bytes(40), Category.WIFI_MANAGEMENT),
        (105, b"\xd4\0" + bytes(8), Category.WIFI_CONTROL),
        (105, b"\x08\x41" + bytes(60), Category.WIFI_ENCRYPTED),
        (105, b"\x48\x01" + bytes(22), Category.WIFI_EMPTY),
        (127, radiotap(WIFI + SNAP + INNER, 2, b"\x40"), Category.DAMAGED),
        (101, b"\x90" + bytes(30), Category.DAMAGED),
        (113, struct.pack(">HHH8sH", 0, 824, 0, b"", 0) + bytes(40), Category.LINK),
        (147, bytes(40), Category.LINK),
        (217, bytes(40), Category.GSMTAP),
        (1, b"", Category.EMPTY),
        (1, bytes(13), Category.CUT),
    ],
)
def test_what_is_no_ip_has_its_own_heap(link: int, frame: bytes, category: Category) -> None:
    assert one(frame, link).category == category


def test_cooked_captures_say_which_way_and_nflog_whose() -> None:
    assert [one(FRAMES[n][1], FRAMES[n][0]).direction for n in ("sll", "sll2", "ppp with direction")] == [1, 1, 1]
    assert one(FRAMES["nflog"][1], 239).uid == 10123


def test_many_kinds_at_once() -> None:
    frames = [f for link, f in FRAMES.values() if link == 1] * 3 + [ethernet(b"\0\1" * 14, 0x0806)] * 40
    found = seen(*frames)
    assert sum(s.category == Category.UDP and s.payload == b"inner" for s in found) == len(frames) - 40
