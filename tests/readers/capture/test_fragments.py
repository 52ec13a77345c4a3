"""IP fragments: put together in any order, told where they stay incomplete."""

from __future__ import annotations

import struct
from itertools import permutations

import pytest
from tests.capturewriter import ethernet, ip, pcap, udp
from tests.readers.capture.test_engine import adds_up, rows

PAYLOAD = udp(bytes(range(256)) * 12, ports=(4000, 53))


def pieces(payload: bytes = PAYLOAD, size: int = 1000, number: int = 7) -> list[bytes]:
    """The frames of a fragmented IPv4 packet."""
    out = []
    for at in range(0, len(payload), size):
        part = payload[at : at + size]
        more = 0x2000 if at + size < len(payload) else 0
        packet = bytearray(ip(part, 17, number=number))
        packet[6:8] = struct.pack(">H", more | at // 8)
        out.append(ethernet(bytes(packet)))
    return out


def pieces6(payload: bytes = PAYLOAD, size: int = 1200) -> list[bytes]:
    """The frames of a fragmented IPv6 packet."""
    out = []
    for at in range(0, len(payload), size):
        part = payload[at : at + size]
        header = struct.pack(">BBHI", 17, 0, at | (at + size < len(payload)), 99)
        out.append(ethernet(ip(header + part, 44, src="2001:db8::1", dst="2001:db8::2"), 0x86DD))
    return out


def ledger(frames: list[bytes]) -> dict[str, int]:
    data = pcap(frames)
    found = rows(data)
    adds_up(found, len(data))
    return {row["category"]: row["packets"] for row in found["packet_ledger"] if row["packets"]}


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_any_order(order: tuple[int, ...]) -> None:
    frames = pieces()
    found = rows(pcap([frames[i] for i in order]))
    (one,) = found["connections"]
    assert (one["client_port"], one["server_port"], one["bytes_out"], one["packets_out"]) == (4000, 53, 3072, 1)
    assert one["wire_out"] == sum(map(len, frames)) and one["first_packet"] == 4
    assert ledger([frames[i] for i in order]) == {"fragment": 4}


def test_version_six() -> None:
    (one,) = rows(pcap(pieces6()))["connections"]
    assert (one["client"], one["bytes_out"]) == ("2001:db8::1", 3072)


def test_what_stays_incomplete_is_told() -> None:
    assert ledger(pieces()[:-1]) == {"fragment-lost": 3}
    assert ledger(pieces()[1:] + pieces(number=8)) == {"fragment-lost": 3, "fragment": 4}


def test_pieces_that_come_late_do_not_join() -> None:
    first, *others = pieces()
    found = rows(pcap([(1e9, first), *((1e9 + 100, other) for other in others)]))
    assert "connections" not in found


def test_copies_do_no_harm() -> None:
    one, two, three, four = pieces()
    assert ledger([one, one, two, three, three, four]) == {"fragment": 6}
