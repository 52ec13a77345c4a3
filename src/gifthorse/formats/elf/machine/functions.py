"""Where functions begin: by the tables for unwinding, by exports, by the targets of calls, else by how they begin."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from gifthorse.formats.elf.image import Elf
from gifthorse.formats.elf.symbols import Data

FUNCTIONS_LIMIT = 1_000_000
_PT_GNU_EH_FRAME, _PT_ARM_EXIDX = 0x6474E550, 0x70000001
_TABLE_OF_PAIRS = 0x3B  # DW_EH_PE_datarel | DW_EH_PE_sdata4, which every linker writes


def starts(data: Data, elf: Elf, words: NDArray[np.int64], base: int, targets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Addresses of functions in ascending order, Thumb's without their lowest bit."""
    exports = elf.symbols.value[elf.symbols.defined]
    unwound = _unwound(data, elf)
    if not len(unwound):
        unwound = _saving(words, base, elf.machine)
    found = np.unique(np.concatenate([unwound, exports, targets]))
    return np.unique(found & ~1) if elf.machine == "arm" else found


def _saving(words: NDArray[np.int64], base: int, machine: str) -> NDArray[np.int64]:
    """Where the return address is put on the stack: STP x29, x30, [sp, #-n]!, or PUSH {..., lr}."""
    if machine == "aarch64":
        return base + np.flatnonzero((words & 0xFFC07FFF) == 0xA9807BFD) * 4
    wide = np.flatnonzero((words[:-1] == 0xE92D) & (words[1:] & 0x4000 != 0))
    return base + np.union1d(np.flatnonzero((words & 0xFF00) == 0xB500), wide) * 2


def _unwound(data: Data, elf: Elf) -> NDArray[np.int64]:
    for segment in elf.segments:
        if not 0 <= segment.offset < len(data):
            continue
        room = min(segment.size, len(data) - segment.offset)
        if segment.type == _PT_ARM_EXIDX:
            pairs = np.frombuffer(data, "<u4", room // 8 * 2, segment.offset).astype(np.int64)[::2]
            offsets = np.where(pairs & 0x40000000, (pairs & 0x7FFFFFFF) - 0x80000000, pairs & 0x7FFFFFFF)
            return segment.address + np.arange(len(pairs), dtype=np.int64) * 8 + offsets
        if segment.type == _PT_GNU_EH_FRAME and room >= 12 and data[segment.offset + 3] == _TABLE_OF_PAIRS:
            (count,) = struct.unpack_from("<I", data, segment.offset + 8)
            count = min(count, (room - 12) // 8, FUNCTIONS_LIMIT)
            pairs = np.frombuffer(data, "<i4", count * 2, segment.offset + 12).astype(np.int64)[::2]
            return segment.address + pairs
    return np.empty(0, np.int64)
