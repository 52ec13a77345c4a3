"""The code of one app (or framework jar): its DEX files as rows of classes, methods, calls, strings and fields."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from msgspec import Struct

from gifthorse.formats.dex import Dex, opcodes
from gifthorse.formats.dex.gather import Bools, Ints, Longs
from gifthorse.formats.dex.merged import MethodIndex, left_out, merge, rows_of
from gifthorse.formats.dex.texts import Budget, budget
from gifthorse.tables import Rows, node_id

NAME = "code"
READS = ("apk", "split", "jar", "dex")
FILLS = ("classes", "methods", "calls", "string_uses", "field_uses")
LIMITATIONS: list[str] = [
    "Of compiled code only whole DEX files are read (OAT of Android 5 to 7, VDEX of 8), no compact ones (Android 9).",
    "What the compiler of Android 5 to 7 replaced by offsets is lost; that of Android 8.0 and 8.1 is put back.",
    "Of a class defined twice in one app only the first definition is read, the one that Android loads.",
]

_KINDS = pa.array(opcodes.INVOKE_KIND)
_SHARED_TIMES = 4


class _Uses(Struct, frozen=True):
    """Instructions of one DEX with their methods: all rows, or `rows` where methods share code."""

    dex: Dex
    rows: Longs | None
    method: Ints

    def pick(self, wanted: Bools) -> tuple[Longs, Ints]:
        """Rows whose opcode is wanted (a table of 256 bools), and the methods they are in."""
        if self.rows is None:
            rows = np.flatnonzero(wanted[self.dex.insn_op])
            method = self.method[self.dex.insn_code[rows]]
        else:
            chosen = np.flatnonzero(wanted[self.dex.insn_op[self.rows]])
            rows, method = self.rows[chosen], self.method[chosen]
        good = (method >= 0) & (self.dex.insn_ref[rows] >= 0)
        return (rows, method) if good.all() else (rows[good], method[good])


def read(path: str, dexes: Sequence[Dex], rows: Rows) -> MethodIndex:
    """Fill the code tables for the node at `path` from its DEX files, in class-loading order."""
    index = merge(dexes)
    node = node_id(path)
    for d, dex in enumerate(dexes):
        for sentence in dex.truncated:
            rows.problem(path, NAME, sentence if len(dexes) == 1 else f"DEX {d + 1}: {sentence}")
    if index.shadowed:
        rows.problem(
            path, NAME, f"{index.shadowed} classes are defined more than once; only the first definition is read."
        )
    limit = budget(dexes)
    _classes(node, index, limit, rows)
    _methods(node, index, limit, rows)
    for d, dex in enumerate(dexes):
        uses = _uses(index, d)
        _calls(node, index, d, uses=uses, rows=rows)
        _strings(node, dex, uses=uses, limit=limit, rows=rows)
        _fields(node, index, d, uses=uses, limit=limit, rows=rows)
        if uses.rows is not None and (missing := left_out(index, d, _copies(dex))):
            sentence = f"{missing:,} methods share code with so many others that only the first was looked at."
            rows.problem(path, NAME, sentence, error="limit")
    if index.cut or limit.cut:
        rows.problem(path, NAME, "Its names are so long in all that they are shortened here.", error="limit")
    return index


def _uses(index: MethodIndex, d: int) -> _Uses:
    dex = index.dexes[d]
    shared = rows_of(index, d, _copies(dex))
    if shared is not None:
        return _Uses(dex, *shared)
    code, method = index.owners(d)
    by_code = np.full(len(dex.code_offset), -1, np.int32)
    by_code[code] = method
    return _Uses(dex, None, by_code)


def _copies(dex: Dex) -> int:
    """Instructions that may be looked at in all where methods share code."""
    return _SHARED_TIMES * len(dex.insn_op) + 65536


def _classes(node: int, index: MethodIndex, limit: Budget, rows: Rows) -> None:
    if not len(index.class_type):
        return
    interfaces = limit.take(index.type_name, index.class_interface)
    rows.put(
        "classes",
        {
            "class": limit.take(index.type_name, index.class_type),
            "evidence": node,
            "super": limit.encode(index.type_name, index.class_super),
            "interfaces": pa.ListArray.from_arrays(pa.array(index.class_interface_start), interfaces),
            "flags": index.class_flags,
            "dex": index.class_dex,
        },
    )


def _methods(node: int, index: MethodIndex, limit: Budget, rows: Rows) -> None:
    if not len(index):
        return
    offset, units = np.full(len(index), -1, np.int32), np.full(len(index), -1, np.int32)
    for d, dex in enumerate(index.dexes):
        mine = np.flatnonzero((index.method_dex == d) & (index.method_code >= 0))
        offset[mine] = dex.code_offset[index.method_code[mine]]
        units[mine] = dex.code_size[index.method_code[mine]]
    rows.put(
        "methods",
        {
            "method": np.arange(len(index), dtype=np.int32),
            "evidence": node,
            "class": limit.encode(index.type_name, index.method_class),
            "name": limit.encode(index.names, index.method_name),
            "descriptor": limit.encode(index.descriptors, index.method_proto),
            "flags": _nullable(index.method_flags),
            "dex": _nullable(index.method_dex),
            "code_offset": _nullable(offset),
            "code_units": _nullable(units),
        },
    )


def _calls(node: int, index: MethodIndex, d: int, *, uses: _Uses, rows: Rows) -> None:
    dex = index.dexes[d]
    at, method = uses.pick(opcodes.INVOKE)
    if not len(at):
        return
    kind = opcodes.KIND_OF[dex.insn_op[at]]
    custom = kind == opcodes.INVOKE_KIND.index("custom")
    callee = np.append(index.method_number[d], -1)[np.where(custom, -1, dex.insn_ref[at])]
    rows.put(
        "calls",
        {
            "method": method,
            "evidence": node,
            "pc": dex.insn_pc[at],
            "op": pa.DictionaryArray.from_arrays(pa.array(kind.astype(np.int32)), _KINDS),
            "callee": pa.array(callee, mask=custom if custom.any() else None),
        },
    )


def _strings(node: int, dex: Dex, *, uses: _Uses, limit: Budget, rows: Rows) -> None:
    at, method = uses.pick(opcodes.REF == opcodes.REF_STRING)
    static = dex.static_string
    if not len(at) + len(static):
        return
    nowhere = np.full(len(static), -1, np.int32)
    rows.put(
        "string_uses",
        {
            "method": _nullable(np.concatenate((method, nowhere))),
            "evidence": node,
            "pc": _nullable(np.concatenate((dex.insn_pc[at], nowhere))),
            "value": limit.encode(dex.strings.arrow(), np.concatenate((dex.insn_ref[at], static))),
        },
    )


def _fields(node: int, index: MethodIndex, d: int, *, uses: _Uses, limit: Budget, rows: Rows) -> None:
    dex = index.dexes[d]
    at, method = uses.pick(opcodes.REF == opcodes.REF_FIELD)
    field = index.field_number[d][dex.insn_ref[at]] if len(at) else dex.insn_ref[:0]
    foreign = index.field_class[field] != index.method_class[method]
    at, method, field = at[foreign], method[foreign], field[foreign]
    if not len(at):
        return
    rows.put(
        "field_uses",
        {
            "method": method,
            "evidence": node,
            "pc": dex.insn_pc[at],
            "write": opcodes.FIELD_WRITE[dex.insn_op[at]],
            "class": limit.encode(index.type_name, index.field_class[field]),
            "field": limit.encode(index.names, index.field_name[field]),
        },
    )


def _nullable(values: Ints) -> pa.Array:
    """Whole numbers with -1 as NULL."""
    missing = values < 0
    return pa.array(values, mask=missing if missing.any() else None)
