"""Where the decisive arguments of sensitive calls come from: rows of `origins`, worst calls first, within a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from gifthorse.analysis.code.apis import Use
from gifthorse.analysis.code.constants import shown
from gifthorse.analysis.code.dataflow.model import model
from gifthorse.analysis.code.dataflow.nodes import INSIDE
from gifthorse.analysis.code.dataflow.values import BUDGET, Leaf, Trace
from gifthorse.analysis.code.freest import Freest, way_of
from gifthorse.analysis.code.guards import ORDER

if TYPE_CHECKING:
    from gifthorse.analysis.code.entries import Entry
    from gifthorse.analysis.code.program import Program
    from gifthorse.analysis.code.unasked import Unasked
    from gifthorse.formats.dex.gather import Bools
    from gifthorse.tables import Rows

UNFOLLOWED = frozenset(
    {"start", "crypto", "verify", "reflection", "tls-trust", "radio", "chmod", "binder", "process-kill"}
)
"""Categories whose arguments decide nothing that a reader would ask for."""
MOST_ENTRIES, LONGEST_DETAIL, MOST_UNKNOWN = 4, 400, 3
BUDGETS, BUDGET_UNREACHED = {1: 60, 2: 100, 3: 160, 4: 240}, 100
"""Nodes looked at for an argument of an API of small weight (addresses apart), and in code that nothing reaches."""
RUNS_FILES = frozenset({"exec", "code-load", "native-load", "install", "recovery"})
"""Categories that use what is in a file: whoever may write it decides; elsewhere its place alone is told."""
RECORDED = frozenset({"microphone", "camera", "screen", "location", "media"})
"""Kinds of origin that a touch may be the wish for, though nobody outside decides them."""
_RUNS_FILE = re.compile(
    r"^(?=/)|\b(?:pm\s+(?:-\S+\s+)*install|sh|app_process|dalvikvm|source|insmod)\b[^|;&>]*?(?=/|\{shared-file\})"
)


class Origin(Struct, frozen=True):
    """One row before it is written. `way` is the path (method, pc) from the origin to the call."""

    use: Use
    role: str
    leaf: Leaf
    entries: tuple[Entry, ...]


def find_origins(
    uses: Sequence[Use], freest: Freest, reached: Bools, entries: Sequence[Entry], nearest: Mapping[int, Entry]
) -> Iterator[Origin]:
    """Origins of all followed arguments; reached calls before unreached ones, heavy APIs before light ones.

    `nearest[m]` is an entry that reaches method `m`, for values that do not come through an entry's own parameter.
    """
    values = freest.values
    ways_in = _WaysIn(values.code.program, entries)
    wanted = [u for u in uses if u.arguments and u.api.category not in UNFOLLOWED]
    for use in sorted(wanted, key=lambda u: (not reached[u.method], -u.api.weight, u.method, u.pc)):
        for role, place in use.arguments:
            budget = BUDGETS[4] if use.api.category == "net-open" else BUDGETS.get(use.api.weight, BUDGET)
            budget = budget if reached[use.method] else min(budget, BUDGET_UNREACHED)
            trace = values.argument(use.method, use.pc, place, budget=budget, element=use.element(role))
            for nearest_way in _leaves(use, role, trace) if trace is not None else ():
                leaf = freest.way(use, role, nearest_way, budget)
                through = ways_in.of(leaf)
                if through is None:
                    near = nearest.get(use.method)
                    through = [near] if near else []
                yield Origin(use, role, leaf, tuple(through[:MOST_ENTRIES]))


class _WaysIn:
    """Which entries a value from outside came in by: that decides who may have sent it."""

    def __init__(self, program: Program, entries: Sequence[Entry]) -> None:
        self._program = program
        self._by_method: dict[int, list[Entry]] = {}
        self._binders: dict[int, list[Entry]] = {}
        self._by_component: dict[str, list[Entry]] = {}
        for entry in entries:
            self._by_method.setdefault(entry.method, []).append(entry)
            if entry.kind == "binder":
                self._binders.setdefault(program.hierarchy.find(program.cls(entry.method)), []).append(entry)
            if entry.component is not None:
                self._by_component.setdefault(entry.component, []).append(entry)

    def of(self, leaf: Leaf) -> list[Entry] | None:
        """The entries, none if it is a binder that nobody outside can get hold of, None if it cannot be told."""
        if leaf.entry >= 0:
            known = self._by_method.get(leaf.entry)
            return self._stub(leaf.entry) if known is None and leaf.kind == "binder" else known
        if not leaf.outside or not leaf.path:
            return None
        cls = self._program.cls(leaf.path[0][0])
        return self._by_component.get(cls) or self._by_component.get(cls.partition("$")[0])

    def _stub(self, method: int) -> list[Entry]:
        """Entries of the binder that this method serves: its calls arrive in a superclass's onTransact."""
        number = self._program.hierarchy.find(self._program.cls(method))
        above = self._program.hierarchy.ancestors(number) if number >= 0 else []
        return next((self._binders[one] for one in above if one in self._binders), [])


def _leaves(use: Use, role: str, trace: Trace) -> Iterator[Leaf]:
    """One leaf a kind and detail, constants as whole texts; the spent budget is an unknown origin of its own."""
    best: dict[tuple[str, str | None, int], Leaf] = {}
    constants: list[Leaf] = []
    for leaf in trace.leaves:
        if leaf.kind == "constant":
            constants.append(leaf)
        elif not leaf.kind.startswith("@"):
            key = (leaf.kind, leaf.detail, leaf.entry)
            before = best.get(key)
            if before is None or (not leaf.proven, len(leaf.path)) < (not before.proven, len(before.path)):
                best[key] = leaf
    here = ((use.method, use.pc),)
    texts = [use.text] if use.text is not None else [shown(item) for item in trace.items]
    nearest = min(constants, key=lambda leaf: (not leaf.proven, len(leaf.path)), default=None)
    for text in dict.fromkeys(texts):
        if not _says_something(text):
            continue
        own = next((c for c in constants if c.detail == text), None) or nearest
        path = own.path if own is not None else here
        proven = own.proven if own is not None else trace.complete
        yield Leaf("constant", text, False, proven, -1, path)
        file = _shared_file(role, text)
        if file is not None:
            yield Leaf("shared-file", file, use.api.category in RUNS_FILES, proven, -1, path)
    if constants and not best and not any(_says_something(text) for text in texts):
        yield replace(nearest or constants[0], detail=None)
    if (role == "path" and use.api.category not in RUNS_FILES) or role == "command":
        best = {k: replace(x, outside=x.outside and (x.kind != "shared-file" or _content(x))) for k, x in best.items()}
    unknown = sorted((x for x in best.values() if x.kind == "unknown"), key=lambda x: (not x.proven, len(x.path)))
    yield from (leaf for leaf in best.values() if leaf.kind != "unknown")
    yield from unknown[:MOST_UNKNOWN]
    if not trace.complete:
        yield Leaf("unknown", "search budget spent", False, False, -1, here)


def _content(leaf: Leaf) -> bool:
    """Whether it is what a file holds, and not where it lies, that makes up the value."""
    return leaf.detail is not None and leaf.detail.startswith(INSIDE)


def _says_something(text: str) -> bool:
    """Whether a text with placeholders has anything of its own."""
    return bool(re.sub(r"\{[^{}]*\}", "", text).strip(" /\n")) and text not in ("0", "null")


def _shared_file(role: str, text: str) -> str | None:
    """The file in a place that others may write which a path names, or a command runs or installs."""
    at = 0
    if role == "command":
        found = _RUNS_FILE.search(text)
        if found is None:
            return None
        at = found.end()
    elif role != "path":
        return None
    file = text[at:].split(" ", 1)[0] if role == "command" else text
    where = model().path(file)
    if file.startswith("{shared-file}"):
        return file
    return file if where is not None and where.outside else None


def write_origins(
    found: Iterator[Origin],
    program: Program,
    freest: Freest,
    *,
    rows: Rows,
    evidence: int,
    package: str,
    unasked: Unasked | None = None,
) -> None:
    """Fill `origins`. With `unasked`, a value from outside that waits for a touch counts as asked for."""
    for origin in found:
        leaf, use = origin.leaf, origin.use
        way = way_of(use, leaf)
        more = freest.compared(use, origin.role, leaf)
        for entry in origin.entries or (None,):
            checks = {*freest.guards.on(way, entry.kind if entry is not None else None), *more}
            follows = leaf.outside or leaf.kind in RECORDED
            if entry is not None and unasked is not None and follows and unasked.needs_touch(entry, use.method):
                checks.add("user-asked")
            rows.add(
                "origins",
                evidence=evidence,
                package=package,
                entry=entry.kind if entry is not None else None,
                component=entry.component if entry is not None else None,
                api=use.api.id,
                category=use.api.category,
                method=use.method,
                pc=use.pc,
                argument=origin.role,
                origin=leaf.kind,
                detail=leaf.detail[:LONGEST_DETAIL] if leaf.detail is not None else None,
                outside=leaf.outside,
                path=[f"{program.label(m)}:{pc}" for m, pc in way],
                guards=[kind for kind in ORDER if kind in checks],
                proven=leaf.proven,
            )
