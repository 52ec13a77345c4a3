"""Try blocks and their handlers."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from gifthorse.formats.dex import order
from gifthorse.formats.dex.code import Codes
from gifthorse.formats.dex.gather import NONE, Gather, Ints, Longs, affordable, known, offsets, spans

CATCH_ALL = -1
_LONGEST = 1024
"""Handlers of one try block; compilers write a handful."""


class Tries(Struct, frozen=True):
    """One row a try block, in code then file order; its handlers are rows handler_start[t] to [t + 1]."""

    try_code: Ints
    try_start: Ints
    try_end: Ints
    try_handler_start: Ints
    handler_type: Ints
    handler_pc: Ints


def read_tries(data: bytes, codes: Codes, *, types: int, truncated: list[str]) -> Tries:
    """All try blocks; `try_start` and `try_end` are in units, the end exclusive."""
    gather = Gather(np.frombuffer(data, np.uint8))
    table = (codes.code_insns.astype(np.int64) + codes.code_size + (codes.code_size & 1)) * 2
    count = codes.code_tries.astype(np.int64)
    fits = table + 8 * count <= gather.size
    kept = affordable(np.where(fits, count, 0), gather.size // 8 + 1)
    if int(kept.sum()) != int(count.sum()):
        truncated.append(f"The try blocks of {int((kept != count).sum())} methods are damaged.")
    code = np.repeat(np.arange(len(kept), dtype=np.int32), kept)
    if not len(code):
        return Tries(NONE, NONE, NONE, np.zeros(1, np.int32), NONE, NONE)
    at = np.repeat(table, kept) + 8 * spans(np.zeros(len(kept), np.int64), kept)
    start = gather.u32(at)
    size = codes.code_size[code].astype(np.int64)
    start = np.minimum(start, size)
    end = np.minimum(start + gather.u16(at + 4), size)
    handler_list = np.repeat(table + 8 * kept, kept)
    place, which = order.numbered(handler_list + gather.u16(at + 6))
    owner_size = np.zeros(len(place), np.int64)
    owner_size[which] = size
    first, count, kind, pc = _handlers(gather, place, limit=owner_size, types=types, truncated=truncated)
    shared = affordable(count[which], gather.size // 2)
    rows = spans(first[which], shared)
    return Tries(code, start.astype(np.int32), end.astype(np.int32), offsets(shared), kind[rows], pc[rows])


def _handlers(
    gather: Gather, place: Longs, *, limit: Longs, types: int, truncated: list[str]
) -> tuple[Longs, Longs, Ints, Ints]:
    """encoded_catch_handler items at ascending byte offsets: first row, count, and the rows' types and pcs."""
    size, at = gather.sleb(place)
    pairs = np.abs(size)
    count = pairs + (size <= 0)
    sane = (place < gather.size) & (at + 2 * pairs <= gather.size) & (count <= _LONGEST)
    kept = affordable(np.where(sane, count, 0), gather.size)
    if (kept != count).any():
        truncated.append(f"{int((kept != count).sum())} lists of exception handlers are damaged.")
    pairs = np.where(kept == count, pairs, 0)
    first = np.cumsum(kept) - kept
    total = int(kept.sum())
    kinds, pcs = np.full(total, CATCH_ALL, np.int64), np.full(total, -1, np.int64)
    active = np.flatnonzero(kept)
    step = 0
    while len(active):
        row = first[active] + step
        typed = step < pairs[active]
        some = active[typed]
        kind, after = gather.uleb(at[some])
        kinds[row[typed]] = np.where(kind < types, kind, -2)
        at[some] = after
        pcs[row], at[active] = gather.uleb(at[active])
        step += 1
        active = active[kept[active] > step]
    outside = (pcs < 0) | (pcs >= np.repeat(limit, kept)) | (kinds == -2)
    if outside.any():
        truncated.append(f"{int(outside.sum())} exception handlers lie outside their methods or have no known type.")
        pcs[outside] = -1
    return first, kept, known(kinds, types), pcs.astype(np.int32)
