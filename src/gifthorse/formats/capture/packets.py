"""What every capture format is read into: packets in columns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

UNKNOWN_TIME = -1


class Interface(Struct, frozen=True):
    """Where packets were captured. A time in the file counts units of `1 / ticks` seconds from `offset` seconds on."""

    link_type: int
    snaplen: int = 0
    name: str = ""
    ticks: int = 1_000_000
    offset: int = 0
    fcs: int = 0


class Packets(Struct, frozen=True):
    """Consecutive packets of one capture, one row a packet, no object a packet.

    `data` holds their bytes and more; `start` is where each packet's begin in it and `captured` how many there are;
    `length` is what it had on the wire. `time` is in nanoseconds since 1970, -1 where the file does not say.
    `interface` counts the interfaces of the capture, `number` the packets from 1, and `at` is the offset of the
    packet's bytes in the (unpacked) file. `uid` is the Android user id that sent or received it, -1 where unknown;
    `direction` is 0 for in, 1 for out, -1 where unknown.
    """

    data: npt.NDArray[np.uint8]
    start: npt.NDArray[np.int64]
    captured: npt.NDArray[np.int32]
    length: npt.NDArray[np.int32]
    time: npt.NDArray[np.int64]
    interface: npt.NDArray[np.int32]
    number: npt.NDArray[np.int64]
    at: npt.NDArray[np.int64]
    uid: npt.NDArray[np.int32]
    direction: npt.NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.start)

    @classmethod
    def none(cls) -> Packets:
        """No packets."""
        long, short, tiny = np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int8)
        return cls(tiny.view(np.uint8), long, short, short, long, short, long, long, short, tiny)

    def bytes(self, row: int) -> bytes:
        """The captured bytes of one packet."""
        start = int(self.start[row])
        return self.data[start : start + int(self.captured[row])].tobytes()
