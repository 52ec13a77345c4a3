"""One app (or framework jar) as a program: its classes, methods and code in one numbered space.

    program = Program.build(dexes, index, manifest)

`m` is a method's number as in the table `methods`; class names are written with dots, inner classes with `$`; a
label is `a.b.Cls.method`. Columns are numpy arrays, everything else is found when asked for. Nothing here judges.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gifthorse.analysis.code.framework import OBJECT, framework
from gifthorse.analysis.code.hierarchy import Hierarchy, build_hierarchy
from gifthorse.analysis.code.manifest import Manifest
from gifthorse.formats.dex.gather import Ints, Longs
from gifthorse.formats.dex.merged import MethodIndex, merge, rows_of
from gifthorse.formats.dex.opcodes import INVOKE, INVOKE_KIND, KIND_OF

if TYPE_CHECKING:
    from gifthorse.analysis.code.callgraph import CallGraph
    from gifthorse.formats.dex import Dex
    from gifthorse.formats.dex.body import Body

BODIES_KEPT = 4096
ROWS_LIMIT = 1 << 26  # instructions of one app, copies for shared code included
PRIVATE, STATIC, FINAL, NATIVE, ABSTRACT = 0x2, 0x8, 0x10, 0x100, 0x400
OP_VIRTUAL, OP_SUPER, OP_DIRECT, OP_STATIC, OP_INTERFACE, OP_POLYMORPHIC, OP_CUSTOM = range(len(INVOKE_KIND))


@dataclass(frozen=True, slots=True)
class Uses:
    """Instructions of some opcodes, by method, then pc. `ref` is the pool index in the instruction's own DEX."""

    method: Ints
    pc: Ints
    op: Ints
    dex: Ints
    ref: Ints

    def __len__(self) -> int:
        return len(self.method)


@dataclass(frozen=True, slots=True)
class Sites:
    """One row an invoke instruction, by method, then pc.

    `op` indexes `opcodes.INVOKE_KIND`; `callee` is the method named, -1 for invoke-custom.
    """

    method: Ints
    pc: Ints
    op: Ints
    callee: Ints

    def __len__(self) -> int:
        return len(self.method)


class Program:
    """See the module's docstring. The call graph is built when first asked for: `program.graph`."""

    def __init__(self, index: MethodIndex, hierarchy: Hierarchy, manifest: Manifest) -> None:
        self.dexes = index.dexes
        self.index = index
        self.hierarchy = hierarchy
        self.manifest = manifest
        self._bodies: OrderedDict[int, Body] = OrderedDict()
        self._labels: dict[int, str] = {}

    @staticmethod
    def build(dexes: Sequence[Dex], index: MethodIndex | None = None, manifest: Manifest | None = None) -> Program:
        """An app's DEX files as a program; `index` is what `readers.code.read` numbered the methods by."""
        index = merge(dexes) if index is None else index
        return Program(index, build_hierarchy(index, framework()), manifest or Manifest())

    # -- methods ---------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.index)

    def cls(self, m: int) -> str:
        """Class that the method is named on."""
        return self.hierarchy.names[int(self.index.method_class[m])]

    def name(self, m: int) -> str:
        """Method name."""
        return str(self.index.names[int(self.index.method_name[m])].as_py())

    def descriptor(self, m: int) -> str:
        """Parameter and return types, such as `(Ljava/lang/String;I)V`."""
        return str(self.index.descriptors[int(self.index.method_proto[m])].as_py())

    def label(self, m: int) -> str:
        """`a.b.Cls.method`, as tables and paths write it."""
        found = self._labels.get(m)
        if found is None:
            found = self._labels[m] = f"{self.cls(m)}.{self.name(m)}"
        return found

    def flags(self, m: int) -> int:
        """Access flags; -1 where the app does not define the method."""
        return int(self.index.method_flags[m])

    def defined(self, m: int) -> bool:
        """Whether the app defines the method (an abstract or native one too)."""
        return bool(self.index.method_dex[m] >= 0)

    def code(self, m: int) -> tuple[int, int] | None:
        """Which DEX and which code item holds the body; None when there is none."""
        code = int(self.index.method_code[m])
        return (int(self.index.method_dex[m]), code) if code >= 0 else None

    def body(self, m: int) -> Body | None:
        """The method's instructions as `formats.dex.body` gives them; the last 4096 bodies are kept."""
        from gifthorse.formats.dex.body import body  # noqa: PLC0415

        found = self._bodies.get(m)
        if found is not None:
            self._bodies.move_to_end(m)
            return found
        place = self.code(m)
        if place is None:
            return None
        found = self._bodies[m] = body(self.dexes[place[0]], place[1])
        if len(self._bodies) > BODIES_KEPT:
            self._bodies.popitem(last=False)
        return found

    def number(self, dex: int, index: int) -> int:
        """Number of method `index` of DEX `dex` (as an instruction names it), -1 for none."""
        of = self.index.method_number[dex]
        return int(of[index]) if 0 <= index < len(of) else -1

    def find(self, cls: str, name: str, descriptor: str | None = None) -> list[int]:
        """Methods named on exactly this class, defined or not."""
        owner = self.hierarchy.find(cls)
        return [
            m
            for m in (self.methods_of(owner).tolist() if owner >= 0 else ())
            if self.name(m) == name and (descriptor is None or self.descriptor(m) == descriptor)
        ]

    def methods_of(self, owner: int) -> Ints:
        """Methods named on the class of this number, defined or not."""
        order, start = self._by_owner
        return order[start[owner] : start[owner + 1]]

    def named(self, *names: str) -> Ints:
        """Numbers of all methods with one of these names, on any class, ascending."""
        return np.flatnonzero(np.isin(self.index.method_name, self.name_numbers(names))).astype(np.int32)

    def name_numbers(self, names: Sequence[str]) -> Ints:
        """Numbers of these method names (rows of `index.names`), those that the app has."""
        return np.array([n for n in map(self._name_number.get, names) if n is not None], np.int32)

    @cached_property
    def selector(self) -> Longs:
        """Name and descriptor of every method as one number: equal where one method can override the other."""
        return self.index.method_name.astype(np.int64) * len(self.index.descriptors) + self.index.method_proto

    @cached_property
    def dispatched(self) -> npt.NDArray[np.bool_]:
        """Which of the app's methods are called through dispatch: not static, not private, no constructor."""
        flags = self.index.method_flags
        found: npt.NDArray[np.bool_] = (flags >= 0) & (flags & (STATIC | PRIVATE) == 0)
        found &= ~np.isin(self.index.method_name, self.name_numbers(("<init>", "<clinit>")))
        return found

    # -- classes ---------------------------------------------------------------------------------------------------

    def has_class(self, name: str) -> bool:
        """Whether the app itself defines the class."""
        number = self.hierarchy.find(name)
        return number >= 0 and bool(self.hierarchy.defined[number])

    def super_of(self, name: str) -> str | None:
        """Superclass by name, from the app or from the framework's table; None for Object and for the unknown."""
        number = self.hierarchy.find(name)
        if number >= 0 and self.hierarchy.above[number] >= 0:
            return self.hierarchy.name(int(self.hierarchy.above[number]))
        table = self.hierarchy.framework
        above = [p for p in table.direct(name) if p not in table.interfaces]
        return above[0] if above else (OBJECT if table.known(name) and name != OBJECT else None)

    def is_subclass(self, name: str, ancestor: str) -> bool:
        """Whether class `name` is, extends or implements `ancestor`, by the app's classes and the framework's table."""
        number = self.hierarchy.find(name)
        if number < 0:
            return ancestor in self.hierarchy.framework.ancestors(name)
        return self.hierarchy.is_subclass(number, ancestor)

    # -- instructions ----------------------------------------------------------------------------------------------

    @cached_property
    def sites(self) -> Sites:
        """Every invoke instruction."""
        found = self.uses(INVOKE)
        kind = KIND_OF[found.op].astype(np.int32)
        callee = np.full(len(found), -1, np.int32)
        for d, numbers in enumerate(self.index.method_number):
            rows = np.flatnonzero((found.dex == d) & (kind != OP_CUSTOM))
            callee[rows] = numbers[found.ref[rows]]
        return Sites(found.method, found.pc, kind, callee)

    @cached_property
    def site_start(self) -> Longs:
        """First site of each method, compressed-row (one entry more than methods)."""
        return np.searchsorted(self.sites.method, np.arange(len(self) + 1))

    def uses(self, wanted: npt.NDArray[np.bool_]) -> Uses:
        """All instructions whose opcode is set in `wanted` (256 booleans) and whose operand exists."""
        parts: list[Uses] = []
        for d, dex in enumerate(self.dexes):
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
                    dex.insn_op[rows].astype(np.int32),
                    np.full(len(rows), d, np.int32),
                    dex.insn_ref[rows],
                )
            )
        method, pc, op, home, ref = (
            np.concatenate([getattr(part, name) for part in parts]) if parts else np.zeros(0, np.int32)
            for name in Uses.__slots__
        )
        if len(method) and not bool((method[1:] >= method[:-1]).all()):
            order = np.argsort(method, kind="stable")
            method, pc, op, home, ref = method[order], pc[order], op[order], home[order], ref[order]
        return Uses(method, pc, op, home, ref)

    def types_of(self, uses: Uses) -> Ints:
        """Class numbers of instructions that name a type."""
        found = np.zeros(len(uses), np.int32)
        for d, numbers in enumerate(self.index.type_number):
            rows = uses.dex == d
            found[rows] = numbers[uses.ref[rows]]
        return found

    def texts_of(self, uses: Uses) -> list[str]:
        """Strings of instructions that name a string."""
        found = [""] * len(uses)
        for d, dex in enumerate(self.dexes):
            rows = np.flatnonzero(uses.dex == d)
            texts = dex.strings.arrow().take(pa.array(uses.ref[rows])).to_pylist() if len(rows) else []
            for row, text in zip(rows.tolist(), texts, strict=True):
                found[row] = text
        return found

    @cached_property
    def _owners(self) -> list[tuple[Ints, tuple[Longs, Ints] | None]]:
        """For each DEX the method of every code item, and the instruction rows where methods share code."""
        found: list[tuple[Ints, tuple[Longs, Ints] | None]] = []
        for d, dex in enumerate(self.dexes):
            code, method = self.index.owners(d)
            by_code = np.full(len(dex.code_offset), -1, np.int32)
            by_code[code] = method
            found.append((by_code, rows_of(self.index, d, min(ROWS_LIMIT, 4 * len(dex.insn_op) + 65536))))
        return found

    @cached_property
    def _name_number(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.index.names.to_pylist())}

    @cached_property
    def _by_owner(self) -> tuple[Ints, Longs]:
        order = np.argsort(self.index.method_class, kind="stable").astype(np.int32)
        start = np.searchsorted(self.index.method_class[order], np.arange(len(self.hierarchy.names) + 1))
        return order, start

    # -- calls -----------------------------------------------------------------------------------------------------

    @cached_property
    def graph(self) -> CallGraph:
        """The call graph: dispatch, hand-over, intents and reflection."""
        from gifthorse.analysis.code.callgraph import build_graph  # noqa: PLC0415  # it works on a Program

        return build_graph(self)
