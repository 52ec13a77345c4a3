"""Facts about single methods of a program that every rule asks: flows, callees, constants near by."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gifthorse.analysis.code.dataflow.calls import STATIC, Callee, Callees
from gifthorse.analysis.code.dataflow.fields import Fields
from gifthorse.analysis.code.dataflow.flow import DEFINED, FILL_ARRAY, INVOKES, MOVES, Effect, Effects, MethodFlow
from gifthorse.analysis.code.dataflow.model import OBJECT, OPEN, RESULT, model
from gifthorse.analysis.code.edges import REFLECTION
from gifthorse.analysis.code.evaluate import Machine, plain
from gifthorse.analysis.code.evaluate.arguments import characters, octets
from gifthorse.analysis.code.evaluate.values import Cells, Value
from gifthorse.analysis.code.messengers import messenger_handlers
from gifthorse.analysis.code.notation import Kinship
from gifthorse.analysis.code.telling import Telling
from gifthorse.formats.dex import order
from gifthorse.formats.dex.opcodes import INVOKE_KIND, KIND_OF

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program
    from gifthorse.formats.dex.body import Body

STATIC_CALLS = frozenset({0x71, 0x77})
CONST_STRING = frozenset({0x1A, 0x1B})
CONST_NUMBERS = frozenset(range(0x12, 0x1A))
STATIC_LOADS = frozenset(range(0x60, 0x67))
INSTANCE_LOADS = frozenset(range(0x52, 0x59))
FIELD_LOADS = INSTANCE_LOADS | STATIC_LOADS
RETURNS = frozenset({0x0F, 0x10, 0x11})
RETURN_VOID = 0x0E
ENDS = RETURNS | {RETURN_VOID}
CONST_CLASS = 0x1C
CUSTOM = frozenset({0xFC, 0xFD})
MOVES_FOLLOWED = 8
STATIC_OP = INVOKE_KIND.index("static")
LONGEST_HELPER, MOST_CHANGES = 400, 6
NO_EFFECT = Effect()
SINKS = ("OutputStream", "Writer", "PrintStream")
TAKES_STREAM = re.compile(r"\((?:[^)]*;)?\[*L[^;)]*(?:OutputStream|Writer|PrintStream);")
_KIND_OF = KIND_OF.tolist()
KINDS = {"int[]": "I", "char[]": "C", "byte[]": "B", "short[]": "S"}
PLAIN = frozenset({"java.lang.String", "int", "char", "byte", "short", "boolean", *KINDS})
TEXTS = frozenset({"java.lang.String", "java.lang.CharSequence", "java.lang.Object"})
MADE_TEXTS = TEXTS | {"byte[]", "char[]"}
LONGEST_ARRAY = 4096


class Code:
    """One program, looked at method by method; what is learnt is kept."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.model = model()
        self.kin = Kinship(program.hierarchy)
        self.callees = Callees(program, self.kin)
        self.fields = Fields(program)
        self._flows: dict[int, MethodFlow | None] = {}
        self._effects: dict[int, Effect] = {}
        self._targets: dict[tuple[int, int], list[int]] = {}
        self._scripted: frozenset[int] | None = None
        self._machine = Machine(program)
        self._changes: dict[tuple[int, int, int], tuple[tuple[int, int, int], ...]] = {}
        self._inside = False

    def flow(self, m: int) -> MethodFlow | None:
        """Definitions and uses of a method; None when it has no body."""
        try:
            return self._flows[m]
        except KeyError:
            body = self.program.body(m)
            made = None if body is None or not len(body) else MethodFlow(body, self._effects_in(m, body))
            self._flows[m] = made
            return made

    def static(self, m: int) -> bool:
        """Whether the app defines the method as static."""
        flags = self.program.flags(m)
        return flags >= 0 and bool(flags & STATIC)

    # -- calls ---------------------------------------------------------------------------------------------------

    def named(self, m: int, body: Body, row: int) -> int:
        """Number of the method that an invoke names, -1 for none."""
        place = self.program.code(m)
        if place is None or body.op[row] in CUSTOM:
            return -1
        return self.program.number(place[0], body.ref[row])

    def callee(self, m: int, body: Body, row: int) -> Callee | None:
        """What is known of the method that an invoke names."""
        number = self.named(m, body, row)
        return self.callees[number] if number >= 0 else None

    def targets(self, m: int, body: Body, row: int) -> list[int]:
        """Methods of the app that the invoke at a row may run, those of reflection included."""
        number = self.named(m, body, row)
        if number < 0:
            return []
        found = self._targets_of(number, _KIND_OF[body.op[row]])
        if not found and self.callees[number].name == "invoke":
            pc = body.pc[row]
            return [c.callee for c in self.program.graph.callees(m) if c.pc == pc and c.kind == REFLECTION]
        return found

    def _targets_of(self, number: int, op: int) -> list[int]:
        found = self._targets.get((number, op))
        if found is None:
            found = self._targets[number, op] = self.program.graph.targets(number, op).tolist()
        return found

    def _effects_in(self, m: int, body: Body) -> Effects:
        place = self.program.code(m)
        known: dict[int, Effect] = {}

        def effects(row: int) -> Effect:
            found = known.get(row)
            if found is not None:
                return found
            op, number = body.op[row], -1
            if place is not None and op not in CUSTOM:
                number = self.program.number(place[0], body.ref[row])
            if number < 0:
                known[row] = NO_EFFECT
                return NO_EFFECT
            key = number * len(INVOKE_KIND) + _KIND_OF[op]
            found = self._effects.get(key)
            if found is None:
                found = self._effect(number, _KIND_OF[op])
                if self._inside:  # inside a helper its own helpers were not looked at
                    return found
                self._effects[key] = found
            known[row] = found
            return found

        return effects

    def _effect(self, number: int, op: int) -> Effect:
        callee, static = self.callees[number], op == STATIC_OP
        if callee.own and not callee.flows:
            return Effect(tuple(p for p in _open(callee, static=static) if self.changes(number, op, p)))
        changed = {
            place
            for flow in callee.flows
            for place in callee.operands(tuple(s for s in flow.sinks if s != RESULT), static=static)
        }
        changed.update(s.fills + (not static) for s in callee.filling if s.fills is not None)
        if callee.name == "<init>" and not callee.flows:
            changed.add(0)
        fluent = any(OBJECT in f.sources and OBJECT in f.sinks and RESULT in f.sinks for f in callee.flows)
        wraps = callee.name == "<init>" and callee.cls.endswith(SINKS) and callee.types[:1] != ("java.io.File",)
        return Effect(tuple(sorted(changed)), fluent and not static, 1 if wraps and callee.types else -1)

    def changes(self, number: int, op: int, place: int) -> tuple[tuple[int, int, int], ...]:
        """Where the method that a call runs changes the object given as an operand, as (method, row, register)."""
        key = number, op, place
        found = self._changes.get(key)
        if found is None and not self._inside:
            self._inside = True
            targets = self._targets_of(number, op)
            rows: list[tuple[int, int, int]] = []
            for target in targets if len(targets) == 1 else ():
                flow = self.flow(target)
                if flow is not None and len(flow.body) <= LONGEST_HELPER:
                    register = self.callees.register(target, place, flow.body.registers - flow.body.ins)
                    rows += [(target, e.row, e.register) for e in flow.changes_from_entry(register)]
            self._inside = False
            found = self._changes[key] = tuple(rows[:MOST_CHANGES])
        return found or ()

    def filled(self, m: int, row: int, place: int) -> bool:
        """Whether the call at a row is a source that fills operand `place`."""
        flow = self.flow(m)
        callee = self.callee(m, flow.body, row) if flow is not None else None
        shift = flow is not None and flow.body.op[row] not in STATIC_CALLS
        return callee is not None and any(s.fills is not None and s.fills + shift == place for s in callee.filling)

    # -- constants -----------------------------------------------------------------------------------------------

    def literal(self, m: int, row: int, register: int) -> str | int | None:
        """The constant that a register holds before a row, if one instruction of the same method says so."""
        flow = self.flow(m)
        for _ in range(MOVES_FOLLOWED):
            events = flow.reaching(row, register) if flow is not None else ()
            if flow is None or len(events) != 1 or events[0].kind != DEFINED:
                return None
            body, row = flow.body, events[0].row
            op = body.op[row]
            if op in MOVES:
                register = body.sources[row][0]
                continue
            if op in CONST_STRING:
                return self.string(m, body.ref[row])
            if op in STATIC_LOADS:
                f = self.field(m, body.ref[row])
                return self._fixed(f) if f >= 0 else None
            return body.literal[row] if op in CONST_NUMBERS else None
        return None

    def text(self, m: int, row: int, register: int) -> str | None:
        """The same for texts, through the call that makes an address of a text too."""
        found = self.literal(m, row, register)
        flow = self.flow(m)
        if found is None and flow is not None:
            events = flow.reaching(row, register)
            if len(events) == 1 and events[0].kind == DEFINED:
                call = flow.body.result_of[events[0].row]
                callee = self.callee(m, flow.body, call) if call >= 0 and flow.body.op[call] in INVOKES else None
                if callee is not None and callee.label == "Uri.parse" and flow.body.sources[call]:
                    found = self.literal(m, call, flow.body.sources[call][0])
        return found if isinstance(found, str) else None

    def _fixed(self, f: int) -> str | None:
        return self.model.texts.get(".".join(self.fields.name(f))) or self.fields.initial(f)

    def worked_out(self, m: int, body: Body, row: int, target: int) -> str | None:
        """The text that a method of the app makes of nothing but constants, as a decoder of hidden texts does."""
        callee, static = self.callees[target], self.static(target)
        if callee.returns not in MADE_TEXTS or not set(callee.types) <= PLAIN:
            return None
        arguments: list[Value] = []
        for place, register in enumerate(body.sources[row]):
            if place == 0 and not static:
                continue
            kind = callee.kind_of(place, static=static)
            value = self._cells(m, row, register, kind) if kind.endswith("[]") else self.literal(m, row, register)
            if value is None:
                return None
            arguments.append(value)
        if not static:
            arguments.insert(0, self._machine.object(self.program.cls(target)))
        return spelt(plain(self._machine.call(target, arguments)))

    def deciphered(self, m: int, row: int) -> str | None:
        """The text that a cipher gives at a row, where its method has key and all at hand."""
        return spelt(plain(self._machine.at(m, row)))

    def _cells(self, m: int, row: int, register: int, kind: str) -> Cells | None:
        """An array of numbers that was filled from a table just before."""
        flow = self.flow(m)
        events = flow.reaching(row, register) if flow is not None else ()
        if flow is not None and len(events) == 1 and events[0].kind == DEFINED:
            return self._fixed_array(m, flow.body, events[0].row)
        if flow is None or len(events) != 1 or events[0].row not in flow.body.arrays:
            return None
        width, data = flow.body.arrays[events[0].row]
        if not 1 <= width <= 8 or len(data) > LONGEST_ARRAY or flow.body.op[events[0].row] != FILL_ARRAY:
            return None
        numbers = [
            int.from_bytes(data[at : at + width], "little", signed=kind != "char[]")
            for at in range(0, len(data) - width + 1, width)
        ]
        return Cells(KINDS[kind], list[Value](numbers))

    def _fixed_array(self, m: int, body: Body, row: int) -> Cells | None:
        """An array that a class's initialiser leaves in a static field that nothing else sets."""
        f = self.field(m, body.ref[row]) if body.op[row] in STATIC_LOADS else -1
        place = self.fields.place(f) if f >= 0 else None
        if place is None or any(self.callees[one].name != "<clinit>" for one, _ in self.fields.stores(f)):
            return None
        found = plain(self._machine.static(*place))
        return Cells(found.kind, list(found.items)) if isinstance(found, Cells) else None

    def set_at_start(self, f: int) -> str | None:
        """The text that a class's initialiser works out for a static field."""
        place = self.fields.place(f) if self.fields.type(f) == "java.lang.String" else None
        found = plain(self._machine.static(*place)) if place is not None else None
        return found if isinstance(found, str) else None

    def string(self, m: int, ref: int) -> str | None:
        """A string that an instruction of a method names."""
        place = self.program.code(m)
        return self.program.dexes[place[0]].strings.text(ref) if place is not None and ref >= 0 else None

    def type_name(self, m: int, ref: int) -> str | None:
        """Name of a type that an instruction of a method names."""
        place = self.program.code(m)
        if place is None or ref < 0:
            return None
        return self.program.hierarchy.names[int(self.program.index.type_number[place[0]][ref])]

    def field(self, m: int, ref: int) -> int:
        """Number of a field that an instruction of a method names, -1 for none."""
        place = self.program.code(m)
        return self.fields.number(place[0], ref) if place is not None else -1

    # -- the whole app -------------------------------------------------------------------------------------------

    @cached_property
    def passing_kinds(self) -> frozenset[str]:
        """Carrier kinds whose own content is followed all the same."""
        return frozenset(kind for listed in self.model.passing.names.values() for _, kind in listed)

    @property
    def scripted(self) -> frozenset[int]:
        """Methods with the annotation that lets web pages call them."""
        if self._scripted is None:
            found: set[int] = set()
            for d, dex in enumerate(self.program.dexes):
                kinds, slot = np.unique(dex.annotation_type, return_inverse=True)
                wanted = np.array([dex.type_name(k) == "Landroid/webkit/JavascriptInterface;" for k in kinds.tolist()])
                for method in dex.annotation_method[wanted[slot]].tolist() if len(kinds) else ():
                    found.add(self.program.number(d, method))
            self._scripted = frozenset(found)
        return self._scripted

    @cached_property
    def messaged(self) -> frozenset[int]:
        """Methods that get the messages of other processes."""
        return frozenset(messenger_handlers(self.program))

    @cached_property
    def by_name(self) -> dict[tuple[int, int], list[tuple[str, str]]]:
        """Class and name of what is called by constant names, by (method, pc)."""
        found: dict[tuple[int, int], list[tuple[str, str]]] = {}
        for one in self.program.graph.reflected:
            found.setdefault((one.method, one.pc), []).append((one.cls, one.name))
        return found

    def carrier_homes(self, kind: str) -> frozenset[str]:
        """Outermost classes of the app that get an object of a carrier kind."""
        program, sites = self.program, self.program.sites
        passing = kind in self.passing_kinds
        known = self.model.passing if passing else self.model.carriers
        names = {p.name for listed in known.names.values() for p, k in listed if k == kind}
        methods = [m for m in program.named(*names).tolist() if passing or self.callees[m].carrier == kind]
        callers = order.distinct(sites.method[program.sites_naming(methods)])
        homes = {program.cls(m).partition("$")[0] for m in callers.tolist()}
        return frozenset(homes)

    @cached_property
    def given_streams(self) -> set[str]:
        """Outermost classes of the app that are given streams or keep them."""
        program, index = self.program, self.program.index
        found: set[int] = set()
        streams = [t for t, name in enumerate(program.hierarchy.names) if name.endswith(SINKS)]
        found.update(index.field_class[np.isin(index.field_type, streams)].tolist())
        takes = [p for p, text in enumerate(index.descriptors.to_pylist()) if TAKES_STREAM.search(text)]
        methods = np.isin(index.method_proto, takes) & (index.method_flags >= 0)
        found.update(index.method_class[methods].tolist())
        return {program.hierarchy.names[one].partition("$")[0] for one in found if program.hierarchy.defined[one]}

    @cached_property
    def telling(self) -> Telling:
        """Which listed conditions the app's texts can satisfy."""
        return Telling(self.program, self.field_texts())

    def field_texts(self) -> list[str]:
        """Texts of the listed constant fields whose classes the app names."""
        return [t for name, t in self.model.texts.items() if self.program.hierarchy.find(name.rpartition(".")[0]) >= 0]


def spelt(value: Value) -> str | None:
    """A text, or the printable one that an array of bytes or characters spells."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Cells) or not value.items or not all(isinstance(item, int) for item in value.items):
        return None
    try:
        text = octets(value).decode() if value.kind == "B" else characters(value) if value.kind == "C" else ""
    except UnicodeDecodeError:
        return None
    return text if text and text.replace("\n", " ").replace("\t", " ").isprintable() else None


def _open(callee: Callee, *, static: bool) -> list[int]:
    """Operands whose content a method of the app may change for its caller to see."""
    shift = 0 if static else 1
    return [place + shift for place, kind in enumerate(callee.types) if OPEN.fullmatch(kind)]
