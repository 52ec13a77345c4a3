"""Objects that an app hands to a library for the sake of one method: what that method is given, and what it returns.

A library that takes a function object together with a value is likely to call it with the value, and to return what it
returned: `future.thenApply(f)`, `list.forEach(f)`, `withContext(where, f, more)`. What a library does inside is not
followed, so all of this is a guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gifthorse.analysis.code.constants import Node
from gifthorse.analysis.code.dataflow.code import CONST_CLASS, CUSTOM, STATIC_CALLS, STATIC_LOADS, Code
from gifthorse.analysis.code.dataflow.flow import CHANGED as CHANGES
from gifthorse.analysis.code.dataflow.flow import ENTERED, FIELD_STORES, INVOKES, MOVES, MethodFlow
from gifthorse.analysis.code.dataflow.model import INERT
from gifthorse.analysis.code.dataflow.nodes import FIELD, RETURNED, USE

if TYPE_CHECKING:
    from gifthorse.analysis.code.dataflow.lambdas import Lambdas

NEAR, MOST_LOADS, MOST_FIELDS, MOST_METHODS, MOVED = 60, 12, 12, 3, 6
NEW_INSTANCE, MOST_CALLS, IS_INTERFACE = 0x22, 24, 0x200
PROXY = "java.lang.reflect.Proxy"
CONTEXT, STATIC_FLAG = "android.content.Context", 0x8
DIRECT = frozenset({"<init>", "<clinit>"})


class Objects:
    """Such objects of one program."""

    def __init__(self, code: Code, lambdas: Lambdas) -> None:
        self._code = code
        self._lambdas = lambdas
        self._fields: dict[str, tuple[Node, ...]] = {}
        self._results: dict[str, tuple[int, ...]] = {}
        self._stood_in: list[int] | None = None

    # -- what the method is given ----------------------------------------------------------------------------------

    def beside(self, m: int, flow: MethodFlow, row: int) -> Iterator[Node]:
        """What a library is given together with the object that is made at a row."""
        body = flow.body
        yield from self._along(m, flow, row, body.dst[row])
        for at in range(row + 1, min(row + NEAR, len(body))):  # one object for all, kept in a field of its class
            if body.op[at] in FIELD_STORES and len(body.sources[at]) == 1 and body.sources[at][0] == body.dst[row]:
                f = self._code.field(m, body.ref[at])
                for other, pc in self._code.fields.loads(f)[:MOST_LOADS] if f >= 0 else ():
                    far = self._code.flow(other)
                    start = far.body.row(pc) if far is not None else -1
                    if far is not None and start >= 0:
                        yield from self._along(other, far, start, far.body.dst[start])
                return
            if body.dst[at] == body.dst[row]:
                return

    def _along(self, m: int, flow: MethodFlow, row: int, made: int) -> Iterator[Node]:
        body = flow.body
        for at in range(row + 1, min(row + NEAR, len(body))):
            sources = body.sources[at]
            if body.op[at] in INVOKES and made in sources:
                callee = self._code.callee(m, body, at)
                if callee is None or (callee.name == "<init>" and sources[0] == made):
                    continue
                static = body.op[at] in STATIC_CALLS
                for place, register in enumerate(sources):
                    if register != made and not INERT.fullmatch(callee.kind_of(place, static=static)):
                        yield (USE, m, at, register, (), None)
                return
            if body.dst[at] == made:
                return

    def proxied(self, number: int) -> Iterator[Node]:
        """Arguments of the calls of interfaces that stand-ins are made for; of one place if `number` is not -1."""
        code, program = self._code, self._code.program
        if self._stood_in is None:
            makers = [m for m in program.named("newProxyInstance").tolist() if program.cls(m) == PROXY]
            faces: set[int] = set()
            for m in {int(program.sites.method[at]) for at in program.sites_naming(makers).tolist()}:
                body = program.body(m)
                named = [ref for op, ref in zip(body.op, body.ref, strict=True) if op == CONST_CLASS] if body else []
                found = {program.hierarchy.find(code.type_name(m, ref) or "") for ref in named}
                faces |= {one for one in found if one >= 0 and program.hierarchy.flags[one] & IS_INTERFACE}
            called = [m for face in faces for m in program.methods_of(face).tolist()]
            self._stood_in = program.sites_naming(called).tolist()[:MOST_CALLS] if called else []
        for at in self._stood_in:
            m = int(program.sites.method[at])
            flow = code.flow(m)
            row = flow.body.row(int(program.sites.pc[at])) if flow is not None else -1
            for place, register in enumerate(flow.body.sources[row][1:] if flow is not None and row >= 0 else ()):
                if number in (-1, place):
                    yield (USE, m, row, register, (), None)

    # -- what the method returns -----------------------------------------------------------------------------------

    def returned(self, m: int, row: int) -> Iterator[Node]:
        """What the methods of the function objects that a call is given return."""
        flow = self._code.flow(m)
        callee = self._code.callee(m, flow.body, row) if flow is not None else None
        if flow is None or callee is None:
            return
        static = flow.body.op[row] in STATIC_CALLS
        for place, register in enumerate(flow.body.sources[row]):
            if place >= (not static) and "." in callee.kind_of(place, static=static):
                for target in self._functions(m, flow, row, register):
                    yield (RETURNED, target, 0, 0, (), None)

    def _functions(self, m: int, flow: MethodFlow, row: int, register: int) -> Iterator[int]:
        """Methods of the object in a register, if it is made near by."""
        body = flow.body
        for _ in range(MOVED):
            events = flow.reaching(row, register)
            if len(events) != 1 or events[0].kind == ENTERED:
                return
            row = events[0].row
            if events[0].kind == CHANGES:  # its constructor, or something that was put into it
                continue
            op = body.op[row]
            if op in MOVES:
                register = body.sources[row][0]
                continue
            if op == NEW_INSTANCE:
                yield from self._results_of(self._code.type_name(m, body.ref[row]) or "")
            elif op in STATIC_LOADS:
                f = self._code.field(m, body.ref[row])
                if f >= 0:
                    yield from self._results_of(self._code.fields.type(f))
            elif body.result_of[row] >= 0 and body.op[body.result_of[row]] in CUSTOM:
                for one in self._lambdas.made_at(m, body.result_of[row]):
                    if "." in self._code.callees[one.target].returns:
                        yield one.target
            return

    def _results_of(self, cls: str) -> tuple[int, ...]:
        """Methods of a class of the app that an object of it may be called by and that return content."""
        found = self._results.get(cls)
        if found is None:
            program = self._code.program
            methods = program.methods_of(program.hierarchy.find(cls)).tolist() if program.has_class(cls) else []
            found = self._results[cls] = tuple(
                t
                for t in methods
                if program.code(t) is not None
                and program.name(t) not in DIRECT
                and not program.flags(t) & STATIC_FLAG
                and "." in self._code.callees[t].returns
                and not INERT.fullmatch(self._code.callees[t].returns)
            )[:MOST_METHODS]
        return found

    # -- what an object holds --------------------------------------------------------------------------------------

    def held(self, cls: str) -> tuple[Node, ...]:
        """The fields of an object of the app that is given away as a whole."""
        found = self._fields.get(cls)
        if found is None:
            code = self._code
            named = [] if code.kin(cls, CONTEXT) else code.fields.of(cls)
            kept = [f for f in named if not INERT.fullmatch(code.fields.type(f))]
            nodes = tuple((FIELD, -1, f, 0, (), None) for f in kept[:MOST_FIELDS])
            found = self._fields[cls] = nodes if len(kept) <= MOST_FIELDS else ()
        return found
