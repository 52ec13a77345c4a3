"""The instructions of an app that name something, as columns by method."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from gifthorse.formats import arrow
from gifthorse.formats.dex import Dex, order
from gifthorse.formats.dex.gather import NONE, NONE64, Bytes, Ints, Longs, spans
from gifthorse.formats.dex.merged import MethodIndex, rows_of
from gifthorse.formats.dex.opcodes import INVOKE, INVOKE_KIND, KIND_OF, REF, REF_HANDLE

_FEW = 8
_SURROGATE = re.compile("[\ud800-\udfff]")
ROWS_LIMIT = 1 << 26  # instructions of one app, copies for shared code included
_CONST_STRING = np.isin(np.arange(256), (0x1A, 0x1B))
_CUSTOM = INVOKE_KIND.index("custom")


class Uses(Struct, frozen=True):
    """Instructions of some opcodes, by method, then pc. `ref` is the pool index in the instruction's own DEX."""

    method: Ints
    pc: Ints
    op: Bytes
    dex: npt.NDArray[np.int16]
    ref: Ints

    def __len__(self) -> int:
        return len(self.method)


class Sites(Struct, frozen=True):
    """One row an invoke instruction, by method, then pc.

    `op` indexes `opcodes.INVOKE_KIND`; `callee` is the method named, -1 for invoke-custom.
    """

    method: Ints
    pc: Ints
    op: Ints
    callee: Ints

    def __len__(self) -> int:
        return len(self.method)


class Instructions:
    """Columns over all code of one app; a part of `Program`."""

    index: MethodIndex

    @cached_property
    def sites(self) -> Sites:
        """Every invoke instruction."""
        found = self.uses(INVOKE)
        kind = KIND_OF[found.op].astype(np.int32)
        callee = np.full(len(found), -1, np.int32)
        for d, numbers in enumerate(self.index.method_number):
            rows = np.flatnonzero((found.dex == d) & (kind != _CUSTOM))
            callee[rows] = numbers[found.ref[rows]]
        return Sites(found.method, found.pc, kind, callee)

    def sites_naming(self, methods: Sequence[int] | Ints) -> Longs:
        """Rows of `sites` whose callee is one of these methods, ascending."""
        rows, start = self.sites_by_callee
        if len(methods) == 1:
            return rows[start[methods[0]] : start[methods[0] + 1]]
        some = order.distinct(np.asarray(methods, np.int64))
        return np.sort(rows[spans(start[some], start[some + 1] - start[some])])

    @cached_property
    def sites_by_callee(self) -> tuple[Longs, Longs]:
        """Rows of `sites` by the method named, compressed-row."""
        return order.grouped(self.sites.callee, len(self.index))

    @cached_property
    def site_start(self) -> Longs:
        """First site of each method, compressed-row (one entry more than methods)."""
        return np.searchsorted(self.sites.method, np.arange(len(self.index) + 1))

    def uses(self, wanted: npt.NDArray[np.bool_]) -> Uses:
        """All instructions whose opcode is set in `wanted` (256 booleans) and which name something that exists."""
        every, (by_op, start) = self._uses, self._by_op
        pieces = [by_op[start[op] : start[op + 1]] for op in np.flatnonzero(wanted).tolist()]
        pieces = [piece for piece in pieces if len(piece)]
        rows = np.sort(np.concatenate(pieces)) if len(pieces) > 1 else pieces[0] if pieces else NONE64
        return Uses(*(getattr(every, name)[rows] for name in Uses.__struct_fields__))

    @cached_property
    def _by_op(self) -> tuple[Longs, Longs]:
        """Rows of `_uses` by opcode, compressed-row."""
        return order.grouped(self._uses.op, 256)

    @cached_property
    def _uses(self) -> Uses:
        """All instructions that name a string, type, field, method or call site."""
        wanted = (REF > 0) & (REF < REF_HANDLE)
        parts = [Uses(NONE, NONE, NONE.astype(np.uint8), NONE.astype(np.int16), NONE)]
        for d, dex in enumerate(self.index.dexes):
            by_code, shared = self._owners[d]
            if shared is None:
                rows = np.flatnonzero(wanted[dex.insn_op])
                method = by_code[dex.insn_code[rows]]
            else:
                chosen = np.flatnonzero(wanted[dex.insn_op[shared[0]]])
                rows, method = shared[0][chosen], shared[1][chosen]
            good = (method >= 0) & (dex.insn_ref[rows] >= 0)
            rows, method = rows[good], method[good]
            parts.append(
                Uses(
                    method,
                    dex.insn_pc[rows],
                    dex.insn_op[rows],
                    np.full(len(rows), d, np.int16),
                    dex.insn_ref[rows],
                )
            )
        joined = Uses(*(np.concatenate([getattr(p, name) for p in parts]) for name in Uses.__struct_fields__))
        if bool((joined.method[1:] >= joined.method[:-1]).all()):
            return joined
        rows = order.by(joined.method)
        return Uses(*(getattr(joined, name)[rows] for name in Uses.__struct_fields__))

    def types_of(self, uses: Uses) -> Ints:
        """Class numbers of instructions that name a type."""
        found = np.zeros(len(uses), np.int32)
        for d, numbers in enumerate(self.index.type_number):
            rows = uses.dex == d
            found[rows] = numbers[uses.ref[rows]]
        return found

    def text_uses(self, texts: Sequence[str]) -> list[tuple[int, int, str]]:
        """Where the code names one of these strings: (method, pc, string)."""
        strings = self._texts
        found: list[tuple[int, int, str]] = []
        for d, dex in enumerate(self.index.dexes):
            place = self._places_of(dex, texts)
            rows = np.flatnonzero(strings.dex == d)
            rows = rows[place[strings.ref[rows]] >= 0]
            at = place[strings.ref[rows]].tolist()
            found += [
                (m, p, texts[k])
                for m, p, k in zip(strings.method[rows].tolist(), strings.pc[rows].tolist(), at, strict=True)
            ]
        return found

    @cached_property
    def _texts(self) -> Uses:
        return self.uses(_CONST_STRING)

    def _places_of(self, dex: Dex, texts: Sequence[str]) -> Ints:
        """Of every string of a DEX file its place among some texts, -1 for none."""
        if len(texts) <= _FEW:
            index = dex.strings.where(list(texts))
            found = np.full(len(dex.strings), -1, np.int32)
            found[index[index >= 0]] = np.flatnonzero(index >= 0)
            return found
        # A manifest's text may hold lone surrogates, which Arrow refuses; no string of Arrow's equals such a text
        values = pa.array([None if _SURROGATE.search(t) else t for t in texts], pa.string())
        which = arrow.found(dex.strings.arrow(), values)
        place: Ints = arrow.filled(which, pa.scalar(-1, pa.int32())).to_numpy(zero_copy_only=False)
        return place

    @cached_property
    def _owners(self) -> list[tuple[Ints, tuple[Longs, Ints] | None]]:
        """For each DEX the method of every code item, and the instruction rows where methods share code."""
        found: list[tuple[Ints, tuple[Longs, Ints] | None]] = []
        for d, dex in enumerate(self.index.dexes):
            code, method = self.index.owners(d)
            by_code = np.full(len(dex.code_offset), -1, np.int32)
            by_code[code] = method
            found.append((by_code, rows_of(self.index, d, min(ROWS_LIMIT, 4 * len(dex.insn_op) + 65536))))
        return found
