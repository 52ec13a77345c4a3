"""Real captures over and over: as long a capture as is asked for, on disk or nowhere."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gifthorse.errors import FormatError
from gifthorse.formats.capture import open_capture

HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)


@dataclass(frozen=True, slots=True)
class Repeated:
    """The records of captures over and over, as one file of any size that need not lie anywhere.

    One byte at each of `places` in `block` is another each time.
    """

    block: npt.NDArray[np.uint8]
    places: npt.NDArray[np.int64]
    records: int
    times: int

    @classmethod
    def of(cls, folder: Path, megabytes: int, *, distinct: bool) -> Repeated:
        """The Ethernet packets of all captures in a folder; `distinct`: each time between other hosts."""
        records: list[bytes] = []
        places: list[int] = []
        at = 0
        for path in sorted(p for p in folder.rglob("*") if p.name.endswith((".pcap", ".pcapng", ".cap", ".gz"))):
            try:
                capture = open_capture(path.read_bytes())
                for packets in capture.chunks():
                    for row, interface in enumerate(packets.interface.tolist()):
                        if capture.interfaces[interface].link_type == 1:
                            frame = packets.bytes(row)
                            seconds, rest = divmod(max(int(packets.time[row]), 0), 1_000_000_000)
                            stamp = (seconds % (1 << 31), rest // 1000)
                            records.append(struct.pack("<IIII", *stamp, len(frame), int(packets.length[row])) + frame)
                            places += [at + 16 + place for place in addresses(frame)] if distinct else []
                            at += len(records[-1])
            except FormatError:
                continue
        if not records:
            raise SystemExit(f"There is no capture of Ethernet in {folder}.")
        times = -(-megabytes * 1_000_000 // at)
        return cls(np.frombuffer(b"".join(records), np.uint8), np.array(places, np.int64), len(records), times)

    @classmethod
    def kept(cls, folder: Path) -> Repeated:
        """What `keep` wrote."""
        records, times = (int(n) for n in np.load(folder / "numbers.npy"))
        return cls(np.load(folder / "block.npy", mmap_mode="r"), np.load(folder / "places.npy"), records, times)

    def keep(self, folder: Path) -> None:
        """For another process."""
        np.save(folder / "block.npy", self.block)
        np.save(folder / "places.npy", self.places)
        np.save(folder / "numbers.npy", np.array([self.records, self.times]))

    @property
    def packets(self) -> int:
        return self.records * self.times

    @property
    def size(self) -> int:
        return len(HEADER) + len(self.block) * self.times

    def fill(self, start: int, room: memoryview) -> int:
        """Put the bytes from `start` on into `room`; returns how many there are."""
        found = self.range(start, len(room))
        room[: len(found)] = found
        return len(found)

    def range(self, start: int, count: int) -> bytes:
        """Some bytes, as any source of a capture gives them."""
        parts = [HEADER[start : start + count]]
        at, end = max(start, len(HEADER)) - len(HEADER), min(start + count, self.size) - len(HEADER)
        while at < end:
            repetition, first = divmod(at, len(self.block))
            last = min(len(self.block), first + end - at)
            part = np.array(self.block[first:last])
            low, high = np.searchsorted(self.places, (first, last))
            part[self.places[low:high] - first] ^= np.uint8(repetition & 0xFF)
            parts.append(part.tobytes())
            at += last - first
        return b"".join(parts)

    def write(self, out: Path) -> None:
        """The whole of it."""
        with out.open("wb") as file:
            for at in range(0, self.size, 16 << 20):
                file.write(self.range(at, 16 << 20))


def addresses(frame: bytes) -> list[int]:
    """Where in a frame one byte of both its addresses lies."""
    at = 14
    while frame[at - 2 : at] in (b"\x81\0", b"\x88\xa8"):
        at += 4
    kind = frame[at - 2 : at]
    places = {b"\x08\0": (at + 13, at + 17), b"\x86\xdd": (at + 14, at + 30)}.get(kind, ())
    return [place for place in places if place < len(frame)]


def elsewhere(frame: bytes, repetition: int) -> bytes:
    """The same frame between other hosts."""
    changed = bytearray(frame)
    for place in addresses(frame):
        changed[place] ^= repetition & 0xFF
    return bytes(changed)
