"""From one node of a value's graph to the nodes it is made of: one rule an instruction and a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from gifthorse.analysis.code.constants import Made, Node
from gifthorse.analysis.code.dataflow.calls import Callee
from gifthorse.analysis.code.dataflow.code import (
    CONST_CLASS,
    CONST_NUMBERS,
    CONST_STRING,
    FIELD_LOADS,
    RETURNS,
    STATIC_CALLS,
    Code,
)
from gifthorse.analysis.code.dataflow.flow import (
    ARRAY_STORES,
    DEFINED,
    ENTERED,
    FILL_ARRAY,
    MOVES,
    MethodFlow,
)
from gifthorse.analysis.code.dataflow.incoming import Incoming, constant
from gifthorse.analysis.code.dataflow.model import INERT, RESULT, Flow, Source
from gifthorse.analysis.code.dataflow.nodes import (
    CHANGED,
    ELEMENT,
    FIELD,
    FILE,
    INSIDE,
    NOTHING,
    PARAMETER,
    PROVIDER,
    RETURNED,
    USE,
    WRITTEN,
    Context,
    Leaf,
    Step,
    element,
    entered,
)
from gifthorse.formats.dex.opcodes import KIND_OF

if TYPE_CHECKING:
    from gifthorse.formats.dex.body import Body
    from gifthorse.formats.dex.gather import Bools

NEW_INSTANCE, NEW_ARRAY, INSTANCE_OF, ARRAY_LENGTH = 0x22, 0x23, 0x20, 0x21
FILLED_ARRAY = frozenset({0x24, 0x25})
ARRAY_LOADS = frozenset(range(0x44, 0x4B))
SILENT = frozenset({INSTANCE_OF, ARRAY_LENGTH, *range(0x2D, 0x32)})
"""Instructions whose result tells no content: type tests, lengths, comparisons."""
MOST_TARGETS, NEAR = 12, 80
CIPHER = "javax.crypto.Cipher"
NUMBERS = frozenset({"byte", "short", "int", "long", "float", "double", "boolean", "char"})
FILES = frozenset({"java.io.File", "java.nio.file.Path"})
"""Types whose objects name a file, where its content is what is meant."""
_STORE_FORMS = {0x4D: "add", 0x4F: "letter", 0x50: "letter"}


class Site(NamedTuple):
    """An instruction in the search: with the context and the key that the value is wanted under."""

    m: int
    body: Body
    row: int
    context: Context
    key: str | None

    @property
    def static(self) -> bool:
        return self.body.op[self.row] in STATIC_CALLS

    @property
    def sources(self) -> tuple[int, ...]:
        return self.body.sources[self.row]

    def use(self, register: int) -> Node:
        """The register before this instruction."""
        return (USE, self.m, self.row, register, self.context, self.key)


class Steps:
    """The rules over one program."""

    def __init__(self, code: Code, reached: Bools | None = None) -> None:
        self.code = code
        self.incoming = Incoming(code, reached)

    def step(self, node: Node) -> Step:
        """What a node is made of."""
        kind, m, a, b, context, key = node
        if kind == FIELD:
            return self.incoming.field(a, key)
        if kind == PARAMETER:
            return self.incoming.parameter(node)
        flow = self.code.flow(m)
        if flow is None:
            leaf = Leaf("unknown", self.code.callees[m].label, False)
            return Step(Made("lost"), leaf=leaf, sure=False)
        body = flow.body
        if kind == USE:
            return self._use(flow, node)
        if kind == WRITTEN:
            return self._written(Site(m, body, a, context, key))
        if kind == CHANGED:
            return self._changed(Site(m, body, a, context, key), b)
        rows = [r for r, op in enumerate(body.op) if op in RETURNS]
        return Step(Made("any", tuple((USE, m, r, body.sources[r][0], context, key) for r in rows)))

    def _use(self, flow: MethodFlow, node: Node) -> Step:
        _, m, row, register, context, key = node
        parts: list[Node] = []
        for event in flow.reaching(row, register):
            if event.kind == DEFINED:
                parts.append((WRITTEN, m, event.row, 0, context, key))
            elif event.kind == ENTERED:
                first = flow.body.registers - flow.body.ins
                place = self.code.callees.parameter(m, register, first)
                if place >= 0:
                    parts.append((PARAMETER, m, place, 0, context, key))
            else:
                parts.append((CHANGED, m, event.row, event.register, context, key))
        return Step(Made("any", tuple(parts)))

    def _written(self, site: Site) -> Step:
        m, body, row = site.m, site.body, site.row
        op, sources = body.op[row], site.sources
        if op in MOVES:
            made = Made("any", (site.use(sources[0]),))
        elif body.result_of[row] >= 0:
            call = site._replace(row=body.result_of[row])
            if body.op[call.row] not in FILLED_ARRAY:
                return self._result(call)
            made = Made("list", tuple(call.use(r) for r in call.sources))
            wanted = element(site.key)
            if wanted >= 0:
                made = Made("any", tuple(call._replace(key=None).use(r) for r in call.sources[wanted : wanted + 1]))
        elif op in CONST_STRING:
            return constant(self.code.string(m, body.ref[row]), site.key)
        elif op in CONST_NUMBERS:
            return constant(body.literal[row])
        elif op == CONST_CLASS:
            return constant(self.code.type_name(m, body.ref[row]))
        elif op == NEW_INSTANCE:
            held = self.incoming.objects.held(self.code.type_name(m, body.ref[row]) or "") if site.key is None else ()
            return Step(Made("empty"), guesses=held)
        elif op == NEW_ARRAY:
            spelt = self.code.type_name(m, body.ref[row]) in ("byte[]", "char[]")
            made = Made("empty", (), () if spelt else (True,))
        elif op in ARRAY_LOADS:
            number = self.code.literal(m, row, sources[1])
            key = f"{ELEMENT}{number}" if isinstance(number, int) and number >= 0 else None
            made = Made("element", (site._replace(key=key).use(sources[0]),), (number,))
        elif op in FIELD_LOADS:
            return self._load(site)
        elif op in SILENT:
            return NOTHING
        else:
            made = Made("lost", tuple(site.use(r) for r in sources))
        return Step(made)

    def _load(self, site: Site) -> Step:
        """A field: what the method itself has just stored in it, else everything that it may hold."""
        body, flow = site.body, self.code.flow(site.m)
        f = self.code.field(site.m, body.ref[site.row])
        if f < 0 or flow is None:
            return NOTHING
        at = flow.store_before(site.row, NEAR, lambda row: bool(self.code.targets(site.m, body, row)))
        if at >= 0 and not self.code.fields.open(f):
            return Step(Made("any", (site._replace(row=at).use(body.sources[at][0]),)))
        made = Made("any", ((FIELD, -1, f, 0, (), site.key),))
        return Step(made, guesses=(site.use(site.sources[0]),) if site.sources and self._filled_unseen(f) else ())

    def _filled_unseen(self, f: int) -> bool:
        """Whether a field's content comes with its object: a library or the platform fills it, or it was sent."""
        cls = self.code.fields.name(f)[0]
        if not self.code.program.has_class(cls) or not self.code.fields.stores(f):
            return True
        if self.code.kin(cls, "java.lang.Enum"):
            return False  # serializable too, but its constants come with the class
        return any(self.code.kin(cls, sent) for sent in ("android.os.Parcelable", "java.io.Serializable"))

    def _changed(self, site: Site, register: int) -> Step:
        body, row, sources = site.body, site.row, site.sources
        op = body.op[row]
        if op in ARRAY_STORES:
            return self._stored(site)
        if op == FILL_ARRAY:
            text = letters(*body.arrays.get(row, (0, b"")))
            made = Made("constant", (), (text,)) if text is not None else Made("lost")
            return Step(made, leaf=Leaf("constant", text, False))
        callee = self.code.callee(site.m, body, row)
        if callee is None:
            return NOTHING
        places = {p for p, r in enumerate(sources) if r == register}
        for source in callee.filling:
            if source.fills is not None and source.fills + (not site.static) in places:
                return Step(Made("lost"), leaf=self._leaf(source, site))
        for flow in callee.flows:
            if places.intersection(callee.operands(flow.sinks, static=site.static)):
                return self._through(callee, flow, site)
        if callee.own:
            return self._helped(site, places, register)
        return Step(Made("lost", (site.use(register),)), guesses=self._guessed(callee, site, start=1))

    def _stored(self, site: Site) -> Step:
        """An array after one element was set; of another element, or of this one alone, if one is wanted."""
        value, array, place = site.sources
        before, put = site.use(array), site._replace(key=None).use(value)
        wanted = element(site.key)
        if wanted >= 0:
            number = self.code.literal(site.m, site.row, place)
            if isinstance(number, int):
                return Step(Made("any", (put if number == wanted else before,)))
            return Step(Made("any", (before, put)))
        return Step(Made(_STORE_FORMS.get(site.body.op[site.row], "lost"), (before, put)))

    def _helped(self, site: Site, places: set[int], register: int) -> Step:
        """What a method of the app leaves in an object that it was given."""
        number = self.code.named(site.m, site.body, site.row)
        inner = entered(site.context, site.m, site.row)
        parts = [site.use(register)]
        for place in sorted(places) if inner is not None else ():
            for m, row, changed in self.code.changes(number, int(KIND_OF[site.body.op[site.row]]), place):
                parts.append((CHANGED, m, row, changed, inner or (), site.key))
        return Step(Made("any", tuple(parts)))

    # -- calls ---------------------------------------------------------------------------------------------------

    def _result(self, site: Site) -> Step:
        """What a call returns: a source, what goes through a known call, what the app's method returns, or a guess."""
        callee = self.code.callee(site.m, site.body, site.row)
        if callee is None:
            return Step(Made("lost"), guesses=tuple(site.use(r) for r in site.sources))
        known = self._listed(callee, site)
        if known is not None:
            return known
        for flow in callee.flows:
            if RESULT in flow.sinks:
                return self._through(callee, flow, site)
        for _, patterns in self.code.model.given.fitting(callee.cls, callee.name, self.code.kin):
            given = tuple((*node[:5], site.key) for node in self.incoming.stores.given(patterns))
            if given:
                return Step(Made("lost"), guesses=given)
        by_name = self._by_name(site)
        if by_name is not None:
            return by_name
        targets = self.code.targets(site.m, site.body, site.row)
        targets = [*targets, *(t for t in self.incoming.lambdas.run_by(callee) if t not in targets)]
        if targets:
            text = self.code.worked_out(site.m, site.body, site.row, targets[0]) if len(targets) == 1 else None
            if text is not None:
                return constant(text, site.key)
            inner = entered(site.context, site.m, site.row)
            some = targets[:MOST_TARGETS] if inner is not None else []
            parts = tuple((RETURNED, t, 0, 0, inner or (), site.key) for t in some)
            back = tuple(self.incoming.objects.returned(site.m, site.row))
            return Step(Made("any", parts), guesses=back, sure=len(targets) <= MOST_TARGETS)
        if callee.returns in NUMBERS:
            return NOTHING
        guesses = (*self.incoming.objects.returned(site.m, site.row), *self._guessed(callee, site))
        unknown = None if guesses else Leaf("unknown", callee.label, False)
        return Step(Made("lost"), guesses=guesses, leaf=unknown, sure=False)

    def _listed(self, callee: Callee, site: Site) -> Step | None:
        """The value of a call that is a source, or that deciphers a constant text."""
        if callee.carrier is not None:
            return Step(Made("lost"), leaf=Leaf(f"@{callee.carrier}", callee.label, False))
        if callee.source is not None:
            return self._from_source(callee.source, site)
        ciphers = callee.name == "doFinal" and callee.cls == CIPHER
        text = self.code.deciphered(site.m, site.row) if ciphers else None
        return constant(text, site.key) if text is not None else None

    def _from_source(self, source: Source, site: Site) -> Step:
        """The value of a listed call, with what the app itself may have put there."""
        leaf = self._leaf(source, site)
        guesses = self.incoming.stores.kept(leaf) + self._opened_by_name(source, site)
        named: tuple[Node, ...] = ()
        if source.kind == "provider" and leaf.detail == source.label:  # who names it decides
            place = (source.key or 0) + (not site.static)
            guesses += tuple(site._replace(key=None).use(r) for r in site.sources[place : place + 1])
            named = tuple(site._replace(key=PROVIDER).use(r) for r in site.sources[place : place + 1])
        return Step(Made("lost", named), guesses=guesses, leaf=leaf)

    def _by_name(self, site: Site) -> Step | None:
        """The value of a listed call that is made through reflection."""
        for cls, name in self.code.by_name.get((site.m, site.body.pc[site.row]), ()):
            for _, source in self.code.model.sources.fitting(cls, name, self.code.kin):
                key = PROVIDER if source.kind == "provider" else None  # the address is one of the array of arguments
                named = tuple(site._replace(key=key).use(r) for r in site.sources[2:3]) if key is not None else ()
                return Step(Made("lost", named), leaf=Leaf(source.kind, source.label, source.outside))
            for _, kind in self.code.model.carriers.fitting(cls, name, self.code.kin):
                return Step(Made("lost"), leaf=Leaf(f"@{kind}", f"{cls}.{name}", False))
        return None

    def _opened_by_name(self, source: Source, site: Site) -> tuple[Node, ...]:
        """What the app wrote into a file of its own that a call opens by its name."""
        if source.kind != "own-file" or source.key is None or not source.label.endswith(".openFileInput"):
            return ()
        return self._kept_in_file(site, [source.key + (not site.static)])

    @staticmethod
    def _guessed(callee: Callee, site: Site, start: int = 0) -> tuple[Node, ...]:
        """The operands of a call that nothing is known of, those that can carry content."""
        return tuple(
            (USE, site.m, site.row, register, site.context, None)
            for place, register in enumerate(site.sources)
            if place >= start and not INERT.fullmatch(callee.kind_of(place, static=site.static))
        )

    def _through(self, callee: Callee, flow: Flow, site: Site) -> Step:
        sources = site.sources
        places = [p for p in callee.operands(flow.sources, static=site.static) if p < len(sources)]
        keys: dict[int, str | None]
        if flow.text == "put":
            name = self._literal(site, 0)
            if site.key is not None and isinstance(name, str):
                places = [p for p in places if (p == 0) != (name == site.key)]
            keys = {p: (site.key if p == 0 else None) for p in places}
        elif flow.text == "key":
            name = self._literal(site, 0) if callee.types else f"{callee.name.removeprefix('get').lower()}()"
            keys = dict.fromkeys(places, name if isinstance(name, str) else None)
        elif flow.text == "file":
            keys = dict.fromkeys(places, FILE)
        elif flow.text == "content":
            held = {p for p in places if callee.kind_of(p, static=site.static) in FILES}
            keys = {p: FILE if p in held else None for p in places}
        else:
            whole = element(site.key) >= 0 and flow.text != "same"
            keys = dict.fromkeys(places, None if whole else site.key)
        parts = tuple(site._replace(key=keys[p]).use(sources[p]) for p in places)
        kept = self._kept_in_file(site, [p for p in places if keys[p] == FILE and site.key != FILE])
        form = "any" if flow.text == "content" else flow.text or "lost"
        return Step(Made(form, parts, self._extra(callee, flow, site, places)), guesses=kept)

    def _kept_in_file(self, site: Site, places: list[int]) -> tuple[Node, ...]:
        """What the app itself wrote into the files whose paths operands name."""
        files = self.incoming.files
        if files is None:
            return ()
        return tuple(node for p in places for node in files.content(site.m, site.row, site.sources[p]))

    def _literal(self, site: Site, number: int) -> str | int | None:
        place = number + (not site.static)
        return self.code.literal(site.m, site.row, site.sources[place]) if place < len(site.sources) else None

    def _extra(self, callee: Callee, flow: Flow, site: Site, places: list[int]) -> tuple[object, ...]:
        """What else the making of a text needs to know: types of joined pieces, constant arguments."""
        if flow.text == "join":
            return tuple(callee.kind_of(p, static=site.static) for p in places)
        if flow.text in ("replace", "substring"):
            return (self._literal(site, 0), self._literal(site, 1) if len(callee.types) > 1 else None)
        if flow.text in ("insert", "split"):
            return (self._literal(site, 1 if site.static else 0),)
        return ()

    def _leaf(self, source: Source, site: Site) -> Leaf:
        detail: str | None = source.label
        kind, outside = source.kind, source.outside
        if source.key is not None:
            place = source.key + (not site.static)
            text = self.code.text(site.m, site.row, site.sources[place]) if place < len(site.sources) else None
            detail = text or detail
            kind = self.code.model.renamed(kind, text)
            address = self.code.model.address(text) if text and kind == "provider" else None
            if address is not None:
                kind, outside = address.kind, address.outside
        elif site.key is not None and kind == "intent":
            detail = site.key
        if site.key == FILE and kind == "shared-file":
            detail = f"{INSIDE}{detail}"
        return Leaf(kind, detail, outside)


def letters(width: int, data: bytes) -> str | None:
    """The text that a constant array of bytes or chars spells; None when it is no printable text."""
    try:
        text = data.decode("utf-8" if width == 1 else "utf-16-le") if width in (1, 2) else ""
    except UnicodeDecodeError:
        return None
    return text if text and text.replace("\n", " ").replace("\t", " ").isprintable() else None
