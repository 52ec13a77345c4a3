"""The bytes of one packet of a capture, found again by its number."""

from __future__ import annotations

import re
from typing import Final

import numpy as np

from gifthorse.evidence import Node
from gifthorse.formats.capture import open_capture
from gifthorse.report.context import CodeLine, Snippet

KINDS: Final = ("pcap", "pcapng")
FAR: Final = 256 << 20
"""Bytes of a capture behind which no packet is looked for."""
SHOWN: Final = 768
PLACE: Final = re.compile(r"packet (\d{1,15})")


def snippet(node: Node, number: int) -> Snippet | None:
    """The packet's bytes, sixteen a line; None where it is not found."""
    walked = 0
    for packets in open_capture(node.source, node.size).chunks():
        found = np.flatnonzero(packets.number == number)
        if found.size:
            at, size = int(packets.start[found[0]]), int(packets.captured[found[0]])
            data = packets.data[at : at + min(size, SHOWN)].tobytes()
            lines = tuple(CodeLine(dump(row, data[row : row + 16], digits=4)) for row in range(0, len(data), 16))
            rest = (CodeLine(f"({size - SHOWN:,} more bytes)"),) if size > SHOWN else ()
            return Snippet(f"{node.place}, packet {number}", lines + rest)
        walked += len(packets.data)
        if walked > FAR:
            break
    return None


def dump(offset: int, row: bytes, *, digits: int = 8) -> str:
    """One line: where, in hexadecimal digits, as text."""
    text = "".join(chr(b) if 0x20 <= b < 0x7F else "." for b in row)
    return f"{offset:0{digits}x}  {row.hex(' '):<47}  {text}"
