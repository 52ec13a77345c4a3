"""Code items: their headers as columns, in the order they lie in the file.

Several methods may share one code item; it then has one number.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from gifthorse.formats.dex import order
from gifthorse.formats.dex.gather import Gather, Ints, Longs


class Codes(Struct, frozen=True):
    """Columns of the code items; `code_size` is cut to what the file holds."""

    code_offset: Ints
    code_registers: Ints
    code_ins: Ints
    code_insns: Ints
    code_size: Ints
    code_tries: Ints
    code_debug: Ints


def read_codes(data: bytes, at: Longs, *, truncated: list[str]) -> tuple[Codes, Ints]:
    """Headers of the code items at these byte offsets (0 for none), and each one's code number or -1."""
    gather = Gather(np.frombuffer(data, np.uint8))
    good = (at > 0) & (at + 16 <= gather.size) & (at % 2 == 0)
    lost = int(((at > 0) & ~good).sum())
    if lost:
        truncated.append(f"The code of {lost} methods lies outside the file or at an odd byte.")
    offset, number = order.numbered(at[good])
    code = np.full(len(at), -1, np.int32)
    code[good] = number
    size = gather.u32(offset + 12)
    room = (gather.size - offset - 16) >> 1
    if (size > room).any():
        truncated.append(f"The code of {int((size > room).sum())} methods runs past the end of the file.")
    columns = (
        offset,
        gather.u16(offset),
        gather.u16(offset + 2),
        (offset >> 1) + 8,
        np.minimum(size, room),
        np.where(size > room, 0, gather.u16(offset + 6)),
        np.minimum(gather.u32(offset + 8), 0x7FFFFFFF),
    )
    return Codes(*(c.astype(np.int32) for c in columns)), code
