"""PCAPdroid's trailers, written from its documented layout."""

from __future__ import annotations

import struct
from zlib import crc32

import pytest
from tests.capturewriter import ip, pcap, udp
from tests.formats.capture.test_pcap import accounted, read


def trailed(packet: bytes, uid: int, name: bytes, order: str = "<", *, broken: bool = False) -> bytes:
    """A frame as PCAPdroid writes it with its extensions on."""
    frame = bytes(12) + b"\x08\x00" + packet
    frame += bytes(-len(frame) % 4) + struct.pack(">Ii20s", 0x01072021, uid, name)
    return frame + struct.pack(f"{order}I", crc32(frame) ^ broken)


@pytest.mark.parametrize("order", ["<", ">"])
def test_trailers_name_the_app_and_are_taken_off(order: str) -> None:
    packets = [ip(udp(bytes(n)), 17) for n in range(6)]
    frames = [trailed(p, 10100 + n, b"App %d" % n, order) for n, p in enumerate(packets)]
    data = pcap([*frames, bytes(12) + b"\x08\x00" + packets[0]])
    capture, pieces = read(data)
    (found,) = pieces
    assert found.uid.tolist() == [10100, 10101, 10102, 10103, 10104, 10105, -1]
    assert capture.apps == {10100 + n: ("", f"App {n}") for n in range(6)}
    assert all(found.bytes(n)[14 : 14 + len(p)] == p for n, p in enumerate(packets))
    assert all(len(found.bytes(n)) - 14 - len(p) < 4 for n, p in enumerate(packets))
    assert accounted(capture, pieces) == len(data)


def test_a_name_without_a_true_checksum_is_not_believed() -> None:
    capture, (found,) = read(pcap([trailed(ip(udp(b"x"), 17), 10100, b"Bank", broken=True)]))
    assert not capture.apps and found.uid.tolist() == [10100]
