"""Capture files of the next generation: blocks, interfaces, times, options, and damage."""

from __future__ import annotations

import random
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.formats.capture.test_pcap import accounted, everything, read
from tests.pcapngwriter import NANOSECONDS, Pcapng

from gifthorse.formats.capture import Interface
from gifthorse.formats.capture.pcapng import nanoseconds

SECOND = 1_000_000_000


@pytest.mark.parametrize("order", ["<", ">"])
def test_packets_of_all_three_kinds(order: str) -> None:
    file = (
        Pcapng(order).interface(snaplen=6).packet(b"abc", 5_000_001).simple(b"simple", 99).old(b"older...", 7_000_000)
    )
    capture, (packets,) = read(file.data)
    assert [packets.bytes(i) for i in range(3)] == [b"abc", b"simple", b"older..."]
    assert packets.time.tolist() == [5 * SECOND + 1000, -1, 7 * SECOND]
    assert packets.length.tolist() == [3, 99, 8]
    assert accounted(capture, [packets]) == len(file.data) and not capture.problems
    assert all(file.data[at : at + 3] == packets.bytes(i)[:3] for i, at in enumerate(packets.at.tolist()))


def test_interfaces_count_in_their_own_units_and_sections_begin_anew() -> None:
    file = Pcapng().interface(1, (2, b"wlan0"), NANOSECONDS).interface(101, (14, struct.pack("<q", 1000)))
    file.packet(b"a", 1_500_000_000).packet(b"b", 2_000_000, interface=1)
    file.section(">").interface(113, (9, b"\x8a")).packet(b"c", 3 << 10)
    capture, pieces = read(file.data)
    assert [i.link_type for i in capture.interfaces] == [1, 101, 113] and capture.interfaces[0].name == "wlan0"
    assert np.concatenate([p.time for p in pieces]).tolist() == [1_500_000_000, 1002 * SECOND, 3 * SECOND]
    assert np.concatenate([p.interface for p in pieces]).tolist() == [0, 1, 2]
    assert np.concatenate([p.number for p in pieces]).tolist() == [1, 2, 3]
    assert accounted(capture, pieces) == len(file.data)


@pytest.mark.parametrize(
    ("ticks", "count", "expected"),
    [
        (10**3, 2500, 2_500_000_000),
        (10**12, 2_500_000_000_000, 2_500_000_000),
        (1, 7, 7 * SECOND),
        (1 << 20, (3 << 20) + (1 << 19), 3_500_000_000),
        (10**30, 5, 0),
        (1, (1 << 64) - 1, -1),
    ],
)
def test_resolutions(ticks: int, count: int, expected: int) -> None:
    assert nanoseconds(np.array([count], np.uint64), Interface(1, ticks=ticks)).tolist() == [expected]


def test_comments_and_flags_say_whose_and_which_way() -> None:
    file = Pcapng().interface(101)
    file.packet(b"x", 0, (1, b"u-10123"), (2, struct.pack("<I", 2)))
    file.packet(b"x", 0, (2, struct.pack("<I", 1)), (1, b"a comment"), (1, b"u-0"))
    file.packet(b"x", 0, (1, b"u-12x"), (2988, b"other"))
    file.packet(b"x", 0, (1, b"u-99999999999"))
    file.packet(b"x")
    _, (packets,) = read(file.data)
    assert packets.uid.tolist() == [10123, 0, -1, -1, -1]
    assert packets.direction.tolist() == [1, 0, -1, -1, -1]


def test_secrets_apps_and_losses() -> None:
    secrets = b"CLIENT_RANDOM 00 11\n"
    file = Pcapng().interface().interface()
    file.block(10, struct.pack("<II", 0x544C534B, len(secrets)) + secrets)
    file.block(0x0BAD, struct.pack("<IHBBiBB", 62652, 1, 1, 0, 10200, 7, 3) + b"org.appApp")
    file.block(0x0BAD, struct.pack("<IHBBiBB", 62653, 1, 1, 0, 1, 1, 1) + b"xy")
    file.block(5, struct.pack("<III", 0, 0, 0) + file.options([(5, struct.pack("<Q", 3)), (7, struct.pack("<Q", 4))]))
    file.block(5, struct.pack("<III", 1, 0, 0) + file.options([(5, struct.pack("<Q", 5))]))
    capture, _ = read(file.data)
    assert capture.secrets == [secrets] and capture.apps == {10200: ("org.app", "App")} and capture.dropped == 12


@pytest.fixture(scope="module")
def many() -> tuple[bytes, list[bytes]]:
    """Some MiB of packets with blocks of other kinds between them."""
    chance = random.Random(5)
    file, packets = Pcapng().interface(), []
    parts = []
    for number in range(12_000):
        data = chance.randbytes(chance.choice((0, 1, 40, 61, 576, 1500)))
        packets.append(data)
        file.packet(data, number, *([(1, b"u-5")] if number % 3 == 0 else []))
        if number % 500 == 0:
            file.block(0x0BAD, struct.pack("<I", 1) + chance.randbytes(3000)).interface()
        parts.append(file.data)
        file.data = b""
    return b"".join(parts), packets


def test_cursors_find_what_a_walk_finds(many: tuple[bytes, list[bytes]]) -> None:
    data, packets = many
    assert everything(data) == packets
    capture, pieces = read(data)
    assert len(pieces) > 1 and accounted(capture, pieces) == len(data) and len(capture.interfaces) == 25


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_capture_cut_off_anywhere_adds_up(many: tuple[bytes, list[bytes]], data: st.DataObject) -> None:
    whole, packets = many
    cut = whole[: data.draw(st.integers(28, len(whole)))]
    capture, pieces = read(cut)
    assert accounted(capture, pieces) == len(cut)
    assert [p.bytes(i) for p in pieces for i in range(len(p))] == packets[: sum(map(len, pieces))]
    assert bool(capture.unreadable) == bool(capture.problems)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_damaged_capture_adds_up(many: tuple[bytes, list[bytes]], data: st.DataObject) -> None:
    damaged = bytearray(many[0])
    for at in data.draw(st.lists(st.integers(28, len(damaged) - 1), min_size=1, max_size=5)):
        damaged[at] ^= data.draw(st.integers(1, 255))
    capture, pieces = read(bytes(damaged))
    assert accounted(capture, pieces) == len(damaged)
    assert capture.problems or not capture.unreadable


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_blocks_at_all(noise: bytes) -> None:
    for kind in (1, 2, 3, 5, 6, 10, 0x0BAD):
        data = Pcapng().interface().block(kind, noise).packet(b"end").data
        capture, pieces = read(data)
        assert accounted(capture, pieces) == len(data)


def test_a_giant_block_without_packets_is_passed_over() -> None:
    data = Pcapng().interface().block(0x0BAD, bytes(3 << 20)).packet(b"behind").data
    assert everything(data) == [b"behind"]
    capture, pieces = read(data[: 2 << 20])
    assert accounted(capture, pieces) == 2 << 20 and "ends within a block" in capture.problems[0][0]
