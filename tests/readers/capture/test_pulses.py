"""What is said after silence on a line that stays open, and who asks the local network for whom."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.capturewriter import Talk, ethernet, pcap

from gifthorse.formats.capture import open_capture
from gifthorse.readers.capture.engine import Engine
from gifthorse.tables import Rows


def rows(packets: list[tuple[float, bytes]]) -> dict[str, list[dict[str, Any]]]:
    found = Rows()
    Engine(open_capture(pcap(packets)), "x.pcap", found, seed=1).run()
    return {name: table.to_pylist() for name, table in found.tables()}


def spoken(every: float, count: int, *, side: int = 0, size: int = 40) -> list[tuple[float, bytes]]:
    talk = Talk()
    packets = [(1000.0, frame) for frame in talk.open().frames]
    for number in range(count):
        when = 1000 + every * number
        packets += [(when, talk.frame(side, b"x" * size)), (when + 0.1, talk.frame(1 - side, b"y" * 7))]
    return packets


def test_what_a_client_says_after_silence_is_kept() -> None:
    pulses = rows(spoken(60, 20))["pulses"]
    # The first is said by a young connection, and the second only tells since when it is silent
    assert len(pulses) == 18
    assert {(p["sent"], p["answered"]) for p in pulses} == {(40, 7)}
    gaps = {(b["seen"] - a["seen"]).total_seconds() for a, b in pairwise(pulses)}
    assert gaps == {60}


def test_what_servers_begin_what_streams_and_signs_of_life_are_not() -> None:
    for packets in (spoken(60, 20, side=1), spoken(1, 1000), spoken(60, 20, size=1), spoken(60, 8), spoken(20, 30)):
        assert "pulses" not in rows(packets)


def message(kind: int, mac: int, own: str, other: str, to: int = 0) -> bytes:
    a, b = (bytes(map(int, address.split("."))) for address in (own, other))
    macs = [b"\2\0\0\0\0" + bytes((n,)) for n in (mac, to)]
    return ethernet(b"\0\1\x08\0\x06\4\0" + bytes((kind,)) + macs[0] + a + macs[1] + b, 0x0806)


def test_questions_and_answers_of_arp() -> None:
    packets = [
        message(1, 1, "10.0.0.2", "10.0.0.9"),
        message(2, 9, "10.0.0.9", "10.0.0.2", 1),
        message(1, 1, "10.0.0.2", "10.0.0.8"),
        message(1, 1, "10.0.0.2", "10.0.0.8"),
        message(1, 1, "0.0.0.0", "10.0.0.2"),
        message(2, 1, "10.0.0.2", "10.0.0.2"),
    ]
    found = rows([(1000.0 + n, packet) for n, packet in enumerate(packets)])["neighbours"]
    asked = {(n["target"], n["count"], n["answer"]) for n in found if n["kind"] == "asked"}
    assert asked == {("10.0.0.9", 1, "02:00:00:00:00:09"), ("10.0.0.8", 2, None), ("10.0.0.2", 1, None)}
    assert {n["address"] for n in found if n["kind"] == "owned"} == {"10.0.0.2", "10.0.0.9"}


@given(st.lists(st.binary(max_size=60)))
def test_nonsense(bodies: list[bytes]) -> None:
    rows([(1000.0, ethernet(b"\0\1\x08\0\x06\4\0\1" + body, 0x0806)) for body in bodies])
