"""Classic captures: every byte order and resolution, and every way of being cut off."""

from __future__ import annotations

import random
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.capturewriter import pcap

from gifthorse.errors import FormatError
from gifthorse.formats.capture import Capture, Packets, open_capture


def read(data: bytes, size: int = 1 << 20) -> tuple[Capture, list[Packets]]:
    capture = open_capture(data)
    return capture, list(capture.chunks(size))


def everything(data: bytes) -> list[bytes]:
    return [p.bytes(i) for p in read(data)[1] for i in range(len(p))]


def accounted(capture: Capture, pieces: list[Packets]) -> int:
    return capture.framing + capture.unreadable + sum(int(p.captured.sum()) for p in pieces)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("nanoseconds", [False, True])
def test_packets_and_times_of_every_make(order: str, nanoseconds: bool) -> None:
    data = pcap([(1_600_000_000.5, b"abc"), (1_600_000_001.25, b"defgh")], order=order, nanoseconds=nanoseconds, cut=4)
    capture, (packets,) = read(data)
    assert [packets.bytes(i) for i in range(2)] == [b"abc", b"defg"]
    assert packets.time.tolist() == [1_600_000_000_500_000_000, 1_600_000_001_250_000_000]
    assert (packets.captured.tolist(), packets.length.tolist()) == ([3, 4], [3, 5])
    assert (packets.number.tolist(), packets.at.tolist()) == ([1, 2], [40, 59])
    assert capture.interfaces[0].link_type == 1 and not capture.problems


def test_records_with_a_longer_header() -> None:
    head = struct.pack("<IHHiIII", 0xA1B2CD34, 2, 4, 0, 0, 65535, 101)
    record = struct.pack("<IIIIIHBB", 7, 0, 3, 3, 0, 0, 0, 0) + b"xyz"
    assert everything(head + 2 * record) == [b"xyz", b"xyz"]


@pytest.fixture(scope="module")
def many() -> tuple[bytes, list[bytes]]:
    """Some MiB of packets, some of which look like records themselves."""
    chance = random.Random(7)
    fake = struct.pack("<IIII", 1_600_000_000, 5, 60, 60)
    packets = []
    for _ in range(20_000):
        size = chance.choice((0, 1, 40, 60, 576, 1500))
        body = chance.randbytes(size)
        packets.append(body if chance.random() < 0.8 else (fake + body[:60] + fake)[: max(size, 40)])
    return pcap(packets), packets


def test_cursors_find_what_a_walk_finds(many: tuple[bytes, list[bytes]]) -> None:
    data, packets = many
    assert everything(data) == packets
    capture, pieces = read(data)
    assert len(pieces) > 1 and accounted(capture, pieces) == len(data)
    assert np.concatenate([p.number for p in pieces]).tolist() == list(range(1, len(packets) + 1))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_capture_cut_off_anywhere_adds_up(many: tuple[bytes, list[bytes]], data: st.DataObject) -> None:
    whole, packets = many
    cut = whole[: data.draw(st.integers(24, len(whole)))]
    capture, pieces = read(cut)
    count = sum(len(p) for p in pieces)
    assert accounted(capture, pieces) == len(cut)
    assert [p.bytes(i) for p in pieces for i in range(len(p))] == packets[:count]
    assert bool(capture.unreadable) == bool(capture.problems)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_capture_adds_up(many: tuple[bytes, list[bytes]], data: st.DataObject) -> None:
    damaged = bytearray(many[0])
    for at in data.draw(st.lists(st.integers(24, len(damaged) - 1), min_size=1, max_size=5)):
        damaged[at] ^= data.draw(st.integers(1, 255))
    capture, pieces = read(bytes(damaged))
    assert accounted(capture, pieces) == len(damaged)
    assert bool(capture.unreadable) == bool(capture.problems)


def test_a_packet_that_claims_gigabytes_ends_it() -> None:
    data = pcap([b"one"]) + struct.pack("<IIII", 0, 0, 4_000_000_000, 60) + bytes(100)
    capture, (packets,) = read(data)
    assert len(packets) == 1 and capture.unreadable == 116
    assert capture.problems == [
        ("Packet 2 claims 4,000,000,000 bytes, which cannot be; nothing from there on was read.", 43)
    ]


@pytest.mark.parametrize("data", [b"", b"\xd4\xc3\xb2", b"PK\x03\x04" + bytes(40)])
def test_what_is_no_capture_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        open_capture(data)


def test_a_header_cut_off_is_told() -> None:
    capture, pieces = read(pcap([])[:20])
    assert not pieces and capture.unreadable == 20 and capture.problems
