"""DEX files out of VDEX files of Android 8.0 and 8.1, with what the phone's compiler replaced in them put back.

The compiler exchanges field accesses and virtual calls for ones that name an offset in place of a field or method
("quickening"), and casts that it proved for two nops. What they named is kept in the VDEX file behind the DEX files:
006 (Android 8.0)  each method with code, in the order of the class definitions: a u32 size, then ULEB128 pairs of pc
                   and index; a cast has two pairs, of its register and its type
010 (Android 8.1)  last a u32 for each DEX file: where its pairs begin, of the offsets of a code item and of its info;
                   an info is a u32 size and u16 indices, one for each replaced instruction, nop and payload, in the
                   order of the code. A nop has 0xFFFF, and a cast its register and its type for both of its nops
Sources: AOSP art/runtime/vdex_file.h, vdex_file.cc, dex_to_dex_decompiler.cc, quicken_info.h.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

import numpy as np

from gifthorse.errors import GifthorseError
from gifthorse.formats.dex import Dex, read
from gifthorse.formats.oat import embedded_dex

HEADER = struct.Struct("<4s4s4I")
NOP, CHECK_CAST, NO_INDEX = 0x00, 0x1F, 0xFFFF
ORIGINAL = {
    **dict(zip(range(0xE3, 0xE9), (0x52, 0x53, 0x54, 0x59, 0x5A, 0x5B), strict=True)),
    0xE9: 0x6E,
    0xEA: 0x74,
    0xEB: 0x5C,
    0xEC: 0x5D,
    0xED: 0x5E,
    0xEE: 0x5F,
    0xEF: 0x55,
    0xF0: 0x56,
    0xF1: 0x57,
    0xF2: 0x58,
}
WITH_PAYLOAD = (0x26, 0x2B, 0x2C)
_Indices = Iterator[tuple[int, list[int]]]


def restored(vdex: bytes, start: int, size: int) -> bytes:
    """The DEX file at `start`, as it was before it was compiled; as it is where that cannot be told."""
    plain = vdex[start : start + size]
    if len(vdex) < HEADER.size:
        return plain
    magic, version, count, dex_size, deps_size, info_size = HEADER.unpack_from(vdex)
    begin = HEADER.size + 4 * count + dex_size + deps_size
    info = vdex[begin : begin + info_size]
    if magic != b"vdex" or version not in (b"006\0", b"010\0") or not info_size or len(info) < info_size:
        return plain
    spans = embedded_dex(vdex)
    starts = [at for at, _ in spans]
    if start not in starts or len(starts) != count:
        return plain
    try:
        dex = read(plain)
        patch = _Patch(dex, plain)
        if version == b"006\0":
            patch.all(_pairs(info, [*(read(vdex[at : at + length]) for at, length in spans if at < start), dex]))
        else:
            patch.all(_tables(info, dex, starts.index(start), count))
    except (GifthorseError, struct.error, IndexError):
        return plain
    return patch.bytes()


class _Patch:
    """Code units of a DEX file, of which some are set to what they were."""

    def __init__(self, dex: Dex, plain: bytes) -> None:
        self._dex = dex
        self._units = np.frombuffer(bytearray(plain), "<u2", len(plain) // 2)
        self._end = plain[len(plain) & ~1 :]

    def bytes(self) -> bytes:
        return self._units.tobytes() + self._end

    def all(self, found: Iterable[tuple[int, list[tuple[int, int]]]]) -> None:
        """Set every (code, pairs of pc and index)."""
        for code, pairs in found:
            first, size = int(self._dex.code_insns[code]), int(self._dex.code_size[code])
            before = -1
            for pc, index in pairs:
                if not (0 <= pc < size - 1 and first >= 0 and first + pc + 1 < len(self._units) and index <= NO_INDEX):
                    continue
                unit = int(self._units[first + pc])
                op = ORIGINAL.get(unit & 0xFF)
                if op is not None:
                    self._units[first + pc] = (unit & 0xFF00) | op
                    self._units[first + pc + 1] = index
                elif unit == NOP and before < 0:
                    before = index  # the first of a cast's two pairs: its register
                    continue
                elif unit == NOP and before <= 0xFF:
                    self._units[first + pc] = (before << 8) | CHECK_CAST
                    self._units[first + pc + 1] = index
                before = -1


def _pairs(info: bytes, dexes: list[Dex]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Version 006: of the last DEX file; those before it must be walked over."""
    at = 0
    for dex in dexes:
        for code in dex.member_code.tolist():
            if code < 0:
                continue
            (size,) = struct.unpack_from("<I", info, at)
            at += 4
            if dex is dexes[-1] and size:
                numbers = _leb(info[at : at + size])
                yield code, list(zip(numbers[::2], numbers[1::2], strict=False))
            at += size


def _leb(data: bytes) -> list[int]:
    found, number, shift = [], 0, 0
    for byte in data:
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            found.append(number)
            number, shift = 0, 0
        elif shift > 28:
            return found
    return found


def _tables(info: bytes, dex: Dex, number: int, count: int) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Version 010: the pairs as the indices give them along each method's code."""
    ends = [*struct.unpack_from(f"<{count}I", info, len(info) - 4 * count), len(info) - 4 * count]
    codes = {offset: code for code, offset in enumerate(dex.code_offset.tolist())}
    budget = len(info)
    for at in range(ends[number], ends[number + 1], 8):
        offset, where = struct.unpack_from("<2I", info, at)
        (size,) = struct.unpack_from("<I", info, where)
        budget -= size
        if offset in codes and budget >= 0:
            data = info[where + 4 : where + 4 + (size & ~1)]
            yield codes[offset], _along(dex, codes[offset], np.frombuffer(data, "<u2").tolist())


def _along(dex: Dex, code: int, indices: list[int]) -> list[tuple[int, int]]:
    """Which place each index belongs to."""
    pairs: list[tuple[int, int]] = []
    at, behind = 0, -1
    for pc, replaced in _places(dex, code):
        if pc == behind:
            continue  # the second nop of a cast
        if at >= len(indices):
            break
        index = indices[at]
        at += 1
        if replaced:
            pairs.append((pc, index))
        elif index != NO_INDEX and at < len(indices):
            pairs += [(pc, index), (pc, indices[at])]
            at, behind = at + 1, pc + 1
    return pairs


def _places(dex: Dex, code: int) -> list[tuple[int, bool]]:
    """Replaced instructions (True), nops and payloads of a method, in the order of its code."""
    rows = slice(int(dex.insn_start[code]), int(dex.insn_start[code + 1]))
    first, found = int(dex.code_insns[code]), []
    for pc, op in zip(dex.insn_pc[rows].tolist(), dex.insn_op[rows].tolist(), strict=True):
        if op in ORIGINAL or op == NOP:
            found.append((pc, op != NOP))
        elif op in WITH_PAYLOAD:
            low, high = int(dex.units[first + pc + 1]), int(dex.units[first + pc + 2])
            away = low | high << 16
            found.append((pc + away - (away >> 31 << 32), False))
    return sorted(set(found))
