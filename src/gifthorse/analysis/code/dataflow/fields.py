"""Who writes a field: every store of the app by field, whatever object it is of."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gifthorse.analysis.code.dataflow.model import OPEN
from gifthorse.formats.dex import order
from gifthorse.formats.dex.gather import Bools, Ints, Longs
from gifthorse.formats.dex.opcodes import FIELD_READ, FIELD_WRITE

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program


class Fields:
    """Field `f` is a number of `program.index`; the same field named through a subclass counts as one."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._group: dict[int, tuple[int, ...]] = {}
        self._home: dict[int, int] = {}
        self._uses: dict[int, tuple[Ints, Ints, Longs]] = {}
        self._initial: dict[int, str] | None = None

    def number(self, dex: int, field: int) -> int:
        """Number of field `field` of DEX `dex`, -1 for none."""
        of = self._program.index.field_number[dex]
        return int(of[field]) if 0 <= field < len(of) else -1

    def name(self, f: int) -> tuple[str, str]:
        """Class and name."""
        program = self._program
        return program.hierarchy.names[program.index.field_class[f]], program.name_of(int(program.index.field_name[f]))

    def type(self, f: int) -> str:
        """Type's name, such as java.lang.String."""
        return str(self._program.hierarchy.names[self._program.index.field_type[f]])

    def place(self, f: int) -> tuple[int, int] | None:
        """A DEX that names the field, and its index there."""
        for d, of in enumerate(self._program.index.field_number):
            rows = np.flatnonzero(of == f)
            if len(rows):
                return d, int(rows[0])
        return None

    def stores(self, f: int) -> list[tuple[int, int]]:
        """(method, pc) of every instruction that writes the field."""
        return self._at(f, FIELD_WRITE)

    def loads(self, f: int) -> list[tuple[int, int]]:
        """(method, pc) of every instruction that reads the field."""
        return self._at(f, FIELD_READ)

    def open(self, f: int) -> bool:
        """Whether the field holds an object whose content others may change: a list, a builder, an array of letters."""
        return OPEN.fullmatch(self.type(f)) is not None

    def initial(self, f: int) -> str | None:
        """Text a static field starts with."""
        if self._initial is None:
            self._initial = {}
            for d, dex in enumerate(self._program.dexes):
                for field, string in zip(dex.static_field.tolist(), dex.static_string.tolist(), strict=True):
                    self._initial.setdefault(self.number(d, field), dex.strings.text(string))
        return next((self._initial[one] for one in self._same(f) if one in self._initial), None)

    def of(self, cls: str) -> list[int]:
        """Fields that objects of a class of the app have by its own definition."""
        index, found = self._program.index, set[int]()
        owner = self._program.hierarchy.find(cls)
        if owner < 0 or not self._program.has_class(cls):
            return []
        for d, dex in enumerate(self._program.dexes):
            numbers = index.field_number[d][dex.member_field]
            mine = (index.field_class[numbers] == owner) & ~dex.member_field_static
            found.update(numbers[mine].tolist())
        return sorted(found)

    def definer(self, f: int) -> int:
        """Class number of the class that declares the field, as far as the app has it; else the class named."""
        found = self._home.get(f)
        if found is None:
            index, hierarchy = self._program.index, self._program.hierarchy
            owner, name = int(index.field_class[f]), int(index.field_name[f])
            width, defined = len(index.names), self._defined
            above = (one for one in hierarchy.ancestors(owner) if one * width + name in defined)
            found = self._home[f] = next(above, owner)
        return found

    @cached_property
    def _defined(self) -> set[int]:
        """Class and name, as one number, of every field that the app declares."""
        index, found = self._program.index, set[int]()
        for d, dex in enumerate(self._program.dexes):
            number = index.field_number[d][dex.member_field]
            found.update(
                (index.field_class[number].astype(np.int64) * len(index.names) + index.field_name[number]).tolist()
            )
        return found

    @cached_property
    def _alike(self) -> tuple[Longs, Longs, Longs]:
        """Fields by name and type: the number of each field's kind, and in compressed rows the fields of each."""
        index = self._program.index
        kinds, number = order.numbered(index.field_name.astype(np.int64) * len(index.type_name) + index.field_type)
        return (number, *order.grouped(number, len(kinds)))

    def _same(self, f: int) -> tuple[int, ...]:
        found = self._group.get(f)
        if found is None:
            number, rows, start = self._alike
            alike = rows[start[number[f]] : start[number[f] + 1]]
            home = self.definer(f)
            found = self._group[f] = tuple(one for one in alike.tolist() if one == f or self.definer(one) == home)
        return found

    def _at(self, f: int, opcodes: Bools) -> list[tuple[int, int]]:
        found = self._uses.get(id(opcodes))
        if found is None:
            uses = self._program.uses(opcodes)
            number = np.full(len(uses), -1, np.int32)
            for d, of in enumerate(self._program.index.field_number):
                here = uses.dex == d
                number[here] = of[uses.ref[here]]
            rows, start = order.grouped(number, len(self._program.index.field_name))
            found = self._uses[id(opcodes)] = uses.method[rows], uses.pc[rows], start
        method, pc, start = found
        return [
            (int(method[row]), int(pc[row]))
            for one in self._same(f)
            for row in range(int(start[one]), int(start[one + 1]))
        ]
