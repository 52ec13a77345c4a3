"""All method bodies decoded in lockstep: one numpy step takes every body one instruction further.

Where each unit of the file would jump to is looked up first, for all units at once; a step is then no more than
"mark where we are, add the length found there". A body's last units are fenced so that nothing runs into the
next one. When only a few long bodies are left, a plain loop is cheaper than numpy and finishes them. The marks,
read in file order, are all instructions of all bodies in the order wanted.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from gifthorse.formats.dex import opcodes, order
from gifthorse.formats.dex.code import Codes
from gifthorse.formats.dex.gather import NONE, NONE64, Bools, Bytes, Ints, Longs

Units = npt.NDArray[np.uint16]

_FEW = 64
"""Below so many bodies a step in numpy costs more than the same instructions in a plain loop."""


class Instructions(Struct, frozen=True):
    """One row an instruction, in code then pc order; payloads are skipped."""

    insn_code: Ints
    insn_pc: Ints
    insn_op: Bytes
    insn_ref: Ints
    insn_start: Ints


def sweep(units: Units, codes: Codes, *, pools: tuple[int, ...], truncated: list[str]) -> Instructions:
    """Instructions of all code items; `pools` are the pools' sizes by reference kind."""
    start = codes.code_insns.astype(np.int64)
    end = start + codes.code_size
    apart = _apart(start, end)
    places, stopped = _march(units, start[apart], end[apart])
    counts = np.zeros(len(start), np.int64)
    counts[apart] = np.diff(np.searchsorted(places, np.append(start[apart], len(units))))
    if stopped:
        truncated.append(f"The instructions of {stopped} methods break off before their end.")
    if not apart.all():
        owners = np.repeat(np.arange(len(start)), counts)
        more, more_owners, lost = _overlapping(units, start, end, ~apart)
        truncated.append(f"The code of {int((~apart).sum())} methods overlaps other code; {lost} of them are left out.")
        owners = np.concatenate((owners, more_owners))
        places = np.concatenate((places, more))[order.by(owners)]
        counts = np.bincount(owners, minlength=len(start))
    return _columns(units, places, counts=counts, start=start, pools=pools, truncated=truncated)


def _apart(start: Longs, end: Longs) -> Bools:
    """Which bodies do not begin inside an earlier one; in an honest file, all of them."""
    apart = np.ones(len(start), np.bool_)
    if len(start) and bool((start[1:] - 8 < end[:-1]).any()):
        reach = 0
        for i, (low, high) in enumerate(zip(start.tolist(), end.tolist(), strict=True)):
            if low - 8 < reach:
                apart[i] = False
            else:
                reach = high
    return apart


class _Field(Struct, frozen=True):
    """The units from the first body to the end of the last, with every body's bounds counted from there."""

    units: Units
    step: Bytes
    mark: Bools
    start: Longs
    end: Longs

    def limits(self, at: Longs) -> Longs:
        """Ends of the bodies that these units belong to."""
        return self.end[np.searchsorted(self.start, at, side="right") - 1]


def _march(units: Units, start: Longs, end: Longs) -> tuple[Longs, int]:
    """Unit places of all instructions, ascending, and how many bodies broke off."""
    some = np.flatnonzero(end > start)
    if not len(some):
        return NONE64, 0
    low, high = int(start[some[0]]), int(end[some[-1]])
    start, end = start[some] - low, end[some] - low
    step = np.append(opcodes.STEP[units[low:high]], np.uint8(0))
    step[end] = 0
    for left in range(1, 5):
        fence = np.maximum(end - left, 0)
        step[fence] = np.where(step[fence] > left, 0, step[fence])
    field = _Field(units[low:high], step, np.zeros(len(step), np.bool_), start, end)
    at, stops, broken = start, [], 0
    while len(at) > _FEW:
        halted, at = _steps(field, at)
        resumed, wrong = _resume(field, halted)
        stops.append(halted)
        broken += wrong
        at = np.concatenate((at, resumed))
    halted, wrong = _plainly(field, at)
    field.mark[np.concatenate([*stops, halted])] = False
    return np.flatnonzero(field.mark) + low, broken + wrong


def _steps(field: _Field, at: Longs) -> tuple[Longs, Longs]:
    """March until few bodies are left: where the others halted (on a unit of length 0), where those few are."""
    step, mark = field.step, field.mark
    halted = []
    burst = 2
    at = at.copy()
    while len(at) > _FEW:
        for _ in range(burst):
            mark[at] = True
            at += step[at]
        going = step[at] != 0
        halted.append(at[~going])
        at = at[going]
        burst = min(burst + 1, 16)
    return np.concatenate(halted), at


def _resume(field: _Field, halted: Longs) -> tuple[Longs, int]:
    """Where bodies that met a payload go on, and how many bodies halted for no good reason."""
    limit = field.limits(halted)
    inside = halted < limit
    at, limit = halted[inside], limit[inside]
    if not len(at):
        return at, 0
    last = len(field.units) - 1

    def unit(offset: int) -> Longs:
        return field.units[np.minimum(at + offset, last)].astype(np.int64)

    kind, count = unit(0), unit(1)
    array_bytes = count * (unit(2) | unit(3) << 16)
    length = np.select(
        [kind == opcodes.PACKED_SWITCH, kind == opcodes.SPARSE_SWITCH, kind == opcodes.ARRAY_DATA],
        [4 + 2 * count, 2 + 4 * count, 4 + (array_bytes + 1) // 2],
        0,
    )
    after = at + length
    fits = (length > 0) & (after <= limit)
    return after[fits & (after < limit)], int((~fits).sum())


def _plainly(field: _Field, at: Longs) -> tuple[Longs, int]:
    """The last few bodies, one instruction at a time; returns where they halted and how many broke off."""
    lengths, marks = field.step.tobytes(), memoryview(field.mark.view(np.uint8).data)
    halted: list[int] = []
    broken = 0
    for place, limit in zip(at.tolist(), field.limits(at).tolist(), strict=True):
        here = place
        while here < limit:
            length = lengths[here]
            while length:
                marks[here] = 1
                here += length
                length = lengths[here]
            halted.append(here)
            if here < limit:
                length = _payload_length(field.units, here)
                if not length or here + length > limit:
                    broken += 1
                    break
                here += length
    return np.array(halted, np.int64), broken


def _payload_length(units: Units, at: int) -> int:
    """Length in units of the switch or array payload at `at`; 0 when there is none."""
    kind, count, low, high = (int(u) for u in (*units[at : at + 4], 0, 0, 0)[:4])
    if kind == opcodes.PACKED_SWITCH:
        return 4 + 2 * count
    if kind == opcodes.SPARSE_SWITCH:
        return 2 + 4 * count
    if kind == opcodes.ARRAY_DATA:
        return 4 + (count * (low | high << 16) + 1) // 2
    return 0


def _overlapping(units: Units, start: Longs, end: Longs, inside: Bools) -> tuple[Longs, Longs, int]:
    """Bodies that lie inside others (tampered files only), each on its own, a file's worth of units at most.

    Returns unit places, the body of each, and how many bodies were left out.
    """
    budget = len(units) + 8192
    found, owners, lost = [NONE64], [NONE64], 0
    for i in np.flatnonzero(inside).tolist():
        budget -= int(end[i] - start[i]) + 512  # a short body costs as much time as a longer one
        if budget < 0:
            lost += 1
            continue
        some, _ = _march(units, start[i : i + 1], end[i : i + 1])
        found.append(some)
        owners.append(np.full(len(some), i, np.int64))
    return np.concatenate(found), np.concatenate(owners), lost


def _columns(
    units: Units, places: Longs, *, counts: Longs, start: Longs, pools: tuple[int, ...], truncated: list[str]
) -> Instructions:
    insn_start = np.zeros(len(counts) + 1, np.int32)
    np.cumsum(counts, out=insn_start[1:])
    if not len(places):
        return Instructions(NONE, NONE, np.zeros(0, np.uint8), NONE, insn_start)
    code = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    pc = (places - np.repeat(start, counts)).astype(np.int32)
    op = units[places].astype(np.uint8)
    rows = np.flatnonzero(opcodes.REF[op])
    value = units[places[rows] + 1].astype(np.int32)
    jumbo = np.flatnonzero(op[rows] == 0x1B)
    value[jumbo] |= units[places[rows[jumbo]] + 2].astype(np.int32) << 16
    size = np.array(pools, np.int32)[opcodes.REF[op[rows]]]
    missing = (value < 0) | (value >= size)
    value[missing] = -1
    ref = np.full(len(places), -1, np.int32)
    ref[rows] = value
    used = np.bincount(op, minlength=256)
    for number, what in (
        (int(missing.sum()), "name something that is not in the tables"),
        (int(used[~opcodes.DEFINED].sum()), "have no defined opcode, as in code that is unpacked at run time"),
        (int(used[opcodes.QUICK].sum()), "were rewritten by a device's compiler, so that what they name is lost"),
    ):
        if number:
            truncated.append(f"{number} instructions {what}.")
    return Instructions(code, pc, op, ref, insn_start)
