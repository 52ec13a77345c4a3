"""A plain pcap file in pieces at fixed places, so that a piece can be read before those in front of it were.

A piece holds the records that begin in its stretch of the file. Where the first of them begins only the chain of all
records before it tells for certain; who does not know it yet may take the first place that looks like one, and ask
afterwards whether it was.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from gifthorse.errors import FormatError
from gifthorse.formats.capture import pcap
from gifthorse.formats.capture.capture import TAIL, Capture
from gifthorse.formats.capture.packets import Packets
from gifthorse.formats.scattered import Bytes

STRETCH: Final = 8 << 20
REACH: Final = pcap.PACKET_LIMIT + 24
"""Bytes behind a stretch that its last record may need."""
ROOM: Final = STRETCH + REACH + TAIL
"""Bytes of memory that a piece is read into."""
_NEAR: Final = 4096
_IN_A_ROW: Final = 4
"""Records that must look like ones where the first is guessed."""


class Piece(Struct, frozen=True):
    """Records from `begin` to `end`, offsets in the file, whose bytes begin at `lead` in the memory they were read into
    and are `held` there. The packets are numbered from 0. `last` says that nothing can be read from `end` on."""

    packets: Packets
    begin: int
    end: int
    lead: int
    held: int
    last: bool


class Grid:
    """The pieces of a capture; only the source is asked, so that many may read at once."""

    def __init__(self, capture: Capture) -> None:
        self._source = capture.source
        head = capture.source.range(0, pcap.HEADER)
        if len(head) < pcap.HEADER:
            raise FormatError("The capture ends within its header.")
        self._how = pcap.Layout.of(head[:4])
        capture.interfaces.append(pcap.interface(head, self._how))
        capture.framing += pcap.HEADER

    def piece(self, number: int, begin: int | None, room: Bytes) -> Piece | None:
        """One piece; without `begin`, None where no place looks like a beginning."""
        base = pcap.HEADER + number * STRETCH
        got = self._source.fill(base, memoryview(room[: STRETCH + REACH]))  # type: ignore[arg-type]  # a buffer
        room[got : got + TAIL] = 0
        lead = self._guess(room[:got]) if begin is None else begin - base
        if lead < 0:
            return None
        data = room[lead : got + TAIL]
        starts, end = pcap.beginnings(data, max(got - lead, 0), self._how)
        count = int(np.searchsorted(starts, STRETCH - lead))
        if count < len(starts):
            end = int(starts[count])
        packets = pcap.columns(data, starts[:count], base + lead, 0, self._how)
        return Piece(packets, base + lead, base + lead + end, lead, len(data), lead + end < STRETCH)

    def finish(self, capture: Capture, at: int, count: int) -> None:
        """The last piece ended at `at`, after `count` packets: say why, unless the file ends there."""
        capture.ends(at, pcap.why(self._source.range(at, REACH), count + 1, self._how))

    def _guess(self, data: Bytes) -> int:
        """The first place that looks like the beginning of records; -1 where none does."""
        for most in (_NEAR, REACH):
            found = pcap.likely_places(data, most, self._how, _IN_A_ROW)
            if found.size:
                return int(found[0])
        return -1


def in_pieces(capture: Capture) -> bool:
    """Whether a capture can be read so."""
    return capture.format == "pcap" and not capture.compressed and not capture.growing
