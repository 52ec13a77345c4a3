"""What a capture holds of the radio network: GSMTAP, handed to the book of signalling messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gifthorse.formats.capture import UNKNOWN_TIME, Packets
from gifthorse.formats.net import Category, Headers
from gifthorse.tables import Rows

if TYPE_CHECKING:
    from gifthorse.readers.cell.book import Book


class Radio:
    """Finds the packets and hands them on; loads what reads them when there is one."""

    def __init__(self, rows: Rows, path: str) -> None:
        self._rows, self._path = rows, path
        self._book: Book | None = None
        self._others = 0

    def take(self, packets: Packets, headers: Headers) -> None:
        """The packets of a piece."""
        found = np.flatnonzero(headers.category == Category.GSMTAP)
        if not found.size:
            return
        from gifthorse.formats.cell import gsmtap
        from gifthorse.readers.cell.book import Book

        if self._book is None:
            self._book = Book(self._rows, self._path)
        for row in found.tolist():
            start = int(headers.payload[row])
            signal = gsmtap.read(headers.data[start : start + int(headers.payload_length[row])].tobytes())
            if signal is None:
                self._others += 1
                continue
            time = int(packets.time[row])
            self._book.take(
                signal,
                seen=None if time == UNKNOWN_TIME else time,
                packet=int(packets.number[row]),
                offset=int(packets.at[row]),
            )

    def finish(self) -> None:
        """The capture ends."""
        if self._book is not None:
            self._book.finish()
        if self._others:
            sentence = "packets of GSMTAP hold no signalling that is read: bursts, MAC frames, a SIM's traffic."
            self._rows.problem(self._path, "capture", f"{self._others} {sentence}", error="unsupported")
