"""From one node of a value's graph to the nodes it is made of: one rule an instruction, call, parameter and field."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from gifthorse.analysis.code.constants import Made, Node
from gifthorse.analysis.code.dataflow.calls import STATIC, Callee, Callees
from gifthorse.analysis.code.dataflow.fields import Fields
from gifthorse.analysis.code.dataflow.flow import (
    ARRAY_STORES,
    DEFINED,
    FILL_ARRAY,
    INVOKES,
    MOVES,
    PARAMETER as AT_ENTRY,
    MethodFlow,
)
from gifthorse.analysis.code.dataflow.model import INERT, OBJECT, RESULT, Flow, Source, model
from gifthorse.analysis.code.dataflow.nodes import (
    CHANGED,
    FIELD,
    NOTHING,
    PARAMETER,
    RETURNED,
    USE,
    WRITTEN,
    Context,
    Leaf,
    Step,
    entered,
)
from gifthorse.analysis.code.edges import HANDOVER, INIT, INTENT, REFLECTION, Call
from gifthorse.analysis.code.notation import Kinship
from gifthorse.formats.dex.opcodes import KIND_OF, REF, REF_FIELD

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program
    from gifthorse.formats.dex.body import Body
    from gifthorse.formats.dex.gather import Bools

STATIC_CALLS = frozenset({0x71, 0x77})
RETURNS = frozenset({0x0F, 0x10, 0x11})
CONST_STRING = frozenset({0x1A, 0x1B})
CONST_NUMBERS = frozenset(range(0x12, 0x1A))
CONST_CLASS, NEW_INSTANCE, NEW_ARRAY, INSTANCE_OF, ARRAY_LENGTH = 0x1C, 0x22, 0x23, 0x20, 0x21
FILLED_ARRAY = frozenset({0x24, 0x25})
ARRAY_LOADS = frozenset(range(0x44, 0x4B))
COMPARISONS = frozenset(range(0x2D, 0x32))
STATIC_LOADS = frozenset(range(0x60, 0x67))
FIELD_LOADS = frozenset({*range(0x52, 0x59), *STATIC_LOADS})
MOST_CALLERS, MOST_TARGETS, MOST_STORES, SCANNED = 24, 12, 40, 400
LISTS = frozenset({"list", "add"})
NUMBERS = frozenset({"byte", "short", "int", "long", "float", "double", "boolean", "char"})


_STORE_FORMS = {0x4D: "add", 0x4F: "letter", 0x50: "letter"}


def letters(width: int, data: bytes) -> str | None:
    """The text that a constant array of bytes or chars spells; None when it is no printable text."""
    try:
        text = data.decode("utf-8" if width == 1 else "utf-16-le") if width in (1, 2) else ""
    except UnicodeDecodeError:
        return None
    return text if text and text.replace("\n", " ").replace("\t", " ").isprintable() else None


class Steps:
    """Rules over one program. `reached` (a flag a method) prefers code that some entry reaches."""

    def __init__(self, program: Program, reached: Bools | None = None) -> None:
        self.program = program
        self.kin = Kinship(program)
        self.callees = Callees(program, self.kin)
        self.fields = Fields(program)
        self._model = model()
        self._reached = reached
        self._flows: dict[int, MethodFlow | None] = {}
        self._scripted: frozenset[int] | None = None
        self._callers: dict[int, tuple[list[Call], bool]] = {}

    def prefer(self, reached: Bools) -> None:
        """Prefer callers and stores in reached code."""
        self._reached = reached
        self._callers.clear()

    # -- methods -------------------------------------------------------------------------------------------------

    def flow(self, m: int) -> MethodFlow | None:
        """Definitions and uses of a method; None when it has no body."""
        if m not in self._flows:
            body = self.program.body(m)
            self._flows[m] = None if body is None or not len(body) else MethodFlow(body, self._effects(m, body))
        return self._flows[m]

    def _effects(self, m: int, body: Body):  # type: ignore[no-untyped-def]
        known: dict[int, tuple[tuple[int, ...], bool]] = {}

        def effects(row: int) -> tuple[tuple[int, ...], bool]:
            ref = body.ref[row]
            found = known.get(ref)
            if found is None:
                found = known[ref] = self._effect(m, body, row)
            return found

        return effects

    def _effect(self, m: int, body: Body, row: int) -> tuple[tuple[int, ...], bool]:
        callee = self.callee(m, body, row)
        if callee is None:
            return (), False
        static = body.op[row] in STATIC_CALLS
        changed = {
            place
            for flow in callee.flows
            for place in callee.operands(tuple(s for s in flow.sinks if s != RESULT), static=static)
        }
        changed.update(s.fills + (not static) for s in callee.filling if s.fills is not None)
        if callee.name == "<init>" and not callee.flows:
            changed.add(0)
        fluent = any(OBJECT in f.sources and OBJECT in f.sinks and RESULT in f.sinks for f in callee.flows)
        return tuple(sorted(changed)), fluent and not static

    def named(self, m: int, body: Body, row: int) -> int:
        """Number of the method that an invoke names, -1 for none."""
        place = self.program.code(m)
        if place is None or body.op[row] in (0xFC, 0xFD):
            return -1
        return self.program.number(place[0], body.ref[row])

    def callee(self, m: int, body: Body, row: int) -> Callee | None:
        """What is known of the method that an invoke names."""
        number = self.named(m, body, row)
        return self.callees[number] if number >= 0 else None

    # -- rules ---------------------------------------------------------------------------------------------------

    def step(self, node: Node) -> Step:
        """What a node is made of."""
        kind, m, a, b, context, key = node
        if kind == FIELD:
            return self._field(a, key)
        if kind == PARAMETER:
            return self._parameter(m, a, context, key)
        flow = self.flow(m)
        if flow is None:
            return Step(Made("lost"), leaf=Leaf("unknown", self.callees[m].label, False), sure=False)
        if kind == USE:
            return self._use(flow, m, a, b, context, key)
        if kind == WRITTEN:
            return self._written(flow.body, m, a, context, key)
        if kind == CHANGED:
            return self._changed(flow.body, m, a, b, context, key)
        body = flow.body
        rows = [r for r, op in enumerate(body.op) if op in RETURNS]
        return Step(Made("any", tuple((USE, m, r, body.sources[r][0], context, key) for r in rows)))

    def _use(self, flow: MethodFlow, m: int, row: int, register: int, context: Context, key: str | None) -> Step:
        parts: list[Node] = []
        for event in flow.reaching(row, register):
            if event.kind == DEFINED:
                parts.append((WRITTEN, m, event.row, 0, context, key))
            elif event.kind == AT_ENTRY:
                body = flow.body
                place = self.callees.parameter(m, register, body.registers - body.ins)
                if place >= 0:
                    parts.append((PARAMETER, m, place, 0, context, key))
            else:
                parts.append((CHANGED, m, event.row, event.register, context, key))
        return Step(Made("any", tuple(parts)))

    def _written(self, body: Body, m: int, row: int, context: Context, key: str | None) -> Step:  # noqa: C901, PLR0911, PLR0912  # one line an instruction
        op, sources = body.op[row], body.sources[row]

        def use(register: int, at: int = row) -> Node:
            return (USE, m, at, register, context, key)

        if op in MOVES:
            return Step(Made("any", (use(sources[0]),)))
        if body.result_of[row] >= 0:
            call = body.result_of[row]
            if body.op[call] in FILLED_ARRAY:
                return Step(Made("list", tuple(use(r, call) for r in body.sources[call])))
            return self._result(body, m, call, context, key)
        if op in CONST_STRING:
            return self._constant(self._string(m, body, row))
        if op in CONST_NUMBERS:
            return self._constant(body.literal[row])
        if op == CONST_CLASS:
            return self._constant(self.type_name(m, body.ref[row]))
        if op == NEW_INSTANCE:
            return Step(Made("empty"))
        if op == NEW_ARRAY:
            letters = (self.type_name(m, body.ref[row]) or "") in ("byte[]", "char[]")
            return Step(Made("empty", (), () if letters else (True,)))
        if op in ARRAY_LOADS:
            index = self.literal(m, row, sources[1])
            return Step(Made("element", (use(sources[0]),), (index,)))
        if op in FIELD_LOADS and REF[op] == REF_FIELD:
            return self._load(m, body.ref[row], key)
        if op in (INSTANCE_OF, ARRAY_LENGTH) or op in COMPARISONS:
            return NOTHING
        return Step(Made("lost", tuple(use(r) for r in sources)))

    def _constant(self, value: str | int | None) -> Step:
        if value is None:
            return NOTHING
        leaf = Leaf("constant", value, False) if isinstance(value, str) else None
        return Step(Made("constant", (), (value,)), leaf=leaf)

    def _changed(self, body: Body, m: int, row: int, register: int, context: Context, key: str | None) -> Step:
        op, sources = body.op[row], body.sources[row]
        if op in ARRAY_STORES:
            before: Node = (USE, m, row, sources[1], context, key)
            value: Node = (USE, m, row, sources[0], context, key)
            return Step(Made(_STORE_FORMS.get(op, "lost"), (before, value)))
        if op == FILL_ARRAY:
            text = letters(*body.arrays.get(row, (0, b"")))
            made = Made("constant", (), (text,)) if text is not None else Made("lost")
            return Step(made, leaf=Leaf("constant", text, False))
        callee = self.callee(m, body, row)
        if callee is None or register not in sources:
            return NOTHING
        static = op in STATIC_CALLS
        places = [p for p, r in enumerate(sources) if r == register]
        for source in callee.filling:
            if source.fills is not None and source.fills + (not static) in places:
                return Step(Made("lost"), leaf=self._leaf(source, m, body, row, static, key))
        for flow in callee.flows:
            if set(callee.operands(flow.sinks, static=static)) & set(places):
                return self._through(callee, flow, m, body, row, context, key)
        kept: Node = (USE, m, row, register, context, key)
        return Step(Made("lost", (kept,)), guesses=self._guessed(callee, m, body, row, context, start=1))

    # -- calls ---------------------------------------------------------------------------------------------------

    def _result(self, body: Body, m: int, row: int, context: Context, key: str | None) -> Step:
        number = self.named(m, body, row)
        if number < 0:
            parts = tuple((USE, m, row, r, context, key) for r in body.sources[row])
            return Step(Made("lost"), guesses=parts)
        callee = self.callees[number]
        static = body.op[row] in STATIC_CALLS
        if callee.carrier is not None:
            return Step(Made("lost"), leaf=Leaf(f"@{callee.carrier}", callee.label, False))
        if callee.source is not None:
            return Step(Made("lost"), leaf=self._leaf(callee.source, m, body, row, static, key))
        for flow in callee.flows:
            if RESULT in flow.sinks:
                return self._through(callee, flow, m, body, row, context, key)
        inner = entered(context, m, row)
        targets = self.targets(m, body, row, number)
        if targets:
            parts = tuple((RETURNED, t, 0, 0, inner, key) for t in targets[:MOST_TARGETS] if inner is not None)
            return Step(Made("any", parts), sure=len(targets) <= MOST_TARGETS)
        if callee.returns in NUMBERS:
            return NOTHING
        guesses = self._guessed(callee, m, body, row, context)
        leaf = None if guesses else Leaf("unknown", callee.label, False)
        return Step(Made("lost"), guesses=guesses, leaf=leaf, sure=False)

    def targets(self, m: int, body: Body, row: int, number: int) -> list[int]:
        """Methods of the app that the invoke at a row may run, those of reflection included."""
        graph = self.program.graph
        found: list[int] = graph.targets(number, int(KIND_OF[body.op[row]])).tolist()
        if not found and self.callees[number].name == "invoke":
            pc = body.pc[row]
            found = [c.callee for c in graph.callees(m) if c.pc == pc and c.kind == REFLECTION]
        return found

    def _guessed(
        self, callee: Callee, m: int, body: Body, row: int, context: Context, start: int = 0
    ) -> tuple[Node, ...]:
        """The operands of a call that nothing is known of, those that can carry content."""
        static = body.op[row] in STATIC_CALLS
        return tuple(
            (USE, m, row, register, context, None)
            for place, register in enumerate(body.sources[row])
            if place >= start and not INERT.fullmatch(callee.kind_of(place, static=static))
        )

    def _through(
        self, callee: Callee, flow: Flow, m: int, body: Body, row: int, context: Context, key: str | None
    ) -> Step:
        sources = body.sources[row]
        static = body.op[row] in STATIC_CALLS
        shift = 0 if static else 1
        places = [p for p in callee.operands(flow.sources, static=static) if p < len(sources)]

        def argument(number: int) -> str | int | None:
            place = number + shift
            return self.literal(m, row, sources[place]) if place < len(sources) else None

        if flow.text == "put":
            name = argument(0)
            if key is not None and isinstance(name, str):
                places = [p for p in places if (p == 0) != (name == key)]
            keys = {p: (key if p == 0 else None) for p in places}
        elif flow.text == "key":
            name = argument(0) if callee.types else f"{callee.name.removeprefix('get').lower()}()"
            keys = dict.fromkeys(places, name if isinstance(name, str) else None)
        else:
            keys = dict.fromkeys(places, key)
        parts = tuple((USE, m, row, sources[p], context, keys[p]) for p in places)
        return Step(Made(flow.text or "lost", parts, self._extra(flow.text, callee, places, argument, static=static)))

    def _extra(self, text: str, callee: Callee, places: list[int], argument, *, static: bool) -> tuple[object, ...]:  # type: ignore[no-untyped-def]
        if text == "join":
            return tuple(callee.kind_of(p, static=static) for p in places)
        if text in ("replace", "substring"):
            return (argument(0), argument(1) if len(callee.types) > 1 else None)
        if text in ("insert", "split"):
            return (argument(0 if not static else 1),)
        return ()

    def _leaf(self, source: Source, m: int, body: Body, row: int, static: bool, key: str | None) -> Leaf:
        detail: str | None = source.label
        kind, outside = source.kind, source.outside
        if source.key is not None:
            place = source.key + (not static)
            registers = body.sources[row]
            text = self.text(m, row, registers[place]) if place < len(registers) else None
            detail = text or detail
            kind = self._model.renamed(kind, text)
            address = self._model.address(text) if text and kind == "provider" else None
            if address is not None:
                kind, outside = address.kind, address.outside
        elif key is not None and kind == "intent":
            detail = key
        return Leaf(kind, detail, outside)

    # -- parameters and fields -----------------------------------------------------------------------------------

    def _parameter(self, m: int, place: int, context: Context, key: str | None) -> Step:
        if context:
            caller, row = context[-1]
            flow = self.flow(caller)
            if flow is not None and place < len(flow.body.sources[row]):
                return Step(Made("any", ((USE, caller, row, flow.body.sources[row][place], context[:-1], key),)))
            return NOTHING
        leaf = self.entry(m, place, key)
        calls, whole = self.callers(m)
        parts: list[Node] = []
        guesses: list[Node] = []
        for call in calls:
            self._argument(call, m, place, key, parts, guesses)
        if leaf is None and not calls and not (place == 0 and not self.program.flags(m) & STATIC):
            leaf = Leaf("unknown", f"parameter of {self.callees[m].label}", False)
            return Step(Made("lost"), leaf=leaf, sure=False)
        if leaf is not None and not parts:
            return Step(Made("lost"), tuple(guesses), leaf)
        return Step(Made("any", tuple(parts)), tuple(guesses), leaf, whole)

    def _argument(
        self, call: Call, m: int, place: int, key: str | None, parts: list[Node], guesses: list[Node]
    ) -> None:
        flow = self.flow(call.caller)
        row = flow.body.row(call.pc) if flow is not None else -1
        if flow is None or row < 0 or flow.body.op[row] not in INVOKES or call.kind == INIT:
            return
        sources = flow.body.sources[row]
        if call.kind not in (HANDOVER, INTENT, REFLECTION):
            if place < len(sources):
                parts.append((USE, call.caller, row, sources[place], (), key))
            return
        callee = self.callee(call.caller, flow.body, row)
        wanted = self.callees[m].kind_of(place, static=bool(self.program.flags(m) & STATIC))
        if callee is None or (place == 0 and not self.program.flags(m) & STATIC):
            return
        static = flow.body.op[row] in STATIC_CALLS
        same = [p for p in range(1, len(sources)) if callee.kind_of(p, static=static) == wanted]
        if call.kind == REFLECTION:
            same = [p for p in range(len(sources)) if callee.kind_of(p, static=static).endswith("[]")]
        guesses.extend((USE, call.caller, row, sources[p], (), key) for p in same[:1])

    def callers(self, m: int) -> tuple[list[Call], bool]:
        """Steps into a method, at most 24 and from code that is reached if any is; and whether these are all."""
        found = self._callers.get(m)
        if found is None:
            calls = list(islice(self.program.graph.callers(m), SCANNED))
            if self._reached is not None:
                calls = [c for c in calls if self._reached[c.caller]] or calls
            found = self._callers[m] = calls[:MOST_CALLERS], len(calls) <= MOST_CALLERS
        return found

    def entry(self, m: int, place: int, key: str | None = None) -> Leaf | None:
        """Where a parameter comes from if the system, another app or a web page calls the method."""
        program = self.program
        static = bool(program.flags(m) & STATIC)
        number = place - (not static)
        if number < 0:
            return None
        cls, name = program.cls(m), program.name(m)
        for pattern, source in self._model.parameters.fitting(cls, name, self.kin):
            role = next((r for r, n in pattern.roles if n == number), None)
            if role is not None:
                return Leaf(source.kind, key or (role if source.kind == "intent" else source.label), source.outside, m)
        if m in self.scripted:
            return Leaf("javascript", self.callees[m].label, True, m)
        if not static and self.kin(cls, "android.os.IInterface") and self.kin(cls, "android.os.Binder"):
            return Leaf("binder", self.callees[m].label, True, m)
        return None

    def carrier_homes(self, kind: str) -> frozenset[str]:
        """Outermost classes of the app that get an object of a carrier kind."""
        program, sites = self.program, self.program.sites
        names = {p.name for listed in self._model.carriers.names.values() for p, k in listed if k == kind}
        methods = [m for m in program.named(*names).tolist() if self.callees[m].carrier == kind]
        rows = np.flatnonzero(np.isin(sites.callee, methods))
        return frozenset(program.cls(m).partition("$")[0] for m in np.unique(sites.method[rows]).tolist())

    def field_texts(self) -> list[str]:
        """Texts of the listed constant fields that the app names."""
        return [t for name, t in self._model.texts.items() if self.program.hierarchy.find(name.rpartition(".")[0]) >= 0]

    @property
    def scripted(self) -> frozenset[int]:
        """Methods with the annotation that lets web pages call them."""
        if self._scripted is None:
            found: set[int] = set()
            for d, dex in enumerate(self.program.dexes):
                for method, kind in zip(dex.annotation_method.tolist(), dex.annotation_type.tolist(), strict=True):
                    if dex.type_name(kind) == "Landroid/webkit/JavascriptInterface;":
                        found.add(self.program.number(d, method))
            self._scripted = frozenset(found)
        return self._scripted

    def _load(self, m: int, ref: int, key: str | None) -> Step:
        place = self.program.code(m)
        f = self.fields.number(place[0], ref) if place is not None else -1
        return Step(Made("any", ((FIELD, -1, f, 0, (), key),))) if f >= 0 else NOTHING

    def _field(self, f: int, key: str | None) -> Step:
        cls, name = self.fields.name(f)
        text = self._model.texts.get(f"{cls}.{name}")
        if text is not None:
            return self._constant(text)
        for pattern, source in self._model.sources.fitting(cls, name, self.kin):
            if not pattern.brackets:
                return Step(Made("lost"), leaf=Leaf(source.kind, source.label, source.outside))
        text = self.fields.initial(f)
        parts: list[Node] = []
        stores = self.fields.stores(f)
        if self._reached is not None:
            stores = [s for s in stores if self._reached[s[0]]] or stores
        for m, pc in stores[:MOST_STORES]:
            flow = self.flow(m)
            row = flow.body.row(pc) if flow is not None else -1
            if flow is not None and row >= 0:
                parts.append((USE, m, row, flow.body.sources[row][0], (), key))
        if text is not None and not parts:
            return self._constant(text)
        if not parts and not self.program.has_class(cls):
            label = f"{cls.rpartition('.')[2]}.{name}"
            return Step(Made("lost"), leaf=Leaf("unknown", label, False), sure=False)
        leaf = Leaf("constant", text, False) if text is not None else None
        return Step(Made("any", tuple(parts)), leaf=leaf, sure=len(stores) <= MOST_STORES)

    # -- constants near by ---------------------------------------------------------------------------------------

    def literal(self, m: int, row: int, register: int) -> str | int | None:
        """The constant that a register holds before a row, if one instruction of the same method says so."""
        flow = self.flow(m)
        for _ in range(8):
            events = flow.reaching(row, register) if flow is not None else ()
            if flow is None or len(events) != 1 or events[0].kind != DEFINED:
                return None
            body, row = flow.body, events[0].row
            op = body.op[row]
            if op in MOVES:
                register = body.sources[row][0]
                continue
            if op in CONST_STRING:
                return self._string(m, body, row)
            if op in STATIC_LOADS:
                place = self.program.code(m)
                f = self.fields.number(place[0], body.ref[row]) if place is not None else -1
                return self._fixed(f) if f >= 0 else None
            return body.literal[row] if op in CONST_NUMBERS else None
        return None

    def text(self, m: int, row: int, register: int) -> str | None:
        """The same for texts, through the call that makes an address of a text too."""
        found = self.literal(m, row, register)
        if found is None:
            flow = self.flow(m)
            events = flow.reaching(row, register) if flow is not None else ()
            if flow is not None and len(events) == 1 and events[0].kind == DEFINED:
                call = flow.body.result_of[events[0].row]
                callee = self.callee(m, flow.body, call) if call >= 0 and flow.body.op[call] in INVOKES else None
                if callee is not None and callee.label == "Uri.parse":
                    found = self.literal(m, call, flow.body.sources[call][0])
        return found if isinstance(found, str) else None

    def _fixed(self, f: int) -> str | None:
        cls, name = self.fields.name(f)
        return self._model.texts.get(f"{cls}.{name}") or self.fields.initial(f)

    def _string(self, m: int, body: Body, row: int) -> str | None:
        place = self.program.code(m)
        if place is None or body.ref[row] < 0:
            return None
        return self.program.dexes[place[0]].strings.text(body.ref[row])

    def type_name(self, m: int, ref: int) -> str | None:
        """Name of a type that an instruction of a method names."""
        place = self.program.code(m)
        if place is None or ref < 0:
            return None
        return self.program.hierarchy.names[int(self.program.index.type_number[place[0]][ref])]
