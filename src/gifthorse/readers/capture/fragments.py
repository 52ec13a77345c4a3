"""IP fragments put together again, bounded in bytes, pieces and time. RFC 791, section 3.2; RFC 8200, section 4.5."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from gifthorse.formats.capture import Interface, Packets
from gifthorse.formats.net import Category, Headers
from gifthorse.formats.scattered import Longs

HELD_BYTES: Final = 32 << 20
PIECES_LIMIT: Final = 1024
WAIT: Final = 60 * 1_000_000_000
INTERFACES: Final = (Interface(101),)
"""What packets that were put together are as captures go: raw IP."""


@dataclass(slots=True)
class _Whole:
    """A packet in the making. `frames` and `size` count what is in the ledger, `wire` what was on the wire."""

    since: int
    pieces: list[tuple[int, bytes]] = field(default_factory=list)
    total: int = -1
    held: int = 0
    frames: int = 0
    size: int = 0
    wire: int = 0

    def joined(self) -> bytes | None:
        """The whole, once nothing is missing; of bytes that came twice the first copy."""
        if self.total < 0 or self.held < self.total:
            return None
        out = bytearray()
        order = sorted(range(len(self.pieces)), key=lambda i: (self.pieces[i][0], i))
        for at, data in (self.pieces[i] for i in order):
            if at > len(out):
                return None
            out += data[len(out) - at :]
        return bytes(out[: self.total]) if len(out) >= self.total else None


class Fragments:
    """Takes the fragments of each piece of a capture and gives back the packets that became whole.

    `lost` and `lost_bytes` count frames that were given up.
    """

    def __init__(self) -> None:
        self.lost = 0
        self.lost_bytes = 0
        self._open: dict[tuple[int, ...], _Whole] = {}
        self._held = 0

    def add(self, packets: Packets, headers: Headers) -> Packets | None:
        """Packets that became whole by these, as raw IP; each has number and time of the frame that completed it."""
        rows = np.flatnonzero(headers.category == Category.FRAGMENT)
        if not rows.size:
            return None
        done: list[tuple[int, bytes, int]] = []
        for row, key, at, more, start, captured, wire in self._columns(headers, rows):
            whole = self._open.get(key)
            time = int(packets.time[row])
            if whole is not None and time - whole.since > WAIT:
                self._give_up(key)
                whole = None
            if whole is None:
                whole = self._open[key] = _Whole(time)
            data = headers.data[start : start + captured].tobytes()
            whole.frames += 1
            whole.size += int(packets.captured[row])
            whole.wire += int(packets.length[row])
            if captured < wire or len(whole.pieces) >= PIECES_LIMIT:
                continue  # captured only in part: what it belongs to will not become whole
            whole.pieces.append((at, data))
            whole.held += len(data)
            self._held += len(data)
            if not more and whole.total < 0:
                whole.total = at + len(data)
            joined = whole.joined()
            if joined is not None:
                done.append((row, _headed(key, joined), whole.wire))
                self._drop(key)
            elif self._held > HELD_BYTES:
                self._give_up(next(iter(self._open)))
        return _packets(packets, done) if done else None

    def finish(self) -> None:
        """Give up what is not whole yet."""
        for key in list(self._open):
            self._give_up(key)

    @staticmethod
    def _columns(headers: Headers, rows: Longs) -> list[tuple[int, tuple[int, ...], int, bool, int, int, int]]:
        keys = zip(
            headers.version[rows].tolist(),
            headers.protocol[rows].tolist(),
            headers.fragment_id[rows].tolist(),
            *(half for a in (headers.src, headers.dst) for half in (a[rows, 0].tolist(), a[rows, 1].tolist())),
            strict=True,
        )
        return list(
            zip(
                rows.tolist(),
                keys,
                headers.fragment_at[rows].tolist(),
                headers.fragment_more[rows].tolist(),
                headers.payload[rows].tolist(),
                np.maximum(headers.payload_length[rows], 0).tolist(),
                headers.payload_wire[rows].tolist(),
                strict=True,
            )
        )

    def _drop(self, key: tuple[int, ...]) -> _Whole:
        whole = self._open.pop(key)
        self._held -= whole.held
        return whole

    def _give_up(self, key: tuple[int, ...]) -> None:
        whole = self._drop(key)
        self.lost += whole.frames
        self.lost_bytes += whole.size


def _headed(key: tuple[int, ...], payload: bytes) -> bytes:
    """The payload behind an IP header that says what its fragments' headers said."""
    version, protocol, _, *halves = key
    if version == 4:
        src, dst = (halves[i] & 0xFFFFFFFF for i in (1, 3))
        total = 20 + len(payload)
        head = struct.pack(">BBHHHBBHII", 0x45, 0, total if total < 1 << 16 else 0, 0, 0, 64, protocol, 0, src, dst)
    else:
        length = len(payload) if len(payload) < 1 << 16 else 0
        head = struct.pack(">IHBB", 0x60000000, length, protocol, 64) + struct.pack(">QQQQ", *halves)
    return head + payload


def _packets(packets: Packets, done: list[tuple[int, bytes, int]]) -> Packets:
    rows = np.array([row for row, _, _ in done], np.int64)
    sizes = np.array([len(data) for _, data, _ in done], np.int64)
    return Packets(
        data=np.frombuffer(b"".join(data for _, data, _ in done), np.uint8),
        start=np.cumsum(sizes) - sizes,
        captured=sizes.astype(np.int32),
        length=np.array([wire for _, _, wire in done], np.int32),
        time=packets.time[rows],
        interface=np.zeros(len(rows), np.int32),
        number=packets.number[rows],
        at=packets.at[rows],
        uid=packets.uid[rows],
        direction=packets.direction[rows],
    )
