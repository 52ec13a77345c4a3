"""The ledger of a capture: what became of each packet, and of each byte of the file."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gifthorse.formats.capture import Capture, Packets
from gifthorse.formats.net import SAYS, Category, Headers
from gifthorse.tables import Rows

FRAMING = ("framing", "The capture's own bytes: headers of file and records, comments, blocks without packets.")
LOST = ("lost", "Packets that whoever captured had no room for: they are not in the capture, and counted beside it.")
UNREADABLE = ("unreadable", "Bytes that could not be read as packets, at a damaged or cut-off end.")


Tally = npt.NDArray[np.int64]
"""How many packets are on each heap, and their captured bytes, one row each."""


def tally(packets: Packets, headers: Headers) -> Tally:
    """Those of a piece."""
    count = len(Category)
    found = np.zeros((2, count), np.int64)
    found[0] = np.bincount(headers.category, minlength=count)
    found[1] = np.bincount(headers.category, packets.captured, minlength=count)  # whole below 2 ** 53
    return found


class Ledger:
    """Packets and captured bytes by category, and what the whole of the capture adds up to."""

    def __init__(self) -> None:
        self._packets = np.zeros(len(Category), np.int64)
        self._bytes = np.zeros(len(Category), np.int64)

    @property
    def packets(self) -> int:
        """All packets so far."""
        return int(self._packets.sum())

    @property
    def bytes(self) -> int:
        """Their captured bytes."""
        return int(self._bytes.sum())

    def add(self, found: Tally) -> None:
        """Enter the packets of a piece."""
        self._packets += found[0]
        self._bytes += found[1]

    def move(self, old: Category, new: Category, packets: int, size: int) -> None:
        """Some of the packets turned out to be another thing."""
        for column, count in ((self._packets, packets), (self._bytes, size)):
            column[old] -= count
            column[new] += count

    def fill(self, rows: Rows, evidence: int, capture: Capture) -> None:
        """One row a category that has packets, and two for the bytes outside packets."""
        for category in Category:
            if self._packets[category]:
                rows.add(
                    "packet_ledger",
                    evidence=evidence,
                    category=category.key,
                    says=SAYS[category],
                    packets=int(self._packets[category]),
                    bytes=int(self._bytes[category]),
                )
        if capture.dropped:
            key, says = LOST
            rows.add("packet_ledger", evidence=evidence, category=key, says=says, packets=capture.dropped, bytes=0)
        for (key, says), size in ((FRAMING, capture.framing), (UNREADABLE, capture.unreadable)):
            if size:
                rows.add("packet_ledger", evidence=evidence, category=key, says=says, packets=0, bytes=size)
