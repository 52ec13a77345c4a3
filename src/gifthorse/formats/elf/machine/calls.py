"""The machine code of one ELF file: its calls, its stubs and its functions, and a function's steps when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gifthorse.formats.elf.image import Elf
from gifthorse.formats.elf.linkage import code_of, slots, words_of
from gifthorse.formats.elf.machine import arm64, thumb
from gifthorse.formats.elf.machine.functions import starts
from gifthorse.formats.elf.machine.steps import ARM, ARM64, Machine, Step
from gifthorse.formats.elf.symbols import Data

FUNCTION_LIMIT = 1 << 15  # bytes of one function that are read


@dataclass(frozen=True, slots=True)
class Code:
    """What is known of the code before any function is read.

    `site` and `target` are the addresses of direct calls (and of jumps that leave their function), `stubs` the imported
    function by the address of its stub, `slots` by the address of the slot it is loaded from, `start` the functions.
    """

    machine: Machine
    kind: str
    base: int
    words: NDArray[np.int64] = field(repr=False)
    site: NDArray[np.int64] = field(repr=False)
    target: NDArray[np.int64] = field(repr=False)
    stubs: dict[int, str] = field(repr=False)
    slots: dict[int, str] = field(repr=False)
    start: NDArray[np.int64] = field(repr=False)

    @property
    def end(self) -> int:
        """The first address behind the code."""
        return self.base + len(self.words) * (4 if self.kind == "aarch64" else 2)

    def function(self, address: int) -> int:
        """The beginning of the function that an address lies in."""
        at = int(np.searchsorted(self.start, address, side="right")) - 1
        return int(self.start[at]) if at >= 0 else self.base

    def extent(self, start: int) -> int:
        """Where the function that begins at `start` ends, as far as it is read."""
        at = int(np.searchsorted(self.start, start, side="right"))
        end = int(self.start[at]) if at < len(self.start) else self.end
        return min(end, start + FUNCTION_LIMIT, self.end)

    def steps(self, start: int) -> Iterator[Step]:
        """The steps of the function that begins at `start`."""
        decode = arm64.steps if self.kind == "aarch64" else thumb.steps
        return decode(self.words, self.base, start, self.extent(start))

    def literal(self, address: int) -> int | None:
        """The number in the pool behind a Thumb function's code, None elsewhere."""
        at = (address - self.base) // 2
        if self.kind == "aarch64" or address % 4 or not 0 <= at < len(self.words) - 1:
            return None
        return int(self.words[at]) | int(self.words[at + 1]) << 16

    def callers(self, targets: NDArray[np.int64]) -> NDArray[np.int64]:
        """The functions from which any of these addresses is called, each once."""
        sites = self.site[np.isin(self.target, targets)]
        if not len(sites) or not len(self.start):
            return np.empty(0, np.int64)
        at = np.searchsorted(self.start, sites, side="right") - 1
        return np.unique(self.start[at[at >= 0]])


def read(data: Data, elf: Elf) -> Code | None:
    """The code of an AArch64 or Thumb file, None of any other or where nothing is imported."""
    found = slots(data, elf)
    base, code = code_of(data, elf)
    if not found or not code:
        return None
    wide = elf.machine == "aarch64"
    words = words_of(code, "<u4" if wide else "<u2")
    stubs = arm64.stubs(words, base, found) if wide else thumb.stubs(code, base, found)
    site, target = arm64.calls(words, base) if wide else thumb.calls(words, base)
    inside = (target >= base) & (target < base + len(code))
    site, target = site[inside], target[inside]
    linked = _calls(words, base, site, wide=wide)
    start = starts(data, elf, words, base, np.setdiff1d(target[linked], np.fromiter(stubs, np.int64, len(stubs))))
    start = start[(start >= base) & (start < base + len(code))]
    # a jump counts where it goes to a function's beginning
    keep = linked | np.isin(target, start) | np.isin(target, np.fromiter(stubs, np.int64, len(stubs)))
    return Code(ARM64 if wide else ARM, elf.machine, base, words, site[keep], target[keep], stubs, found, start)


def _calls(words: NDArray[np.int64], base: int, site: NDArray[np.int64], *, wide: bool) -> NDArray[np.bool_]:
    if wide:
        return np.asarray(words[(site - base) // 4] >> 31 == 1)
    return np.asarray(words[(site - base) // 2 + 1] & 0x4000 != 0)
