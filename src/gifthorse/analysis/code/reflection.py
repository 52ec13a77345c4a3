"""Calls by name: classes and methods that are looked up by a text that the app itself puts together.

A method may also be picked from the list of all methods of a class by comparing names or by an annotation.
Methods that look something up are read once from top to bottom, with constants followed through registers, builders
and the app's own decoders (see `evaluate`). Branches are not followed: of two constants the later one wins. Where the
name is the method's own argument, its callers are read for it, three levels up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from gifthorse.analysis.code.edges import REFLECTION, Edges
from gifthorse.analysis.code.evaluate import UNKNOWN, Cells, Machine, Made, Param, Ref, Stop, Unknown, Value, plain
from gifthorse.analysis.code.evaluate.arguments import parameters
from gifthorse.analysis.code.flags import STATIC
from gifthorse.analysis.code.framework import framework
from gifthorse.formats.dex import order

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program

MOST_READ, MOST_CALLERS, ROUNDS, DEEPEST = 4000, 64, 3, 3
LONGEST, LONGEST_ALL = 4000, 600_000  # instructions that are read, of one method and in all
_CLASS, _LOADERS = "java.lang.Class", ("forName", "loadClass", "findClass")
_REFS = (")Ljava/lang/Class;", ")Ljava/lang/reflect/Method;", ")Ljava/lang/reflect/Constructor;")
_TEXTS = (")Ljava/lang/String;", ")[B", ")[C", ")Ljava/lang/CharSequence;")
_METHODS, _CONSTRUCTORS = ("getMethod", "getDeclaredMethod"), ("getConstructor", "getDeclaredConstructor")
_ALL, _MARKS = ("getMethods", "getDeclaredMethods"), ("isAnnotationPresent", "getAnnotation")
_ANY, _MARKED = "", "@"  # a class that is not known; what an annotation in place of a name begins with
MOST_ANYWHERE = 12  # methods that a name alone, or an annotation, may mean
_METHOD, _NAME = "java.lang.reflect.Method", Unknown("java.lang.reflect.Method.getName()")
_COMPARE = ("java.lang.String.equals", "java.lang.String.equalsIgnoreCase", "java.lang.String.contentEquals")


class Reflected(Struct, frozen=True):
    """A call by name: method `method` calls `cls.name` at `pc` (where the call happens, else where it is looked up)."""

    method: int
    pc: int
    cls: str
    name: str


class Reflection(Struct, frozen=True):
    """Calls by name, the edges to those of them that are the app's own, and objects made: (method, pc, class)."""

    calls: list[Reflected]
    edges: Edges
    made: list[tuple[int, int, int]]


class _Event(Struct, frozen=True):
    """Something called or looked up at `pc`."""

    pc: int
    ref: Ref


class _Events(dict[int, _Event]):
    """Events of one method by place. `listed`: the class whose methods it goes through; `picked`: what it looks for."""

    listed: str | Param | None = None
    picked: str | Param | None = None


def reflect(program: Program) -> Reflection:
    """Every call by a name that can be worked out."""
    reader = _Reader(program)
    todo = set(reader.readers)
    events: dict[int, list[_Event]] = {}
    for _ in range(ROUNDS):
        if not todo:
            break
        for m in sorted(todo)[:MOST_READ]:
            events[m] = reader.read(m)
        fresh = {m for m in todo if any(_open(e.ref) for e in events.get(m, ()))} - reader.helpers
        reader.helpers |= fresh
        todo = reader.callers(fresh)
    calls = [
        Reflected(m, e.pc, str(e.ref.cls), str(e.ref.name))
        for m, found in events.items()
        for e in found
        if not _open(e.ref)
    ]
    calls = list(dict.fromkeys(calls))
    edges: list[tuple[int, int, int]] = []
    made: list[tuple[int, int, int]] = []
    for call in calls:
        if call.cls == _ANY or call.name.startswith(_MARKED):
            edges += [(call.method, call.pc, m) for m in _anywhere(program, call.name)]
            continue
        owner = program.hierarchy.find(call.cls)
        if owner < 0 or not program.hierarchy.defined[owner]:
            continue
        if call.name == "<init>":
            made.append((call.method, call.pc, owner))
        edges += [(call.method, call.pc, m) for m in _targets(program, owner, call.name)]
    named = [c for c in calls if c.name and c.cls != _ANY and not c.name.startswith(_MARKED)]
    return Reflection(named, Edges.of(edges, REFLECTION), made)


def _open(ref: Ref) -> bool:
    return isinstance(ref.cls, Param) or isinstance(ref.name, Param)


def _targets(program: Program, owner: int, name: str) -> Iterator[int]:
    """The app's methods of that name on the class or above; a class that is merely loaded runs its initialiser."""
    named = program.name_numbers((name or "<clinit>",))
    while owner >= 0 and program.hierarchy.defined[owner]:
        own = program.methods_of(owner)
        found = [m for m in own[np.isin(program.index.method_name[own], named)].tolist() if program.code(m)]
        yield from found
        if found or name in ("", "<init>"):
            return
        owner = int(program.hierarchy.above[owner])


def _anywhere(program: Program, name: str) -> list[int]:
    """The app's methods of a name, or with an annotation, on whatever class; none if they are too many to mean it."""
    found: list[int] = []
    if name.startswith(_MARKED):
        marked = f"L{name.removeprefix(_MARKED).replace('.', '/')};"
        for d, dex in enumerate(program.dexes):
            for method, kind in zip(dex.annotation_method.tolist(), dex.annotation_type.tolist(), strict=True):
                if dex.type_name(kind) == marked:
                    found.append(program.number(d, method))
    else:
        found = [m for m in program.named(name).tolist() if program.dispatched[m]]
    found = [m for m in found if m >= 0 and program.code(m)]
    return found if len(found) <= MOST_ANYWHERE else []


class _Reader:
    """Reads methods for calls by name."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.machine = Machine(program)
        self.helpers: set[int] = set()
        self.left = LONGEST_ALL
        self.roles = self._roles()
        sites = program.sites
        lookups = [m for m, role in self.roles.items() if role in ("load", "method", "methods", "constructor", "make")]
        self.readers: list[int] = order.distinct(sites.method[program.sites_naming(lookups)]).tolist()
        self.known_readers = set(self.readers)

    def _roles(self) -> dict[int, str]:
        """What the platform's methods of reflection do, by method number."""
        program = self.program
        made = ("newInstance", "invoke", "getClass", "getName")
        names = (*_LOADERS, *_METHODS, *_ALL, *_MARKS, *_CONSTRUCTORS, *made)
        found: dict[int, str] = {}
        for m in program.named(*names).tolist():
            cls, name = program.cls(m), program.name(m)
            if program.defined(m):
                continue
            if name in _LOADERS and (cls == _CLASS or program.is_subclass(cls, "java.lang.ClassLoader")):
                found[m] = "load"
            elif name in _METHODS and cls == _CLASS:
                found[m] = "method"
            elif name in _ALL and cls == _CLASS:
                found[m] = "methods"
            elif name in _CONSTRUCTORS and cls == _CLASS:
                found[m] = "constructor"
            elif name == "newInstance" and cls in (_CLASS, "java.lang.reflect.Constructor"):
                found[m] = "make"
            elif name in ("invoke", "getName") and cls == _METHOD:
                found[m] = "invoke" if name == "invoke" else "name"
            elif name == "getClass":
                found[m] = "class"
            elif name in _MARKS and cls.startswith("java.lang.reflect."):
                found[m] = "mark"
        return found

    def callers(self, methods: set[int]) -> set[int]:
        """Methods that call one of these by name, at most MOST_CALLERS of each."""
        sites = self.program.sites
        found: set[int] = set()
        for m in sorted(methods):
            found.update(order.distinct(sites.method[self.program.sites_naming([m])])[:MOST_CALLERS].tolist())
        return found

    def read(self, m: int, arguments: Sequence[Value] | None = None, depth: int = 0) -> list[_Event]:
        """Calls by name in a method, with these arguments or with its own as `Param`."""
        return self._read(m, arguments, depth)[0]

    def _read(self, m: int, arguments: Sequence[Value] | None, depth: int) -> tuple[list[_Event], Value]:
        place, body = self.program.code(m), self.program.body(m)
        if place is None or body is None or len(body) > LONGEST or depth > DEEPEST:
            return [], UNKNOWN
        self.left -= len(body)
        if self.left < 0:
            return [], UNKNOWN
        registers = self.machine.enter(body, m, self._parameters(m) if arguments is None else arguments)
        events = _Events()
        result: Value = UNKNOWN
        back: Value = UNKNOWN
        for row, op in enumerate(body.op):
            if 0x6E <= op <= 0x78:
                raw = [registers[r] for r in body.sources[row]]
                callee = self.program.number(place[0], body.ref[row])
                result = self._call(callee, raw, body.pc[row], events, depth) if callee >= 0 else UNKNOWN
            elif 0x0A <= op <= 0x0C:
                registers[body.dst[row]] = result
            elif op in (0x24, 0x25):
                result = Cells("I", [registers[r] for r in body.sources[row]])
            elif op == 0x11:
                value = registers[body.sources[row][0]]
                back = value if isinstance(value, Ref) else back
            elif not (0x27 <= op <= 0x2C or 0x32 <= op <= 0x3D or 0x0E <= op <= 0x10):
                try:
                    self.machine.step(place[0], body, row, registers)
                except Stop:
                    break
        return list(events.values()), back

    def _parameters(self, m: int) -> list[Value]:
        kinds = [k[1:-1].replace("/", ".") if k[0] == "L" else "" for k in parameters(self.program.descriptor(m))]
        if not self.program.flags(m) & STATIC:
            kinds.insert(0, self.program.cls(m))
        return [Param(number, kind) for number, kind in enumerate(kinds)]

    def _call(self, callee: int, raw: list[Value], pc: int, events: _Events, depth: int) -> Value:
        role = self.roles.get(callee)
        if role is not None:
            return self._by_name(role, callee, [plain(v) for v in raw], pc, events)
        if events.listed is not None and _NAME in raw and self.program.label(callee) in _COMPARE:
            events.picked = next((v for v in map(plain, raw) if isinstance(v, (str, Param))), events.picked)
        if self.program.code(callee) is None:
            try:
                return self.machine.library(callee, [raw[0], *map(plain, raw[1:])] if raw else raw)
            except Stop:
                return UNKNOWN
        values = [plain(v) for v in raw]
        if callee in self.helpers or (callee in self.known_readers and self._gives_ref(callee)):
            found, back = self._read(callee, values, depth + 1)
            if callee in self.helpers:
                for event in found:
                    events[len(events) + (1 << 20)] = _Event(pc, event.ref)
            return Ref(back.kind, back.cls, back.name, pc) if isinstance(back, Ref) and not _open(back) else back
        if self._decoder(callee, values):
            return self.machine.call(callee, values)
        return self.machine.returned(callee)

    def _gives_ref(self, callee: int) -> bool:
        return self.program.descriptor(callee).endswith(_REFS)

    def _decoder(self, callee: int, values: list[Value]) -> bool:
        """Whether a call of the app's own is worth running: known arguments, and a text or bytes come back."""
        if not self.program.descriptor(callee).endswith(_TEXTS):
            return False
        static = self.program.flags(callee) & STATIC
        return not any(isinstance(v, (Unknown, Param, Ref)) for v in (values if static else values[1:]))

    def _by_name(self, role: str, callee: int, values: list[Value], pc: int, events: _Events) -> Value:
        first = values[0] if values else UNKNOWN
        if role == "load":
            static = self.program.cls(callee) == _CLASS
            return self._loaded(values[0 if static else 1] if len(values) > (not static) else UNKNOWN, pc, events)
        if role == "class":
            name = (
                first.cls if isinstance(first, (Made, Unknown, Param)) else "java.lang.String" * isinstance(first, str)
            )
            return Ref("class", name) if name and name != "java.lang.Object" else UNKNOWN
        if role == "invoke":
            if isinstance(first, Ref) and first.kind == "method":
                events.pop(first.pc, None)
                events[pc] = _Event(pc, first)
                return Unknown(framework().result(f"{first.cls}.{first.name}") if not _open(first) else "")
            if events.listed is not None and events.picked is not None:
                events[pc] = _Event(pc, Ref("method", events.listed, events.picked, pc))
            return UNKNOWN
        if role in ("mark", "name", "methods"):
            return self._searched(role, values, events)
        cls: str | Param | None = None
        if isinstance(first, Ref) and first.kind in ("class", "constructor"):
            cls = first.cls
        elif isinstance(first, Param) and first.cls == _CLASS:
            cls = first
        if cls is None:
            return UNKNOWN
        if role == "make":
            events.pop(first.pc if isinstance(first, Ref) else -1, None)
            events[pc] = _Event(pc, Ref("constructor", cls, "<init>", pc))
            return Unknown(cls if isinstance(cls, str) else "")
        name_value = values[1] if len(values) > 1 else UNKNOWN
        name_of = "<init>" if role == "constructor" else name_value
        if not isinstance(name_of, (str, Param)):
            return UNKNOWN
        ref = Ref(role, cls, name_of, pc)
        events.pop(first.pc if isinstance(first, Ref) else -1, None)
        events[pc] = _Event(pc, ref)
        return ref

    @staticmethod
    def _searched(role: str, values: list[Value], events: _Events) -> Value:
        """A step of a method that goes through all methods of a class for those of a name or with an annotation."""
        first, last = (values[0], values[-1]) if values else (UNKNOWN, UNKNOWN)
        if role == "name":
            return _NAME
        if role == "methods":
            given = first if isinstance(first, Param) and first.cls == _CLASS else _ANY
            events.listed = first.cls if isinstance(first, Ref) else given
        elif isinstance(last, Ref) and isinstance(last.cls, str):
            events.picked = f"{_MARKED}{last.cls}"
        return UNKNOWN

    def _loaded(self, name: Value, pc: int, events: dict[int, _Event]) -> Value:
        if isinstance(name, str):
            ref = Ref("class", name.replace("/", "."), "", pc)
        elif isinstance(name, Param):
            ref = Ref("class", name, "", pc)
        else:
            return UNKNOWN
        events[pc] = _Event(pc, ref)
        return ref
