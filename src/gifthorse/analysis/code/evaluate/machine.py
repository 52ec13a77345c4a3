"""Runs methods of the app on known values, within a budget; whatever is not understood makes the result unknown.

Nothing of the phone is executed: instructions are interpreted one by one over Python values, calls of the platform
go to the few functions of `library` or give an unknown value, and the number of steps is limited.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from gifthorse.analysis.code.evaluate.arguments import Function, parameters
from gifthorse.analysis.code.evaluate.arithmetic import arithmetic, compare, fill, stored
from gifthorse.analysis.code.evaluate.library import ERRORS, LIBRARY
from gifthorse.analysis.code.evaluate.values import (
    LONGEST,
    UNKNOWN,
    Cells,
    Made,
    Param,
    Ref,
    Tape,
    Text,
    Unknown,
    Value,
    plain,
)
from gifthorse.analysis.code.flags import STATIC

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program
    from gifthorse.formats.dex.body import Body

STEPS_ONE, STEPS_ALL = 20_000, 200_000
CELLS_A_STEP = 16  # what an array or a text costs, so that memory is bounded with the steps
KEY_STEPS = 2000  # what a key made of a password costs
DEEPEST = 6
LONGEST_AT = 1000  # rows before a call whose result is worked out in its method
CONTEXT = "android.content.Context"
ELEMENT = {1: "B", 2: "S", 4: "I", 8: "J"}
Registers = list[Value]


class Stop(Exception):  # noqa: N818  # no error: the run ends here with an unknown result
    """The run cannot go on."""


class Machine:
    """Interprets methods of one program. `left` is what remains of the budget of steps for the whole program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.left = STEPS_ALL
        self._floor = 0
        self._known: dict[tuple[int, tuple[Value, ...]], Value] = {}
        self._static: dict[int, Value] = {}
        self._initialised: set[int] = set()
        self._returned: dict[int, Unknown] = {}
        self._widths: dict[int, list[bool]] = {}
        self._sizes: dict[int, int] = {}
        self._functions: dict[int, Function | Literal[False] | None] = {}

    def call(self, m: int, arguments: Sequence[Value]) -> Value:
        """Result of method `m` (unknown if it is too long, too hard or depends on anything else)."""
        key = None
        if all(a is None or isinstance(a, (int, str)) for a in arguments):
            key = (m, tuple(arguments))
            if key in self._known:
                return self._known[key]
        self._floor = max(self.left - STEPS_ONE, 0)
        try:
            result = self._run(m, list(arguments), 0)
        except Stop:
            result = UNKNOWN
        self._floor = 0
        if key is not None and (result is None or isinstance(result, (int, str, Unknown))):
            self._known[key] = result
        return result

    def object(self, cls: str) -> Value:
        """An object of a class of the app as its constructor without arguments leaves it."""
        for m in self.program.find(cls, "<init>", "()V"):
            made = Made(cls)
            self.call(m, (made,))
            return made
        return UNKNOWN

    def at(self, m: int, row: int) -> Value:
        """What the call at a row of a method gives, its own parameters unknown, if nothing before it branches away."""
        body, place = self.program.body(m), self.program.code(m)
        if body is None or place is None or row > LONGEST_AT:
            return UNKNOWN
        self._floor = max(self.left - STEPS_ONE, 0)
        try:
            return self._straight(m, body, place[0], row)
        except Stop:
            return UNKNOWN
        finally:
            self._floor = 0

    def _straight(self, m: int, body: Body, d: int, last: int) -> Value:
        registers = self.enter(body, m, ())
        result: Value = UNKNOWN
        for row in range(last + 1):
            self._spend(1)
            op = body.op[row]
            if 0x6E <= op <= 0x78:
                values = [plain(registers[r]) if k else registers[r] for k, r in enumerate(body.sources[row])]
                try:
                    result = self._invoke(d, body.ref[row], values, DEEPEST - 1)
                except Stop:
                    if self.left < self._floor:
                        raise
                    result = UNKNOWN
            elif 0x0A <= op <= 0x0C:
                registers[body.dst[row]] = result
            elif op in (0x24, 0x25):
                result = Cells("I", [registers[r] for r in body.sources[row]])
            elif not (0x0E <= op <= 0x11 or 0x27 <= op <= 0x2C or 0x32 <= op <= 0x3D):
                self.step(d, body, row, registers)
        return result

    def static(self, d: int, field: int) -> Value:
        """Value of a static field as its class's initialiser leaves it."""
        if field < 0:
            return UNKNOWN
        number = int(self.program.index.field_number[d][field])
        if number in self._literals:
            home, text = self._literals[number]
            return self.program.dexes[home].strings.text(text)
        owner = int(self.program.index.field_class[number])
        if owner not in self._initialised:
            self._initialised.add(owner)
            for m in self.program.methods_of(owner).tolist():
                if self.program.name(m) == "<clinit>":
                    self.call(m, ())
        return self._static.get(number, UNKNOWN)

    @cached_property
    def _literals(self) -> dict[int, tuple[int, int]]:
        """Fields that start as a string: DEX and string."""
        found: dict[int, tuple[int, int]] = {}
        for d, dex in enumerate(self.program.dexes):
            numbers = self.program.index.field_number[d][dex.static_field].tolist()
            found |= {n: (d, text) for n, text in zip(numbers, dex.static_string.tolist(), strict=True)}
        return found

    # -- concrete runs ---------------------------------------------------------------------------------------------

    def _spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < self._floor:
            raise Stop

    def _run(self, m: int, arguments: list[Value], depth: int) -> Value:
        body = self.program.body(m)
        place = self.program.code(m)
        if body is None or place is None or depth > DEEPEST:
            raise Stop
        registers = self.enter(body, m, arguments)
        row = 0
        result: Value = UNKNOWN
        while 0 <= row < len(body):
            self._spend(1)
            op = body.op[row]
            if 0x0E <= op <= 0x11:
                return registers[body.sources[row][0]] if op != 0x0E else None
            if 0x6E <= op <= 0x78:
                values = [plain(registers[r]) if k else registers[r] for k, r in enumerate(body.sources[row])]
                result = self._invoke(place[0], body.ref[row], values, depth)
            elif 0x0A <= op <= 0x0C:
                registers[body.dst[row]] = result
            elif op in (0x24, 0x25):
                result = Cells("I", [registers[r] for r in body.sources[row]])
            elif 0x28 <= op <= 0x2C or 0x32 <= op <= 0x3D or op == 0x27:
                row = self._jump(body, row, registers)
                continue
            else:
                self.step(place[0], body, row, registers)
            row += 1
        raise Stop

    def _invoke(self, d: int, ref: int, values: list[Value], depth: int) -> Value:
        m = self.program.number(d, ref)
        if m < 0:
            return UNKNOWN
        if self.program.code(m) is not None:
            values[:1] = [plain(v) for v in values[:1]]
            return self._run(m, values, depth + 1)
        return self.library(m, values)

    def _jump(self, body: Body, row: int, registers: Registers) -> int:
        """Row that runs next; stops where that depends on something unknown."""
        op = body.op[row]
        if op == 0x27:
            raise Stop
        if op <= 0x2A:
            return body.row(body.targets[row][0])
        values = [plain(registers[r]) for r in body.sources[row]]
        if op <= 0x2C:
            if not isinstance(values[0], int):
                raise Stop
            target = body.cases.get(row, {}).get(values[0])
            return row + 1 if target is None else body.row(target)
        taken = compare(op, values[0], values[1] if op < 0x38 else 0)
        if taken is None:
            raise Stop
        return body.row(body.targets[row][0]) if taken else row + 1

    # -- single instructions, for runs and for the reader of reflection ----------------------------------------------

    def enter(self, body: Body, m: int, arguments: Sequence[Value]) -> Registers:
        """Registers at the start of a method."""
        registers: Registers = [UNKNOWN] * self._size(body, m)
        at = body.registers - body.ins
        for value, wide in zip(arguments, self._wide(m), strict=False):
            if 0 <= at < len(registers):
                registers[at] = value
            at += 2 if wide else 1
        return registers

    def _size(self, body: Body, m: int) -> int:
        """Registers that a method has, or, where it is damaged, names."""
        known = self._sizes.get(m)
        if known is None:
            named = max((*body.dst, *(r for sources in body.sources for r in sources)), default=0)
            known = self._sizes[m] = max(body.registers, named + 1, 1)
        return known

    def _wide(self, m: int) -> list[bool]:
        known = self._widths.get(m)
        if known is None:
            words = [p in ("J", "D") for p in parameters(self.program.descriptor(m))]
            known = self._widths[m] = words if self.program.flags(m) & STATIC else [False, *words]
        return known

    def library(self, m: int, values: list[Value]) -> Value:
        """A call of the platform."""
        function = self._functions.get(m, False)
        if function is False:
            function = self._functions[m] = LIBRARY.get(self.program.label(m)) or self._own_name(m)
        if not function:
            return self.returned(m)
        self._spend(self._cost(m, values))
        first = values[0] if values else None
        arguments = values
        if isinstance(first, Made) and self.program.name(m) != "<init>":
            arguments = [plain(first), *values[1:]]
        try:
            result = function(arguments, self.program.descriptor(m))
        except ERRORS:
            for value in map(plain, values[:1]):
                if isinstance(value, Text) and isinstance(first, Made):
                    first.value = Unknown(first.cls)  # a builder that got something unknown
            return self.returned(m)
        if isinstance(result, (str, Cells)):
            size = len(result if isinstance(result, str) else result.items)
            if size > LONGEST:
                return self.returned(m)
            self._spend(size // CELLS_A_STEP)
        return first if isinstance(result, Text) and isinstance(first, Made) else result

    def _cost(self, m: int, values: list[Value]) -> int:
        """What a function takes for its arguments: arrays are gone over, streams unpacked, keys made in many rounds."""
        size = sum(len(v.items) for v in values if isinstance(v, Cells))
        name = self.program.name(m)
        if name == "<init>":
            size += sum(len(v.data) for v in values[1:] if isinstance(v, Tape))
        return size // CELLS_A_STEP + (KEY_STEPS if name == "generateSecret" else 0)

    def _own_name(self, m: int) -> Function | None:
        """What tells the app its own package, in whose name it may hide those of its classes."""
        program = self.program
        package = program.manifest.package
        if package is None or program.name(m) != "getPackageName" or not program.is_subclass(program.cls(m), CONTEXT):
            return None
        return lambda _, descriptor: package if descriptor.startswith("()") else UNKNOWN

    def returned(self, m: int) -> Value:
        """What a method gives back, as far as its descriptor tells."""
        known = self._returned.get(m)
        if known is None:
            back = self.program.descriptor(m).rpartition(")")[2]
            known = Unknown(back[1:-1].replace("/", ".")) if back.startswith("L") else UNKNOWN
            self._returned[m] = known
        return known

    def step(self, d: int, body: Body, row: int, registers: Registers) -> None:
        """Everything but calls, results, returns and jumps."""
        op, dst = body.op[row], body.dst[row]
        if dst >= len(registers):
            return
        if op in (0x1A, 0x1B):
            registers[dst] = self.program.dexes[d].strings.text(body.ref[row])
        elif 0x12 <= op <= 0x19:
            literal = body.literal[row]
            registers[dst] = UNKNOWN if literal is None else literal
        elif 0x01 <= op <= 0x09:
            registers[dst] = registers[body.sources[row][0]]
        elif op == 0x1C:
            registers[dst] = Ref(
                "class", self.program.hierarchy.names[int(self.program.index.type_number[d][body.ref[row]])]
            )
        elif op == 0x22:
            registers[dst] = Made(self.program.hierarchy.names[int(self.program.index.type_number[d][body.ref[row]])])
        elif op == 0x1F:
            self._cast(d, body, row, registers)
        elif 0x52 <= op <= 0x6D:
            self._field(d, body, row, registers)
        elif op in (0x21, 0x23, 0x26) or 0x44 <= op <= 0x51:
            self._array(d, body, row, registers)
        elif dst >= 0:
            values = [plain(registers[r]) for r in body.sources[row]]
            registers[dst] = arithmetic(op, values, body.literal[row])

    def _cast(self, d: int, body: Body, row: int, registers: Registers) -> None:
        register = body.sources[row][0]
        if isinstance(registers[register], (Unknown, Param)):
            name = self.program.hierarchy.names[int(self.program.index.type_number[d][body.ref[row]])]
            value = registers[register]
            registers[register] = Param(value.number, name) if isinstance(value, Param) else Unknown(name)

    def _field(self, d: int, body: Body, row: int, registers: Registers) -> None:
        op, ref, sources = body.op[row], body.ref[row], body.sources[row]
        number = int(self.program.index.field_number[d][ref]) if ref >= 0 else -1
        if 0x60 <= op <= 0x66:
            value = self.static(d, ref)
            if isinstance(value, Unknown) and number >= 0:
                kind = int(self.program.index.field_type[number])
                value = Unknown(self.program.hierarchy.names[kind])
            registers[body.dst[row]] = value
        elif op >= 0x67:
            self._static[number] = plain(registers[sources[0]])
        elif op <= 0x58:
            owner = registers[sources[0]]
            registers[body.dst[row]] = owner.fields.get(number, UNKNOWN) if isinstance(owner, Made) else UNKNOWN
        else:
            owner = registers[sources[1]]
            if isinstance(owner, Made):
                owner.fields[number] = plain(registers[sources[0]])

    def _array(self, d: int, body: Body, row: int, registers: Registers) -> None:
        op, sources, dst = body.op[row], body.sources[row], body.dst[row]
        values = [plain(registers[r]) for r in sources]
        if op == 0x23:
            kind = self.program.dexes[d].type_name(body.ref[row])[1:]
            size = values[0]
            if isinstance(size, int) and 0 <= size <= LONGEST:
                self._spend(size // CELLS_A_STEP)
                registers[dst] = Cells(kind, [None if kind[:1] in "L[" else 0] * size)
            else:
                registers[dst] = UNKNOWN
        elif op == 0x21:
            registers[dst] = len(values[0].items) if isinstance(values[0], Cells) else UNKNOWN
        elif op == 0x26:
            data = body.arrays.get(row)
            if data is not None and isinstance(values[0], Cells):
                fill(values[0], *data)
        elif op <= 0x4A:
            cells, at = values
            inside = isinstance(cells, Cells) and isinstance(at, int) and 0 <= at < len(cells.items)
            registers[dst] = cells.items[at] if inside else UNKNOWN  # type: ignore[union-attr,index]  # as `inside` says
        else:
            value, cells, at = values
            if isinstance(cells, Cells):
                if isinstance(at, int) and 0 <= at < len(cells.items):
                    cells.items[at] = stored(op, value)
                else:
                    cells.items[:] = [UNKNOWN] * len(cells.items)
