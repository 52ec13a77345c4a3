"""The ring of an interface where it cannot be had, and what is taken out of its blocks."""

from __future__ import annotations

import errno
import socket
import struct
from typing import Any

import numpy as np
import pytest

from gifthorse.errors import EvidenceError
from gifthorse.live import ring


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(errno.EPERM, "no"), "Only root may listen to an interface"),
        (OSError(errno.EAFNOSUPPORT, "Address family not supported"), "does not let interfaces be listened to: Addr"),
    ],
)
def test_a_socket_that_cannot_be_had(error: OSError, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(socket, "socket", refuse)
    with pytest.raises(EvidenceError, match=says):
        ring.Ring(socket.if_nameindex()[0][1])


def test_another_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "AF_PACKET")
    with pytest.raises(EvidenceError, match="Only Linux"):
        ring.Ring(socket.if_nameindex()[0][1])


FRAME = b"\x02\0\0\0\0\2\x02\0\0\0\0\1\x08\0" + bytes(range(60))


def block(*packets: tuple[int, int, int]) -> bytes:
    """A block as the kernel fills it, from (status, tag, way) of packets that all hold FRAME."""
    out = bytearray(48)
    for number, (status, tag, way) in enumerate(packets):
        size = 96 + len(FRAME) + 6
        after = size if number + 1 < len(packets) else 0
        head = struct.pack("<IIIIIIHH", after, 1_600_000_000, 5 + number, 60, len(FRAME), status, 96, 110)
        head += struct.pack("<IIHH", 0, tag, 0x88A8, 0)
        out += head.ljust(58, b"\0") + bytes([way]) + bytes(37) + FRAME + bytes(6)
    return bytes(out)


def taken(kind: int, *packets: tuple[int, int, int]) -> Any:
    """The packets that a ring over hardware of this kind makes of them."""
    made = ring.Ring.__new__(ring.Ring)
    made._kind, made._number = kind, 1
    data = bytearray(block(*packets) + bytes(96))
    places = ring._places(memoryview(data), 48, len(packets), 0)
    return made._packets(np.frombuffer(data, np.uint8), np.array(places, np.int64))


def test_times_lengths_and_ways() -> None:
    found = taken(1, (1, 0, 0), (1, 0, 4))
    assert [found.bytes(i) for i in range(2)] == [FRAME[:60]] * 2
    assert found.length.tolist() == [len(FRAME)] * 2
    assert found.time.tolist() == [1_600_000_000 * 10**9 + 5, 1_600_000_000 * 10**9 + 6]
    assert found.direction.tolist() == [0, 1] and found.number.tolist() == [1, 2]


def test_tags_are_put_back() -> None:
    plain, tagged, told = (taken(1, one).bytes(0) for one in ((1, 7, 0), (0x11, 7, 0), (0x51, 7, 0)))
    assert plain == FRAME[:60]
    assert tagged == FRAME[:12] + b"\x81\0\0\7" + FRAME[12:60]
    assert told == FRAME[:12] + b"\x88\xa8\0\7" + FRAME[12:60]


def test_on_the_loopback_each_packet_counts_once() -> None:
    found = taken(772, (1, 0, 4), (1, 0, 0), (0x11, 7, 4))
    assert len(found) == 1 and found.direction.tolist() == [0]
