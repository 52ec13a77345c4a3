"""Lambdas and method references that were not desugared: what their parameters are and who runs them.

An `invoke-custom` makes an object of a functional interface. Its operands are the first parameters of the body; the
others are those of the interface's method, which the app calls itself or hands to a library that does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from gifthorse.analysis.code.constants import Node
from gifthorse.analysis.code.dataflow.code import CUSTOM, STATIC_CALLS, Code
from gifthorse.analysis.code.dataflow.flow import INVOKES, MethodFlow
from gifthorse.analysis.code.dataflow.model import INERT
from gifthorse.analysis.code.dataflow.nodes import USE

if TYPE_CHECKING:
    from gifthorse.analysis.code.dataflow.calls import Callee

NEAR, MOST = 60, 40
_CUSTOM = np.isin(np.arange(256), sorted(CUSTOM))


class Lambda(Struct, frozen=True):
    """One place (method, row) where an object is made whose method `face.name` runs `target` with `captured` operands
    of the place in front of its own."""

    method: int
    row: int
    target: int
    captured: int
    face: str
    name: str


class Lambdas:
    """The lambdas of one program."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._by_target: dict[int, list[Lambda]] | None = None
        self._by_name: dict[str, list[Lambda]] = defaultdict(list)

    def of(self, target: int) -> list[Lambda]:
        """Where a method is made into a functional object."""
        if self._by_target is None:
            self._by_target = defaultdict(list)
            for one in self._all():
                self._by_target[one.target].append(one)
                self._by_name[one.name].append(one)
        return self._by_target.get(target, [])

    def run_by(self, callee: Callee) -> list[int]:
        """Bodies that a call of a functional interface's method may run."""
        self.of(-1)
        found = self._by_name.get(callee.name, ()) if not callee.flows else ()
        return list(dict.fromkeys(one.target for one in found if callee.cls == one.face))

    def standing_for(self, face: str, name: str) -> list[int]:
        """Bodies of the lambdas that stand for an interface's method."""
        self.of(-1)
        return list(dict.fromkeys(one.target for one in self._by_name.get(name, ()) if one.face == face))

    def made_at(self, m: int, row: int) -> list[Lambda]:
        """Lambdas made by the instruction at a row."""
        self.of(-1)
        return [one for every in self._by_name.values() for one in every if (one.method, one.row) == (m, row)]

    def given(self, one: Lambda, place: int, key: str | None) -> tuple[list[Node], list[Node]]:
        """What parameter `place` of a lambda's body is: proven nodes and guesses."""
        flow = self._code.flow(one.method)
        if flow is None:
            return [], []
        if place < one.captured:
            return [(USE, one.method, one.row, flow.body.sources[one.row][place], (), key)], []
        return list(self._called(one, place - one.captured, key)), list(self._beside(one, flow))

    def _called(self, one: Lambda, number: int, key: str | None) -> Iterator[Node]:
        """The argument in the app's own calls of the interface's method."""
        code, program = self._code, self._code.program
        named = [m for m in program.named(one.name).tolist() if program.cls(m) == one.face]
        for at in program.sites_naming(named).tolist()[:MOST] if named else ():
            m = int(program.sites.method[at])
            flow = code.flow(m)
            row = flow.body.row(int(program.sites.pc[at])) if flow is not None else -1
            if flow is not None and row >= 0 and number + 1 < len(flow.body.sources[row]):
                yield (USE, m, row, flow.body.sources[row][number + 1], (), key)

    def _beside(self, one: Lambda, flow: MethodFlow) -> Iterator[Node]:
        """What a library is given together with the object: it is likely to hand it on, as `list.forEach(x)` does."""
        code, body = self._code, flow.body
        if one.row + 1 >= len(body) or body.result_of[one.row + 1] != one.row or code.program.has_class(one.face):
            return
        made = body.dst[one.row + 1]
        for row in range(one.row + 2, min(one.row + NEAR, len(body))):
            if body.op[row] in INVOKES and made in body.sources[row]:
                callee = code.callee(one.method, body, row)
                static = body.op[row] in STATIC_CALLS
                for place, register in enumerate(body.sources[row] if callee is not None and not callee.own else ()):
                    if register != made and callee and not INERT.fullmatch(callee.kind_of(place, static=static)):
                        yield (USE, one.method, row, register, (), None)
                return
            if body.dst[row] == made:
                return

    def _all(self) -> Iterator[Lambda]:
        code, program = self._code, self._code.program
        found = program.uses(_CUSTOM)
        for m, pc, d, ref in zip(
            found.method.tolist(), found.pc.tolist(), found.dex.tolist(), found.ref.tolist(), strict=True
        ):
            dex = program.dexes[d]
            if not 0 <= ref < len(dex.call_site_target):
                continue
            target = program.number(d, int(dex.call_site_target[ref]))
            proto, name = int(dex.call_site_proto[ref]), int(dex.call_site_name[ref])
            flow = code.flow(m) if target >= 0 and proto >= 0 and name >= 0 else None
            row = flow.body.row(pc) if flow is not None else -1
            if flow is not None and row >= 0:
                face = code.type_name(m, int(dex.proto_return[proto])) or ""
                yield Lambda(m, row, target, len(flow.body.sources[row]), face, dex.strings.text(name))
