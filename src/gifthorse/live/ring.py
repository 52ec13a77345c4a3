"""The packets of an interface, from the ring that Linux fills for whoever may read packets (AF_PACKET, TPACKET_V3).

The kernel puts packets into blocks of memory that it shares with us, one after the other, and hands over a block when
it is full or a fifth of a second old. Each is copied out and given back. What comes while no block is free is lost and
counted. Source: https://docs.kernel.org/networking/packet_mmap.html and include/uapi/linux/if_packet.h.
"""

from __future__ import annotations

import errno
import mmap
import select
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

import numpy as np

from gifthorse.errors import EvidenceError
from gifthorse.formats.capture import Capture, Interface, Packets
from gifthorse.formats.capture.capture import TAIL
from gifthorse.formats.capture.window import Held
from gifthorse.formats.scattered import Bytes, Longs, records

BLOCK: Final = 1 << 20
BLOCKS: Final = 128
FEWEST: Final = 4
RETIRE_MILLISECONDS: Final = 200
PAUSE: Final = 0.2
"""Seconds between two looks where little comes: pieces of a few packets cost more than they are worth."""
MUCH: Final = 8 << 20
_SOL_PACKET: Final = 263
_ADD_MEMBERSHIP, _RX_RING, _STATISTICS, _VERSION, _RESERVE = 1, 5, 6, 10, 12
_V3: Final = 2
_PROMISCUOUS: Final = 1
_ALL: Final = 3
_OURS: Final = 1  # a block's status while it is not the kernel's
_TAGGED, _TAG_TOLD = 0x10, 0x40
_OUTGOING: Final = 4
_LOOPBACK: Final = 772
_HARDWARE_ADDRESS: Final = 0x8927
LINKS: Final = {
    1: 1,
    _LOOPBACK: 1,
    512: 9,
    519: 101,
    768: 101,
    769: 101,
    776: 101,
    801: 105,
    802: 119,
    803: 127,
    65534: 101,
}
"""Link types of captures by Linux' numbers for kinds of hardware."""
_BLOCK_HEAD: Final = struct.Struct("<IIII")  # status, packets, where the first is, length; 8 bytes into the block
_FORM: Final = np.dtype(
    {
        "names": ["seconds", "nanoseconds", "captured", "length", "status", "inside", "tag", "kind", "way"],
        "formats": ["u4", "u4", "u4", "u4", "u4", "u2", "u4", "u2", "u1"],
        "offsets": [4, 8, 12, 16, 20, 24, 32, 36, 58],
        "itemsize": 60,
    }
)


class Ring:
    """An interface that is being listened to."""

    file: str | None = None

    def __init__(self, interface: str, *, blocks: int = BLOCKS) -> None:
        """Begin to listen; raises EvidenceError where that cannot be."""
        self.name = interface
        self.problems: list[str] = []
        self._index = _index(interface)
        self._socket = _socket()
        self._kind = _hardware(self._socket, interface)
        self._blocks = blocks
        self._map: Any = None
        try:
            self._begin()
        except OSError as error:
            self._socket.close()
            raise EvidenceError(f"The interface {interface} cannot be listened to: {error.strerror}.") from error
        capture = Capture("live", "", Held(b""), 0, lambda *_: iter(()))
        capture.interfaces.append(Interface(LINKS.get(self._kind, -1), name=interface, ticks=1_000_000_000))
        self.capture: Capture | None = capture
        self._stopped = False
        self._next = 0
        self._number = 1
        self.received = 0

    def _begin(self) -> None:
        """Set up the ring and bind: nothing comes before the last step."""
        self._socket.setsockopt(_SOL_PACKET, _VERSION, _V3)
        self._socket.setsockopt(_SOL_PACKET, _RESERVE, 4)  # room to put a tag back that the kernel took out
        while True:
            frames = self._blocks * (BLOCK >> 11)
            wanted = struct.pack("7I", BLOCK, self._blocks, 2048, frames, RETIRE_MILLISECONDS, 0, 0)
            try:
                self._socket.setsockopt(_SOL_PACKET, _RX_RING, wanted)
                break
            except OSError as error:
                if error.errno != errno.ENOMEM or self._blocks <= FEWEST:
                    raise
                self._blocks //= 2
        self._map = mmap.mmap(self._socket.fileno(), self._blocks * BLOCK)
        self._socket.bind((self.name, _ALL))
        member = struct.pack("iHH8s", self._index, _PROMISCUOUS, 0, b"")
        self._socket.setsockopt(_SOL_PACKET, _ADD_MEMBERSHIP, member)

    def packets(self) -> Iterator[Packets]:
        """Pieces of what comes."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN | select.POLLERR)
        while not self._stopped:
            begun = time.monotonic()
            if any(event & select.POLLERR for _, event in poll.poll(PAUSE * 1000)) and not self._alive():
                break
            piece = self._take()
            yield piece
            left = PAUSE - (time.monotonic() - begun)
            if left > 0 and piece.data.size < MUCH and not self._stopped:
                time.sleep(left)
        with suppress(OSError):  # an interface that went away brings nothing either
            self._socket.bind((self.name, 0))  # nothing comes from here on, so that what is read and lost adds up
        # What came until now: blocks that are not full are handed over when their time is up
        until = time.monotonic() + 2 * RETIRE_MILLISECONDS / 1000
        while time.monotonic() < until:
            poll.poll(RETIRE_MILLISECONDS)
            if len(piece := self._take()):
                yield piece

    def stop(self) -> None:
        """Let `packets` end."""
        self._stopped = True

    def lost(self) -> int:
        """How many packets the kernel had no room for so far."""
        received, dropped, _ = struct.unpack("3I", self._socket.getsockopt(_SOL_PACKET, _STATISTICS, 12))
        self.received += received  # those lost among them; the kernel counts from 0 after each question
        if self.capture is None:
            return 0
        self.capture.dropped = (self.capture.dropped or 0) + dropped
        return self.capture.dropped

    def close(self) -> None:
        """Stop listening."""
        if self._map is not None:
            self._map.close()
        self._socket.close()

    def _alive(self) -> bool:
        """After an error: whether the interface is still there, be it down."""
        self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        try:
            there = socket.if_nametoindex(self.name) == self._index
        except OSError:
            there = False
        sentence = f"The interface {self.name} " + (
            "was down for a time, in which nothing was seen." if there else "went away; nothing was seen from then on."
        )
        if sentence not in self.problems:
            self.problems.append(sentence)
        return there

    def _take(self) -> Packets:
        """Everything in the blocks that were handed over."""
        taken: list[tuple[memoryview, int, int]] = []
        whole = memoryview(self._map)
        numbers = [(self._next + step) % self._blocks for step in range(self._blocks)]
        size, ready = 0, []
        for number in numbers:
            status, count, first, length = _BLOCK_HEAD.unpack_from(whole, number * BLOCK + 8)
            if not status & _OURS:
                break
            ready.append(number)
            taken.append((whole[number * BLOCK : number * BLOCK + length], first, count))
            size += length
        if not ready:
            return Packets.none()
        data = bytearray(size + TAIL)
        places, at = [], 0
        for view, first, count in taken:
            data[at : at + len(view)] = view
            places += _places(view, first, count, at)
            at += len(view)
        taken.clear()
        for number in ready:
            struct.pack_into("<I", whole, number * BLOCK + 8, 0)
        self._next = (ready[-1] + 1) % self._blocks
        return self._packets(np.frombuffer(data, np.uint8), np.array(places, np.int64))

    def _packets(self, data: Bytes, at: Longs) -> Packets:
        """The packets whose headers lie at these places."""
        head = records(data, at, _FORM)
        if self._kind == _LOOPBACK:  # each comes twice there: as it leaves, and as it arrives
            arrives = head["way"] != _OUTGOING
            at, head = at[arrives], head[arrives]
        start, extra = at + head["inside"], np.zeros(len(at), np.int32)
        if self._kind == 1 and (tagged := np.flatnonzero(head["status"] & _TAGGED)).size:
            _tag(data, start[tagged], head[tagged])
            start[tagged] -= 4
            extra[tagged] = 4
        count = len(at)
        number, self._number = self._number, self._number + count
        return Packets(
            data=data,
            start=start,
            captured=head["captured"].astype(np.int32) + extra,
            length=np.minimum(head["length"], 0x7FFFFFF0).astype(np.int32) + extra,
            time=head["seconds"].astype(np.int64) * 1_000_000_000 + head["nanoseconds"],
            interface=np.zeros(count, np.int32),
            number=np.arange(number, number + count, dtype=np.int64),
            at=np.full(count, -1, np.int64),
            uid=np.full(count, -1, np.int32),
            direction=np.where(head["way"] == _OUTGOING, 1, 0).astype(np.int8),
        )


def _places(block: memoryview, first: int, count: int, base: int) -> list[int]:
    """Where the headers of a block's packets lie: each says how far it is to the next."""
    words = block[: len(block) & ~3].cast("I")
    places, at = [], first
    for _ in range(count):
        places.append(base + at)
        at += words[at >> 2]
    return places


def _tag(data: Bytes, start: Longs, head: Any) -> None:
    """Put back the VLAN tags that the kernel took out of frames: the addresses move forward to make room."""
    places = start[:, None] + np.arange(12)
    data[places - 4] = data[places]
    kind = np.where(head["status"] & _TAG_TOLD, head["kind"], 0x8100)
    for offset, value in ((8, kind >> 8), (9, kind & 255), (10, head["tag"] >> 8 & 255), (11, head["tag"] & 255)):
        data[start + offset] = value


def _index(interface: str) -> int:
    try:
        return socket.if_nametoindex(interface)
    except (OSError, ValueError, UnicodeError):
        names = ", ".join(name for _, name in socket.if_nameindex()) if hasattr(socket, "if_nameindex") else ""
        raise EvidenceError(f"There is no interface {interface}; there are: {names or 'none'}.") from None


def _socket() -> socket.socket:
    if not hasattr(socket, "AF_PACKET"):
        raise EvidenceError("Only Linux is listened to directly: watch a file that another program captures into.")
    try:
        return socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    except PermissionError:
        raise EvidenceError(
            "Only root may listen to an interface (or whoever has CAP_NET_RAW): run the same with sudo."
        ) from None
    except OSError as error:
        raise EvidenceError(f"This system does not let interfaces be listened to: {error.strerror}.") from error


def _hardware(opened: socket.socket, interface: str) -> int:
    """Linux' number for the kind of hardware; 1 is Ethernet."""
    import fcntl  # where there is AF_PACKET there is this

    request = struct.pack("16sH14x", interface.encode()[:15], 0)
    try:
        return int(struct.unpack_from("H", fcntl.ioctl(opened, _HARDWARE_ADDRESS, request), 16)[0])
    except OSError:
        return 1
