"""A capture from its bytes to rows: connections, and a ledger that adds up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.captures import real
from tests.capturewriter import ACK, RST, SYN, Talk, ethernet, ip, pcap, udp

from gifthorse.formats.capture import open_capture
from gifthorse.readers.capture.engine import Engine
from gifthorse.tables import Rows


def rows(data: bytes, share: tuple[int, int] = (0, 1)) -> dict[str, list[dict[str, Any]]]:
    """Every table that a capture fills."""
    found = Rows()
    Engine(open_capture(data), "x.pcap", found, share=share, seed=1).run()
    return {name: table.to_pylist() for name, table in found.tables()}


def connections(frames: list[bytes]) -> list[dict[str, Any]]:
    return rows(pcap(frames)).get("connections", [])


def test_a_connection_from_beginning_to_end() -> None:
    frames = Talk().open().say(0, b"x" * 3000).say(1, b"y" * 100).close().frames
    (one,) = connections(frames)
    assert (one["client"], one["client_port"], one["server"], one["server_port"]) == ("10.0.0.2", 40000, "1.2.3.4", 443)
    assert (one["packets_out"], one["packets_in"], one["bytes_out"], one["bytes_in"]) == (7, 3, 3000, 100)
    assert (one["transport"], one["state"], one["local"], one["first_packet"]) == ("tcp", "established", False, 1)
    assert (one["last"] - one["first"]).total_seconds() == len(frames) - 1
    assert one["wire_out"] == 7 * 54 + 3000


@pytest.mark.parametrize(
    ("sides", "state"),
    [
        ([(0, SYN)], "unanswered"),
        ([(0, SYN), (1, RST | ACK)], "refused"),
        ([(0, SYN), (1, SYN | ACK), (0, ACK)], "established"),
        ([(0, SYN), (1, SYN | ACK), (0, RST)], "reset"),
        ([(0, ACK), (1, ACK)], "midway"),
    ],
)
def test_states(sides: list[tuple[int, int]], state: str) -> None:
    talk = Talk()
    (one,) = connections([talk.frame(side, flags=flags) for side, flags in sides])
    assert one["state"] == state


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_client_is_known_where_the_beginning_is_missing(order: tuple[int, int]) -> None:
    talk = Talk()
    (one,) = connections([talk.frame(side, b"data") for side in order])
    assert (one["client_port"], one["server_port"]) == (40000, 443)


def test_a_port_used_again_is_another_connection() -> None:
    first, second = Talk().open().say(0, b"one"), Talk().open()
    second._seq = [700_000, 800_000]
    second.frames.clear()
    second.open().say(0, b"two")
    again = connections([*first.frames, first.frames[0], *second.frames])
    assert [(c["packets_out"], c["packets_in"], c["first_packet"]) for c in again] == [(4, 1, 1), (3, 1, 6)]


def test_silence_ends_what_has_no_connections() -> None:
    out = ethernet(ip(udp(b"q"), 17))
    back = ethernet(ip(udp(b"a", ports=(53, 40000)), 17, src="1.2.3.4", dst="10.0.0.2"))
    times = [0, 1, 170, 351, 352, 1000]
    found = rows(pcap([(1e9 + t, out if i % 2 == 0 else back) for i, t in enumerate(times)]))["connections"]
    assert [(c["packets_out"], c["packets_in"], c["state"]) for c in found] == [
        (2, 1, "answered"),
        (1, 1, "answered"),
        (0, 1, "answered"),
    ]
    assert all(c["server_port"] == 53 for c in found)


def test_shares_together_are_the_whole() -> None:
    frames = []
    for port in range(1000):
        frames += Talk(ports=(20000 + port, 443)).open().say(0, b"x" * port).frames
    data = pcap([*frames, ethernet(b"\0\1", 0x0806)])
    whole, halves = rows(data), [rows(data, (i, 2)) for i in range(2)]
    assert len(whole["connections"]) == 1000
    key = [c["client_port"] for c in whole["connections"]]
    both = [c for half in halves for c in half["connections"]]
    assert sorted(c["client_port"] for c in both) == key
    assert len({c["connection"] for c in both}) == 1000
    assert min(len(half["connections"]) for half in halves) > 400
    assert halves[0]["packet_ledger"] == whole["packet_ledger"] and "packet_ledger" not in halves[1]
    assert halves[0]["captures"] == whole["captures"] and "captures" not in halves[1]


def adds_up(found: dict[str, list[dict[str, Any]]], size: int) -> None:
    ledger, (capture,) = found["packet_ledger"], found["captures"]
    assert len({r["category"] for r in ledger}) == len(ledger)
    assert sum(r["packets"] for r in ledger if r["category"] != "lost") == capture["packets"]
    assert sum(r["bytes"] for r in ledger) == size
    counted = sum(c["packets_out"] + c["packets_in"] for c in found.get("connections", ()))
    kinds = ("tcp", "udp", "icmp", "sctp", "esp", "other-ip")
    assert counted >= sum(r["packets"] for r in ledger if r["category"] in kinds)


MIXED = pcap(
    [
        *Talk().open().say(0, b"GET / HTTP/1.1\r\n\r\n").say(1, bytes(5000)).close().frames,
        *Talk(client="2001:db8::1", server="2001:db8::2").open().say(0, bytes(300)).frames,
        ethernet(ip(udp(b"\1" * 40), 17)),
        ethernet(ip(b"\x08\0\0\0\0\1\0\1ping", 1)),
        ethernet(b"\0\1" * 14, 0x0806),
        ethernet(ip(bytes(20), 99)),
        b"",
        b"short",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.integers(24, len(MIXED)))
def test_the_ledger_adds_up_wherever_a_capture_is_cut_off(size: int) -> None:
    adds_up(rows(MIXED[:size]), size)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(24, len(MIXED) - 1), st.integers(1, 255)), min_size=1, max_size=8))
def test_the_ledger_adds_up_of_damaged_captures(flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(MIXED)
    for at, bits in flips:
        damaged[at] ^= bits
    adds_up(rows(bytes(damaged)), len(damaged))


@pytest.mark.parametrize("path", real(), ids=lambda p: p.name)
def test_the_ledger_adds_up_of_real_captures(path: Path) -> None:
    data = path.read_bytes()
    found = rows(data)
    if path.suffix != ".gz":
        adds_up(found, len(data))
