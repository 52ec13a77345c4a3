"""Symbol tables of ELF files, in columns: a phone's libraries have over a million symbols."""

from __future__ import annotations

import mmap
import re
import struct
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Data: TypeAlias = bytes | mmap.mmap

SYMBOLS_LIMIT = 2_000_000
NAME_LIMIT = 1024

_WIDE = [("name", "u4"), ("info", "u1"), ("other", "u1"), ("shndx", "u2"), ("value", "u8"), ("size", "u8")]
_SMALL = [("name", "u4"), ("value", "u4"), ("size", "u4"), ("info", "u1"), ("other", "u1"), ("shndx", "u2")]
_DTYPES = {
    (wide, order): np.dtype([(n, order + t) for n, t in (_WIDE if wide else _SMALL)])
    for wide in (True, False)
    for order in "<>"
}
_FORTIFIED = re.compile(rb"\0__(?!stack_chk)[a-z0-9_]{2,40}_chk\0")


@dataclass(frozen=True, slots=True)
class Symbols:
    """The symbols that matter to others: imports, and exports of global or weak binding.

    `name` is each one's offset in `strings` (which ends with a zero), `value` its address (0 for imports), `defined`
    whether it is an export.
    """

    strings: bytes
    name: NDArray[np.int64]
    value: NDArray[np.int64]
    defined: NDArray[np.bool_]

    def names(self) -> list[bytes]:
        """Every name, in the order of the columns, cut at 1,024 bytes."""
        text = self.strings
        return [text[at : text.find(b"\0", at, at + NAME_LIMIT)] for at in self.name.tolist()]

    def has(self, name: bytes) -> bool:
        """Whether a symbol of this name is mentioned."""
        return b"\0" + name + b"\0" in self.strings

    def fortified(self) -> bool:
        """Whether any of the C library's checked functions (__memcpy_chk and the like) is mentioned."""
        return _FORTIFIED.search(self.strings) is not None


NONE = Symbols(b"\0", np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.bool_))


@dataclass(frozen=True, slots=True)
class Layout:
    """File offsets of the dynamic symbol table and of its hash tables (-1 if absent).

    `extent` is how many symbols there can be by the section headers, or by where the string table begins.
    """

    start: int
    sysv: int
    gnu: int
    extent: int


def dynamic_symbols(data: Data, strings: bytes, layout: Layout, *, wide: bool, order: str) -> Symbols:
    """The dynamic symbol table. How long it is, the loader never asks: the hash tables tell."""
    dtype = _DTYPES[wide, order]
    count = 0
    if 0 <= layout.sysv <= len(data) - 8:
        count = struct.unpack_from(order + "I", data, layout.sysv + 4)[0]
    if not count and layout.gnu >= 0:
        count = _gnu_count(data, layout.gnu, wide=wide, order=order)
    count = max(0, min(count or layout.extent, SYMBOLS_LIMIT, (len(data) - layout.start) // dtype.itemsize))
    return _select(np.frombuffer(data, dtype, count, layout.start), strings, objects=False)


def section_symbols(data: Data, strings: bytes, start: int, size: int, *, wide: bool, order: str) -> Symbols:
    """The symbol table of an object file (a kernel module), of which only what it wants from others is kept."""
    dtype = _DTYPES[wide, order]
    count = min(size, len(data) - start) // dtype.itemsize
    return _select(np.frombuffer(data, dtype, min(count, SYMBOLS_LIMIT), start), strings, objects=True)


def _gnu_count(data: Data, at: int, *, wide: bool, order: str) -> int:
    """How many symbols a GNU hash table covers: one more than the last of the chain that begins last.

    It has no imports in it, which come first; without any export it tells nothing (0).
    """
    if at + 16 > len(data):
        return 0
    buckets, first, bloom, _ = struct.unpack_from(order + "IIII", data, at)
    start = at + 16 + bloom * (8 if wide else 4)
    fits = (len(data) - start) // 4
    if not 0 < buckets <= fits:
        return 0
    last = int(np.frombuffer(data, order + "u4", buckets, start).max())
    if last < first:
        return 0
    chain = start + 4 * (buckets + last - first)
    while chain + 4 <= len(data):
        block = np.frombuffer(data, order + "u4", min(256, (len(data) - chain) // 4), chain)
        ends = np.flatnonzero(block & 1)
        if len(ends):
            return last + int(ends[0]) + 1
        last, chain = last + len(block), chain + 4 * len(block)
        if last > SYMBOLS_LIMIT:
            break
    return last


def _select(table: NDArray[np.void], strings: bytes, *, objects: bool) -> Symbols:
    name = table["name"].astype(np.int64)
    undefined = table["shndx"] == 0
    keep = (name > 0) & (name < len(strings))
    if objects:
        keep &= undefined
    else:
        # 0 local, 1 global, 2 weak, 10 unique; visibility 0 default, 3 protected
        bind, visibility = table["info"] >> 4, table["other"] & 3
        keep &= undefined | ((bind != 0) & ((visibility == 0) | (visibility == 3)))
    chosen = np.flatnonzero(keep)
    chosen = chosen[
        np.frombuffer(strings, np.uint8)[name[chosen]] != 0
    ]  # a name may also be empty by pointing at a zero
    defined = ~undefined[chosen]
    value = np.where(defined, table["value"][chosen], 0).astype(np.int64)
    return Symbols(strings, name[chosen], value, defined)
