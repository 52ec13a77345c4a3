"""One app (or framework jar) as a program: its classes, methods and code in one numbered space.

    program = Program.build(dexes, index, manifest)

`m` is a method's number as in the table `methods`; class names are written with dots, inner classes with `$`; a
label is `a.b.Cls.method`. Columns are numpy arrays, everything else is found when asked for. Nothing here judges.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gifthorse.analysis.code.flags import PRIVATE, STATIC
from gifthorse.analysis.code.framework import OBJECT, framework
from gifthorse.analysis.code.hierarchy import Hierarchy, build_hierarchy
from gifthorse.analysis.code.instructions import Instructions
from gifthorse.analysis.code.manifest import Manifest
from gifthorse.formats.dex import order
from gifthorse.formats.dex.gather import NONE, Ints, Longs
from gifthorse.formats.dex.merged import MethodIndex, merge

if TYPE_CHECKING:
    from gifthorse.analysis.code.callgraph import CallGraph
    from gifthorse.formats.dex import Dex
    from gifthorse.formats.dex.body import Body

BODIES_KEPT = 4096
LONGEST_LABEL = 1000  # characters, for paths repeat names


class Program(Instructions):
    """See the module's docstring. The call graph is built when first asked for: `program.graph`."""

    def __init__(self, index: MethodIndex, hierarchy: Hierarchy, manifest: Manifest) -> None:
        self.dexes = index.dexes
        self.index = index
        self.hierarchy = hierarchy
        self.manifest = manifest
        # Memory views give single numbers several times faster than arrays do
        self._class_of, self._name_of, self._proto_of, self._code_of, self._dex_of, self._flags_of = (
            column.data
            for column in (
                index.method_class,
                index.method_name,
                index.method_proto,
                index.method_code,
                index.method_dex,
                index.method_flags,
            )
        )
        self._numbers = [numbers.data for numbers in index.method_number]
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
        return self.hierarchy.names[self._class_of[m]]

    def name(self, m: int) -> str:
        """Method name."""
        return self._names[self._name_of[m]]

    def name_of(self, number: int) -> str:
        """A name of methods or fields by its number."""
        return self._names[number]

    def descriptor(self, m: int) -> str:
        """Parameter and return types, such as `(Ljava/lang/String;I)V`."""
        return self._descriptors[self._proto_of[m]]

    def label(self, m: int) -> str:
        """`a.b.Cls.method`, as tables and paths write it; the middle of an absurdly long one is left out."""
        found = self._labels.get(m)
        if found is None:
            found = f"{self.cls(m)}.{self.name(m)}"
            if len(found) > LONGEST_LABEL:
                found = f"{found[: LONGEST_LABEL // 2]}…{found[-LONGEST_LABEL // 2 :]}"
            self._labels[m] = found
        return found

    def flags(self, m: int) -> int:
        """Access flags; -1 where the app does not define the method."""
        return self._flags_of[m]

    def defined(self, m: int) -> bool:
        """Whether the app defines the method (an abstract or native one too)."""
        return self._dex_of[m] >= 0

    def code(self, m: int) -> tuple[int, int] | None:
        """Which DEX and which code item holds the body; None when there is none."""
        code = self._code_of[m]
        return (self._dex_of[m], code) if code >= 0 else None

    def body(self, m: int) -> Body | None:
        """The method's instructions as `formats.dex.body` gives them; the last 4096 bodies are kept."""
        from gifthorse.formats.dex.body import body

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
        of = self._numbers[dex]
        return of[index] if 0 <= index < len(of) else -1

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
        rows, start = self._by_owner
        return rows[start[owner] : start[owner + 1]]

    def named(self, *names: str) -> Ints:
        """Numbers of all methods with one of these names, on any class, ascending."""
        rows, start = self._by_name
        some = [rows[start[n] : start[n + 1]] for n in self.name_numbers(tuple(dict.fromkeys(names))).tolist()]
        return np.sort(np.concatenate((NONE, *some)))

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

    @cached_property
    def _name_number(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self._names)}

    @cached_property
    def _names(self) -> list[str]:
        names: list[str] = self.index.names.to_pylist()
        return names

    @cached_property
    def _descriptors(self) -> list[str]:
        descriptors: list[str] = self.index.descriptors.to_pylist()
        return descriptors

    @cached_property
    def _by_name(self) -> tuple[Ints, Longs]:
        rows, start = order.grouped(self.index.method_name, len(self._names))
        return rows.astype(np.int32), start

    @cached_property
    def _by_owner(self) -> tuple[Ints, Longs]:
        rows, start = order.grouped(self.index.method_class, len(self.hierarchy.names))
        return rows.astype(np.int32), start

    # -- calls -----------------------------------------------------------------------------------------------------

    @cached_property
    def graph(self) -> CallGraph:
        """The call graph: dispatch, hand-over, intents and reflection."""
        from gifthorse.analysis.code.callgraph import build_graph  # it works on a Program

        return build_graph(self)
