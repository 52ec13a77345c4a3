"""Steps of control and their kinds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from msgspec import Struct

from gifthorse.formats.dex import order
from gifthorse.formats.dex.gather import Bytes, Ints

KINDS = ("call", "dispatch", "handover", "intent", "reflection", "init")
CALL, DISPATCH, HANDOVER, INTENT, REFLECTION, INIT = range(len(KINDS))
COST = np.array([1, 1, 2, 3, 2, 1], np.uint8)
"""How far an edge of each kind counts as: paths without a guess are preferred to slightly shorter ones with one."""
WIDE_COST = 8


class Call(NamedTuple):
    """One step of control: from `caller` at `pc` to `callee`; `kind` indexes KINDS."""

    caller: int
    pc: int
    callee: int
    kind: int


class Edges(Struct, frozen=True):
    """Steps that no invoke instruction names: hand-over, intents, reflection, class initialisers; one row each."""

    source: Ints
    pc: Ints
    target: Ints
    kind: Bytes

    def __len__(self) -> int:
        return len(self.source)

    @staticmethod
    def of(rows: list[tuple[int, int, int]], kind: int) -> Edges:
        """From (source, pc, target) tuples."""
        table = np.array(rows, np.int32).reshape(-1, 3)
        return Edges(table[:, 0], table[:, 1], table[:, 2], np.full(len(table), kind, np.uint8))

    @staticmethod
    def joined(parts: list[Edges]) -> Edges:
        """All rows of several."""
        return Edges(*(np.concatenate([getattr(part, name) for part in parts]) for name in Edges.__struct_fields__))

    def once(self, size: int) -> Edges:
        """One row a (source, target), the one with the lowest pc; `size` is the number of methods."""
        by_pc = order.by(self.pc)
        pair = (self.source.astype(np.int64) * size + self.target)[by_pc]
        rows = order.by(pair)
        kept = by_pc[rows[order.heads(pair[rows])]]
        return Edges(self.source[kept], self.pc[kept], self.target[kept], self.kind[kept])
