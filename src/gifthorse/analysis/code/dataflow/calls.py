"""What is known of each method that an app's code calls: sources, flows, types of its operands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gifthorse.analysis.code.dataflow.model import ARGUMENTS, INERT, OBJECT, RESULT, Flow, Model, Source, model
from gifthorse.analysis.code.notation import Kinship, parameters

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program

STATIC = 0x8


class Callee(Struct, frozen=True):
    """A method as calls name it. `types` are those of its declared parameters, dotted."""

    cls: str
    name: str
    types: tuple[str, ...]
    returns: str
    source: Source | None
    filling: tuple[Source, ...]
    flows: tuple[Flow, ...]
    carrier: str | None
    own: bool

    @property
    def label(self) -> str:
        """Class without package, and name."""
        return f"{self.cls.rpartition('.')[2]}.{self.name}"

    def operands(self, flow_side: tuple[str, ...], *, static: bool) -> list[int]:
        """Places among the instruction's operands that one side of a flow names (`this` is place 0)."""
        shift = 0 if static else 1
        found: list[int] = []
        for part in flow_side:
            if part == OBJECT:
                found.extend(() if static else (0,))
            elif part == ARGUMENTS:
                found.extend(i + shift for i, t in enumerate(self.types) if not INERT.fullmatch(t))
            elif part != RESULT and int(part) < len(self.types):
                found.append(int(part) + shift)
        return found

    def kind_of(self, place: int, *, static: bool) -> str:
        """Type of the operand at a place."""
        shift = 0 if static else 1
        return self.cls if place < shift else self.types[place - shift] if place - shift < len(self.types) else ""


class Callees:
    """`Callee`s by method number, made when first asked for."""

    def __init__(self, program: Program, kin: Kinship) -> None:
        self._program = program
        self._kin = kin
        self._model: Model = model()
        self._known: dict[int, Callee] = {}
        self._arguments: dict[int, dict[int, int]] = {}

    def __getitem__(self, m: int) -> Callee:
        found = self._known.get(m)
        if found is None:
            found = self._known[m] = self._make(m)
        return found

    def _make(self, m: int) -> Callee:
        program, kin = self._program, self._kin
        cls, name, descriptor = program.cls(m), program.name(m), program.descriptor(m)
        sources = [s for _, s in self._model.sources.fitting(cls, name, kin)]
        carriers = self._model.carriers.fitting(cls, name, kin)
        return Callee(
            cls,
            name,
            tuple(shown_type(p) for p in parameters(descriptor)),
            shown_type(descriptor[descriptor.rfind(")") + 1 :]),
            next((s for s in sources if s.fills is None), None),
            tuple(s for s in sources if s.fills is not None),
            tuple(f for _, f in self._model.flows.fitting(cls, name, kin)),
            carriers[0][1] if carriers else None,
            program.has_class(cls),
        )

    def parameter(self, m: int, register: int, first: int) -> int:
        """Which operand of its calls a method finds in a register at entry (0 is the object unless static), or -1."""
        places = self._arguments.get(m)
        if places is None:
            at = first
            places = {}
            if not self._program.flags(m) & STATIC:
                places[at] = 0
                at += 1
            for kind in parameters(self._program.descriptor(m)):
                places[at] = len(places)
                at += 2 if kind in "JD" else 1
            self._arguments[m] = places
        return places.get(register, -1)

    def register(self, m: int, place: int, first: int) -> int:
        """The register in which a method finds an operand of its calls at entry, or -1."""
        self.parameter(m, first, first)
        return next((r for r, p in self._arguments[m].items() if p == place), -1)


def shown_type(descriptor: str) -> str:
    """A type's descriptor as people write it; arrays keep their brackets behind the name."""
    depth = len(descriptor) - len(descriptor.lstrip("["))
    bare = descriptor[depth:]
    return (_PRIMITIVES.get(bare) or bare[1:-1].replace("/", ".")) + "[]" * depth


_PRIMITIVES = {
    "V": "void", "Z": "boolean", "B": "byte", "S": "short", "C": "char", "I": "int", "J": "long", "F": "float",
    "D": "double",
}  # fmt: skip
