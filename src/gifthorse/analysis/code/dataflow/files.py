"""What an app writes into the files that it reads again later: written now, sent another day.

A file that is read and a file that is written are taken for one when the last part of their constant names agrees.
Where one of the names is not known, as after `listFiles`, the folder decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from gifthorse.analysis.code.constants import Node, constant, shown
from gifthorse.analysis.code.dataflow.code import FIELD_LOADS, STATIC_CALLS, Code
from gifthorse.analysis.code.dataflow.flow import CHANGED as CHANGES
from gifthorse.analysis.code.dataflow.flow import FIELD_STORES, INVOKES, MOVES, MethodFlow
from gifthorse.analysis.code.dataflow.nodes import CHANGED, FIELD, USE

if TYPE_CHECKING:
    from gifthorse.analysis.code.dataflow.values import Trace
    from gifthorse.analysis.code.notation import Pattern

Tracer = Callable[[Node], "Trace"]
MOST_PLACES, MOST_NODES, HOLDERS = 30, 40, 8
FOLDERS = frozenset({"own-file", "shared-file"})
ROLE, BODY = "path", "body"


class Where(NamedTuple):
    """What is known of a file's place: last parts of its possible names, and the folders that it may lie in."""

    names: frozenset[str]
    folders: frozenset[str]

    def meets(self, other: Where) -> bool:
        """Whether both may be the same file."""
        if self.names and other.names:
            return not self.names.isdisjoint(other.names)
        return not self.folders.isdisjoint(other.folders)


class Opened(NamedTuple):
    """A place that opens a file to write it: `path` and `body` are operands; without a body an object is made."""

    method: int
    row: int
    path: int
    body: int


class Files:
    """The files of one program. `trace` follows a node: the search, which is not known here."""

    def __init__(self, code: Code, trace: Tracer) -> None:
        self._code = code
        self._trace = trace
        self._busy = False
        self._where: dict[tuple[int, int, int], Where] = {}
        self._nodes: dict[Opened, tuple[Node, ...]] = {}

    def content(self, m: int, row: int, register: int) -> tuple[Node, ...]:
        """What the app itself writes into the file whose path a register holds where it is opened to be read."""
        if self._busy or not self._opened:
            return ()
        wanted = self._place(m, row, register)
        found: list[Node] = []
        for one, where in self._written if wanted.names or wanted.folders else ():
            if wanted.meets(where):
                found.extend(self._put(one))
        return tuple(dict.fromkeys(found))[:MOST_NODES]

    def _place(self, m: int, row: int, register: int) -> Where:
        key = m, row, register
        found = self._where.get(key)
        if found is None:
            self._busy = True
            trace = self._trace((USE, m, row, register, (), None))
            self._busy = False
            texts = [shown(item) for item in trace.items]
            names = frozenset(t.rpartition("/")[2] for t in texts)
            sure = trace.complete and all(name and constant(name) for name in names)
            folders = frozenset(leaf.detail or leaf.kind for leaf in trace.leaves if leaf.kind in FOLDERS)
            found = self._where[key] = Where(names if sure else frozenset(), folders)
        return found

    @cached_property
    def _written(self) -> list[tuple[Opened, Where]]:
        code = self._code
        found = []
        for one in self._opened:
            flow = code.flow(one.method)
            if flow is not None:
                found.append((one, self._place(one.method, one.row, flow.body.sources[one.row][one.path])))
        return found

    @cached_property
    def _opened(self) -> list[Opened]:
        """Places that open files to write them, as `data/sources.toml` lists such calls."""
        code, program = self._code, self._code.program
        listed = code.model.written
        found: list[Opened] = []
        calls: dict[int, Pattern] = {}
        for number in program.named(*listed.names).tolist():
            fitting = listed.fitting(program.cls(number), program.name(number), code.kin)
            if fitting:
                calls[number] = fitting[0][0]
        for at in program.sites_naming(list(calls)).tolist():
            m, pattern = int(program.sites.method[at]), calls[int(program.sites.callee[at])]
            flow = code.flow(m)
            row = flow.body.row(int(program.sites.pc[at])) if flow is not None else -1
            if flow is None or row < 0:
                continue
            roles = dict(pattern.roles)
            shift = 0 if flow.body.op[row] in STATIC_CALLS else 1
            path, body = (roles[role] + shift if role in roles else -1 for role in (ROLE, BODY))
            if max(path, body) < len(flow.body.sources[row]):
                found.append(Opened(m, row, path, body))
            if len(found) >= MOST_PLACES:
                break
        return found

    def _put(self, one: Opened) -> tuple[Node, ...]:
        found = self._nodes.get(one)
        if found is None:
            flow = self._code.flow(one.method)
            nodes = self._puts(one, flow) if flow is not None else iter(())
            found = self._nodes[one] = tuple(dict.fromkeys(nodes))[:MOST_NODES]
        return found

    def _puts(self, one: Opened, flow: MethodFlow) -> Iterator[Node]:
        """What goes into the file: the body that is given along, or what is done to the stream that is made."""
        body = flow.body
        if one.body >= 0:
            yield (USE, one.method, one.row, body.sources[one.row][one.body], (), None)
            return
        made = one.row + 1 < len(body) and body.result_of[one.row + 1] == one.row
        stream = body.dst[one.row + 1] if made else body.sources[one.row][0]
        yield from self._held(one.method, flow, one.row + made, stream)
        register = body.sources[one.row][one.path]  # recorders fill the file of the path that they are given
        if self._code.filled(one.method, one.row, one.path):
            yield (CHANGED, one.method, one.row, register, (), None)

    def _held(self, m: int, flow: MethodFlow, row: int, register: int) -> Iterator[Node]:
        """Changes to an object further down in the method, through what wraps it too, and where its field is read."""
        body, held = flow.body, {register}
        for at in range(row + 1, len(body)):
            op, sources, dst = body.op[at], body.sources[at], body.dst[at]
            touched = held.intersection(sources)
            if touched and op in INVOKES:
                for one in touched:
                    event = flow.event(at, one)
                    if event is not None and event.kind == CHANGES:
                        yield (CHANGED, m, at, one, (), None)
                wrapper = flow.wrapped(at)
                if wrapper in touched and len(held) < HOLDERS:
                    held.add(sources[0])
            elif touched and op in FIELD_STORES and sources[0] in held:
                f = self._code.field(m, body.ref[at])
                if f >= 0:
                    yield (FIELD, -1, f, 0, (), None)
            if dst in held and op not in MOVES:
                held.discard(dst)
            elif op in MOVES and sources[0] in held and len(held) < HOLDERS:
                held.add(dst)
            elif op in FIELD_LOADS and dst in held:
                held.discard(dst)
            if not held:
                return
