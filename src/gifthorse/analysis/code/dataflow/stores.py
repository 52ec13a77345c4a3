"""Values that one part of an app leaves for another: under a name, in a table, in a message, in a text to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from gifthorse.analysis.code.constants import Node
from gifthorse.analysis.code.dataflow.code import CONST_CLASS, STATIC_CALLS, Code
from gifthorse.analysis.code.dataflow.nodes import USE, Leaf

if TYPE_CHECKING:
    from gifthorse.analysis.code.notation import Pattern

MOST, MOST_STATEMENTS = 40, 60
READERS = ("fromJson", "parseObject", "parseArray", "readValue")
"""Methods of JSON libraries that fill an object of a class given from a text."""
LABELS = frozenset({"intent", "SharedPreferences.getAll", "Activity.getIntent"})
"""Details of origins that are no key."""
_TABLE = re.compile(r"""\b(?:from|into|update)\s+[`"'\[]?(\w+)""", re.IGNORECASE)


class Stores:
    """Looks for such places in one program, by name, when first asked."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._kept: dict[tuple[str, str], tuple[Node, ...]] = {}
        self._stored: dict[str, tuple[Node, ...]] = {}
        self._given: dict[tuple[Pattern, ...], tuple[Node, ...]] = {}
        self._parsed: dict[str, list[Node]] | None = None

    def kept(self, leaf: Leaf) -> tuple[Node, ...]:
        """What the app itself puts into intents, preferences or tables under the name that a value is taken out by."""
        patterns = self._code.model.kept.get(leaf.kind)
        if patterns is None or leaf.detail is None or leaf.detail in LABELS:
            return ()
        found = self._kept.get((leaf.kind, leaf.detail))
        if found is None:
            values = self._values_at(patterns, _table(leaf.detail))
            found = self._kept[leaf.kind, leaf.detail] = tuple(islice(values, MOST))
        return found

    def filled(self, field: str) -> tuple[Node, ...]:
        """Arguments of the calls that fill a field, such as the object of a message."""
        found = self._stored.get(field)
        if found is None:
            patterns = self._code.model.stored.get(field, ())
            found = self._stored[field] = tuple(islice(self._values_at(patterns, None), MOST))
        return found

    def given(self, patterns: tuple[Pattern, ...]) -> tuple[Node, ...]:
        """Arguments of the calls that gave an object what another call takes out again."""
        found = self._given.get(patterns)
        if found is None:
            found = self._given[patterns] = tuple(islice(self._values_at(patterns, None), MOST))
        return found

    def read_into(self, cls: str) -> tuple[Node, ...]:
        """Texts that libraries fill objects of a class from, as `Gson.fromJson(text, Some.class)` does."""
        if self._parsed is None:
            self._parsed = {}
            program = self._code.program
            for at in program.sites_naming(program.named(*READERS)).tolist():
                self._reader(int(program.sites.method[at]), int(program.sites.pc[at]))
        return tuple(self._parsed.get(cls.partition("$")[0], ()))

    def _values_at(self, patterns: Sequence[Pattern], key: str | None) -> Iterator[Node]:
        """Arguments in the role `value` of listed calls, of those with this constant as `key` if one is given."""
        code, program = self._code, self._code.program
        classes = {p.cls for p in patterns}
        named = program.named(*{p.name for p in patterns}).tolist() if patterns else []
        rows = program.sites_naming([m for m in named if not classes.isdisjoint(code.kin.above(program.cls(m)))])
        if key is not None:
            naming = {m for m, _, _ in program.text_uses([key])}
            named_here = np.isin(program.sites.method[rows], list(naming))
            rows = rows[named_here] if len(rows) > MOST_STATEMENTS or not _in_sql(patterns) else rows
        for at in rows.tolist():
            m, callee = int(program.sites.method[at]), code.callees[int(program.sites.callee[at])]
            flow = code.flow(m)
            row = flow.body.row(int(program.sites.pc[at])) if flow is not None else -1
            if flow is None or row < 0:
                continue
            sources = flow.body.sources[row]
            shift = 0 if flow.body.op[row] in STATIC_CALLS else 1
            for pattern in patterns:
                roles = dict(pattern.roles)
                value = roles["value"]
                fits = pattern.name == callee.name and pattern.arity == len(callee.types)
                if not fits or not code.kin(callee.cls, pattern.cls):
                    continue
                if key is None or _table(code.literal(m, row, sources[roles["key"] + shift])) == key:
                    yield (USE, m, row, sources[value + shift], (), None)
                    break

    def _reader(self, m: int, pc: int) -> None:
        code = self._code
        flow = code.flow(m)
        row = flow.body.row(pc) if flow is not None else -1
        if flow is None or row < 0 or self._parsed is None:
            return
        body = flow.body
        text = 0 if body.op[row] in STATIC_CALLS else 1
        for register in body.sources[row][text + 1 :]:
            for event in flow.reaching(row, register):
                if event.row < len(body) and body.op[event.row] == CONST_CLASS:
                    cls = (code.type_name(m, body.ref[event.row]) or "").partition("$")[0]
                    self._parsed.setdefault(cls, []).append((USE, m, row, body.sources[row][text], (), None))


def _in_sql(patterns: Sequence[Pattern]) -> bool:
    """Whether the names of tables may stand inside longer texts."""
    return any(pattern.name == "execSQL" for pattern in patterns)


def _table(key: str | int | None) -> str | None:
    """The name that a constant key stands for: of a statement in SQL the table."""
    if not isinstance(key, str):
        return None
    found = _TABLE.search(key) if " " in key else None
    return found[1] if found is not None else key
