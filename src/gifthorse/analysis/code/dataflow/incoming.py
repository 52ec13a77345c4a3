"""Where parameters and fields get their values: callers, the system, other apps, stores, what starts them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from gifthorse.analysis.code.constants import Made, Node
from gifthorse.analysis.code.dataflow.code import CUSTOM, STATIC_CALLS, Code
from gifthorse.analysis.code.dataflow.files import Files
from gifthorse.analysis.code.dataflow.flow import INVOKES, MethodFlow
from gifthorse.analysis.code.dataflow.lambdas import Lambdas
from gifthorse.analysis.code.dataflow.model import model
from gifthorse.analysis.code.dataflow.nodes import (
    CHANGED,
    FILE,
    INSIDE,
    NOTHING,
    PROVIDER,
    RETURNED,
    USE,
    Leaf,
    Step,
    element,
)
from gifthorse.analysis.code.dataflow.objects import Objects
from gifthorse.analysis.code.dataflow.stores import Stores
from gifthorse.analysis.code.edges import HANDOVER, INIT, INTENT, REFLECTION, Call
from gifthorse.analysis.code.framework import framework

if TYPE_CHECKING:
    from gifthorse.formats.dex.gather import Bools

MOST_CALLERS, MOST_STORES, MOST_LOADS, MOST_CHANGES, SCANNED = 24, 40, 60, 8, 400
NEW_INSTANCE, IS_INTERFACE = 0x22, 0x200
INTERFACE = "android.os.IInterface"
HANDLER, PROXIED = "java.lang.reflect.InvocationHandler", 2
"""What runs the methods of a stand-in for an interface, and the place of their arguments among its own."""
GUESSED = frozenset({HANDOVER, INTENT, REFLECTION})


class Incoming:
    """Rules for parameters and fields. `reached` (a flag a method) prefers code that some entry reaches."""

    def __init__(self, code: Code, reached: Bools | None = None) -> None:
        self._code = code
        self._reached = reached
        self._callers: dict[int, tuple[list[Call], bool]] = {}
        self.stores = Stores(code)
        self.lambdas = Lambdas(code)
        self.objects = Objects(code, self.lambdas)
        self.files: Files | None = None

    # -- parameters ----------------------------------------------------------------------------------------------

    def parameter(self, node: Node) -> Step:
        """What operand `a` of the calls of method `m` is."""
        _, m, place, _, context, key = node
        if context:
            caller, row = context[-1]
            flow = self._code.flow(caller)
            made = self.lambdas.of(m) if flow is not None and self._code.named(caller, flow.body, row) != m else []
            if made:
                if place < made[0].captured:
                    return Step(Made("any", tuple(n for one in made for n in self.lambdas.given(one, place, key)[0])))
                place += 1 - made[0].captured
            if flow is not None and place < len(flow.body.sources[row]):
                return Step(Made("any", ((USE, caller, row, flow.body.sources[row][place], context[:-1], key),)))
            return NOTHING
        leaf = self.entry(m, place, key)
        calls, whole = self.callers(m)
        parts = self._handed(m, place, key)
        guesses = list(self.stores.kept(leaf)) if leaf is not None else []
        guesses.extend(self._delivered(m, place, key))
        for call in calls:
            self._argument(call, node, parts, guesses)
        own = place == 0 and not self._code.static(m)
        if leaf is None and not parts and not guesses and not own:
            leaf = Leaf("unknown", f"parameter of {self._code.callees[m].label}", False)
            return Step(Made("lost"), leaf=leaf, sure=False)
        if leaf is not None and not parts:
            return Step(Made("lost"), tuple(guesses), leaf)
        return Step(Made("any", tuple(parts)), tuple(guesses), leaf, whole)

    def _delivered(self, m: int, place: int, key: str | None) -> Iterator[Node]:
        """What calls elsewhere hand to all who listen; what a stand-in for an interface is called with."""
        program = self._code.program
        yield from self._delivered_to(program.cls(m), program.name(m), place - (not self._code.static(m)), key)

    def _delivered_to(self, cls: str, name: str, number: int, key: str | None) -> Iterator[Node]:
        code = self._code
        for pattern, calls in code.model.delivered.fitting(cls, name, code.kin):
            if any(argument == number for _, argument in pattern.roles):
                yield from ((*node[:5], key) for node in self.stores.given(calls))
        if number == PROXIED and name == "invoke" and code.kin(cls, HANDLER):
            yield from self.objects.proxied(element(key))

    def _handed(self, m: int, place: int, key: str | None) -> list[Node]:
        """What another method of the same object returned and the platform hands on."""
        code, program = self._code, self._code.program
        cls, name = program.cls(m), program.name(m)
        number = place - (not code.static(m))
        for pattern, returned in code.model.handed.fitting(cls, name, code.kin):
            if any(argument == number for _, argument in pattern.roles):
                found = [t for t in program.find(cls, returned) if program.code(t) is not None]
                return [(RETURNED, t, 0, 0, (), key) for t in found]
        return []

    def _argument(self, call: Call, node: Node, parts: list[Node], guesses: list[Node]) -> None:
        """What one call gives a parameter; a call through the framework gives what has the parameter's type."""
        place, key = node[2], node[5]
        flow = self._code.flow(call.caller)
        row = flow.body.row(call.pc) if flow is not None else -1
        if flow is None or row < 0 or call.kind == INIT:
            return
        if flow.body.op[row] == NEW_INSTANCE and call.kind == HANDOVER:
            guesses.extend(self._handed_over(call, flow, row, node) or self.objects.beside(call.caller, flow, row))
        if flow.body.op[row] in CUSTOM:
            for one in self.lambdas.of(node[1]):
                if (one.method, one.row) == (call.caller, row):
                    known, likely = self.lambdas.given(one, place, key)
                    parts.extend(known)
                    guesses.extend(likely)
                    guesses.extend(self._delivered_to(one.face, one.name, place - one.captured, key))
            return
        if flow.body.op[row] not in INVOKES:
            return
        sources = flow.body.sources[row]
        if call.kind not in GUESSED:
            if place < len(sources):
                parts.append((USE, call.caller, row, sources[place], (), key))
            return
        alike = self._alike(call.caller, flow, row, node, reflective=call.kind == REFLECTION)
        (parts if self._only(call) else guesses).extend(alike)

    def _only(self, call: Call) -> bool:
        """Whether an intent or a hand-over can lead to this method alone, which makes it as good as a call."""
        if call.kind == REFLECTION:
            return False
        graph, name = self._code.program.graph, self._code.callees[call.callee].name
        beside = [c for c in graph.callees(call.caller) if c.pc == call.pc and c.kind == call.kind]
        return [c.callee for c in beside if self._code.callees[c.callee].name == name] == [call.callee]

    def _alike(self, caller: int, flow: MethodFlow, row: int, node: Node, *, reflective: bool = False) -> list[Node]:
        """The operand of a call that has the type of a parameter; of a call by name, the array of its arguments."""
        _, m, place, _, _, key = node
        code = self._code
        own_static, static = code.static(m), flow.body.op[row] in STATIC_CALLS
        callee = code.callee(caller, flow.body, row)
        if callee is None or (place == 0 and not own_static):
            return []
        sources = flow.body.sources[row]
        wanted = code.callees[m].kind_of(place, static=own_static)
        kinds = [callee.kind_of(p, static=static) for p in range(len(sources))]
        same = [p for p, kind in enumerate(kinds) if (kind.endswith("[]") if reflective else p > 0 and kind == wanted)]
        return [(USE, caller, row, sources[p], (), key) for p in same[:1]]

    def _handed_over(self, call: Call, flow: MethodFlow, row: int, node: Node) -> list[Node]:
        """What is given along where the method that makes an object also hands it over, as in `task.execute(x)`."""
        code = self._code
        listed = handovers().get(code.callees[node[1]].name, ())
        found: list[Node] = []
        for at in range(row + 1, len(flow.body)) if listed else ():
            callee = code.callee(call.caller, flow.body, at) if flow.body.op[at] in INVOKES else None
            if callee is not None and any(callee.name == name and code.kin(callee.cls, cls) for cls, name in listed):
                found.extend(self._alike(call.caller, flow, at, node))
        return found

    def callers(self, m: int) -> tuple[list[Call], bool]:
        """Steps into a method, at most 24 and from code that is reached if any is; and whether these are all."""
        found = self._callers.get(m)
        if found is None:
            calls = list(islice(self._code.program.graph.callers(m), SCANNED))
            if self._reached is not None:
                calls = [c for c in calls if self._reached[c.caller]] or calls
            found = self._callers[m] = calls[:MOST_CALLERS], len(calls) <= MOST_CALLERS
        return found

    def entry(self, m: int, place: int, key: str | None = None) -> Leaf | None:
        """Where a parameter comes from if the system, another app or a web page calls the method."""
        code, program = self._code, self._code.program
        static = code.static(m)
        number = place - (not static)
        if number < 0:
            return None
        cls, name = program.cls(m), program.name(m)
        for pattern, source in code.model.parameters.fitting(cls, name, code.kin):
            role = next((r for r, n in pattern.roles if n == number), None)
            if role is not None:
                own = role if source.kind in ("intent", "preference") else source.label
                detail = own if key is None or element(key) >= 0 else key
                kind = code.model.renamed(source.kind, detail)
                return Leaf(kind, detail, source.outside and kind == source.kind, m)
        if m in code.messaged:
            return Leaf("binder", "Messenger", True, m)
        if m in code.scripted:
            return Leaf("javascript", code.callees[m].label, True, m)
        if not static and name != "<init>" and self._served(m, cls):
            return Leaf("binder", code.callees[m].label, True, m)
        return None

    def _served(self, m: int, cls: str) -> bool:
        """Whether other processes call a method through a binder, other than by an `onTransact` of the app itself."""
        code, program = self._code, self._code.program
        above = code.kin.above(cls)
        if not any(name.endswith("$Stub") or name == INTERFACE for name in above):
            return False
        calls, _ = self.callers(m)
        own = [name for name in above if program.has_class(name) and code.kin(name, INTERFACE) and name != cls]
        faces = [name for name in own if program.hierarchy.flags[program.hierarchy.find(name)] & IS_INTERFACE]
        if not faces:
            return not any(call.kind not in GUESSED for call in calls)
        wanted = program.selector[m]
        declared = any(
            program.selector[d] == wanted
            for name in faces
            for d in program.methods_of(program.hierarchy.find(name)).tolist()
        )
        return declared and not any(program.name(call.caller) == "onTransact" for call in calls)

    # -- fields --------------------------------------------------------------------------------------------------

    def field(self, f: int, key: str | None) -> Step:
        """Everything that a field may hold: what the platform keeps there, what the app stores, what it starts with."""
        code = self._code
        cls, name = code.fields.name(f)
        text = code.model.texts.get(f"{cls}.{name}")
        if text is not None:
            return constant(text, key)
        for pattern, source in code.model.sources.fitting(cls, name, code.kin):
            if not pattern.brackets:
                return Step(Made("lost"), leaf=Leaf(source.kind, source.label, source.outside))
        stores = code.fields.stores(f)
        text = code.fields.initial(f)
        if stores and all(code.callees[m].name == "<clinit>" for m, _ in stores):
            text = code.set_at_start(f) or text
            stores = [] if text is not None else stores
        parts: list[Node] = []
        live = [s for s in stores if self._reached is None or self._reached[s[0]]]
        for m, pc in (live or stores)[:MOST_STORES]:
            flow = code.flow(m)
            row = flow.body.row(pc) if flow is not None else -1
            if flow is not None and row >= 0:
                parts.append((USE, m, row, flow.body.sources[row][0], (), key))
        parts.extend(self._changes(f, key))
        guesses = self.stores.filled(f"{cls}.{name}") + (() if live else self.stores.read_into(cls))
        if text is not None and not parts:
            return constant(text, key)
        if not parts and not guesses and not code.program.has_class(cls):
            label = f"{cls.rpartition('.')[2]}.{name}"
            return Step(Made("lost"), leaf=Leaf("unknown", label, False), sure=False)
        leaf = Leaf("constant", text, False) if text is not None else None
        return Step(Made("any", tuple(parts)), guesses, leaf, sure=len(live or stores) <= MOST_STORES)

    def _changes(self, f: int, key: str | None) -> Iterator[Node]:
        """What is put into the object that a field holds, wherever it is taken from the field."""
        code = self._code
        for m, pc in code.fields.loads(f)[:MOST_LOADS] if code.fields.open(f) else ():
            flow = code.flow(m) if self._reached is None or self._reached[m] else None
            row = flow.body.row(pc) if flow is not None else -1
            for event in flow.changes_after(row)[:MOST_CHANGES] if flow is not None and row >= 0 else ():
                yield (CHANGED, m, event.row, event.register, (), key)


@cache
def handovers() -> dict[str, tuple[tuple[str, str], ...]]:
    """By the name of a method that the platform calls: the calls (class, name) that have it run."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for call, names in framework().handover.items():
        cls, _, name = call.rpartition(".")
        for one in names:
            found[one] = (*found.get(one, ()), (cls, name))
    return found


def constant(value: str | int | None, key: str | None = None) -> Step:
    """The step of a constant; numbers are no origin worth telling, and a file's content is not its name."""
    if value is None:
        return NOTHING
    if key == PROVIDER:
        where = model().address(value) if isinstance(value, str) else None
        leaf = Leaf(where.kind, str(value), where.outside) if where is not None else None
        return Step(Made("lost"), leaf=leaf)
    if key == FILE:
        return Step(Made("lost"), leaf=_content(value)) if isinstance(value, str) and value.startswith("/") else NOTHING
    leaf = Leaf("constant", value, False) if isinstance(value, str) else None
    return Step(Made("constant", (), (value,)), leaf=leaf)


def _content(path: str) -> Leaf:
    """Whose words a file of this name holds."""
    where = model().path(path)
    path = f"{INSIDE}{path}" if path.endswith("/") else path
    return Leaf(where.kind, path, where.outside) if where is not None else Leaf("device-info", path, False)
