"""From a rule's SQL to its gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from gifthorse.gates.conditions import conjuncts, rowless, subquery, test
from gifthorse.gates.gate import OPEN, Gate, Row, Test
from gifthorse.gates.words import Doubt, Token, tokens

_CLAUSES: Final = ("select", "from", "where", "group", "having", "window", "qualify", "order", "limit")
_STRANGE: Final = frozenset(("full", "right", "asof", "positional", "natural", "lateral"))
_JOINS: Final = _STRANGE | {",", "join", "inner", "cross", "left", "outer", "semi", "anti"}
_DISTINCT: Final = (["is", "distinct"], ["not", "distinct"])  # a comparison, whose FROM begins no clause
_DEEPEST: Final = 20
_NOT_UNDERSTOOD: Final = (Doubt, IndexError)
Columns = Mapping[str, frozenset[str]]


class _Source(Struct):
    """One thing in FROM: a table with its tests so far, or the gate of a subquery."""

    alias: str
    table: str | None
    gate: Gate
    needed: bool
    tests: set[Test] = field(default_factory=set)


def gate(sql: str, columns: Columns) -> Gate:
    """The gate of a rule; `columns` are the names of the columns of every table."""
    try:
        return _Reader(columns).query(tokens(sql), {}, 0)
    except _NOT_UNDERSTOOD:
        return OPEN


class _Reader:
    """Reads the queries of one rule. `named` are the gates of what WITH names."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def query(self, tokens: Sequence[Token], named: Mapping[str, Gate], depth: int) -> Gate:
        """The gate of a query with its WITH and UNION."""
        if depth > _DEEPEST or not tokens:
            raise Doubt
        named = dict(named)
        at = 0
        while tokens[at].text == ("," if at else "with"):
            name = tokens[at + 1].text
            at += tokens[at + 2].kind == "brackets"  # the names of its columns
            brackets = next((i for i in range(at + 2, len(tokens)) if tokens[i].kind == "brackets"), len(tokens))
            if [t.text for t in tokens[at + 2 : brackets]] not in (["as"], ["as", "materialized"]):
                raise Doubt
            named[name] = self._inner(tokens[brackets].inner, named, depth)
            at = brackets + 1
        parts: list[list[Token]] = [[]]
        for token in tokens[at:]:
            word = token.text if token.kind == "word" else ""
            if word in ("except", "intersect"):
                raise Doubt
            if word == "union":
                parts.append([])
            elif parts[-1] or len(parts) == 1 or word not in ("all", "distinct", "by", "name"):
                parts[-1].append(token)
        found = tuple(self._part(part, named, depth) for part in parts)
        return found[0] if len(found) == 1 else Gate(either=(found,))

    def _inner(self, tokens: Sequence[Token], named: Mapping[str, Gate], depth: int) -> Gate:
        """The gate of a query within, open where it is not understood."""
        try:
            return self.query(tokens, named, depth + 1)
        except _NOT_UNDERSTOOD:
            return OPEN

    def _part(self, tokens: list[Token], named: Mapping[str, Gate], depth: int) -> Gate:
        if len(tokens) == 1 and tokens[0].kind == "brackets":
            return self._inner(tokens[0].inner, named, depth)
        try:
            return self._select(tokens, named, depth)
        except _NOT_UNDERSTOOD:
            return OPEN

    def _select(self, tokens: list[Token], named: Mapping[str, Gate], depth: int) -> Gate:
        clauses: dict[str, list[Token]] = {}
        current: list[Token] = []
        for at, token in enumerate(tokens):
            compares = token.text == "from" and [t.text for t in tokens[max(at - 2, 0) : at]] in _DISTINCT
            if token.kind == "word" and token.text in _CLAUSES and token.text not in clauses and not compares:
                current = clauses[token.text] = []
            else:
                current.append(token)
        if "select" not in clauses or "from" not in clauses or not rowless(clauses):
            return OPEN
        sources, asked = self._from(clauses["from"], named, depth)
        asked += [self._ask(conjunct, sources, named, depth) for conjunct in conjuncts(clauses.get("where", ()))]
        asked += [source.gate for source in sources if source.needed]
        rows = {Row(s.table, frozenset(s.tests)) for s in sources if s.table is not None and (s.needed or s.tests)}
        return Gate(frozenset(rows), tuple((one,) for one in asked if one != OPEN))

    def _from(self, tokens: list[Token], named: Mapping[str, Gate], depth: int) -> tuple[list[_Source], list[Gate]]:
        """What a FROM names, and the gates that its conditions ask for; what is joined by LEFT need not have rows."""
        sources: list[_Source] = []
        asked: list[Gate] = []
        at, needed = 0, True
        while at < len(tokens):
            source, at = self._source(tokens, at, named, depth)
            source.needed = needed
            sources.append(source)
            condition: list[Token] = []
            while at < len(tokens) and not _joins(tokens[at]):
                condition.append(tokens[at])
                at += 1
            if condition and condition[0].text not in ("on", "using"):
                raise Doubt
            if needed and condition and condition[0].text == "on":
                asked += [self._ask(conjunct, sources, named, depth) for conjunct in conjuncts(condition[1:])]
            words: set[str] = set()
            while at < len(tokens) and _joins(tokens[at]):
                words.add(tokens[at].text)
                at += 1
            if words & _STRANGE:
                raise Doubt
            needed = not words & {"left", "anti"}
        return sources, asked

    def _source(self, tokens: list[Token], at: int, named: Mapping[str, Gate], depth: int) -> tuple[_Source, int]:
        token = tokens[at]
        found = _Source("", None, OPEN, needed=True)
        if token.kind == "brackets":
            found.gate = self._inner(token.inner, named, depth)
        elif at + 1 < len(tokens) and tokens[at + 1].kind == "brackets":
            at += 1  # a function
        elif token.text in named:
            found.alias, found.gate = token.text, named[token.text]
        elif token.text in self._columns:
            found.alias = found.table = token.text
        else:
            raise Doubt
        at += 1
        at += at < len(tokens) and tokens[at].text == "as"
        if at < len(tokens) and tokens[at].kind == "word" and tokens[at].text not in (*_JOINS, "on", "using"):
            found.alias = tokens[at].text
            at += 1
        return found, at

    def _ask(self, conjunct: list[Token], sources: list[_Source], named: Mapping[str, Gate], depth: int) -> Gate:
        """Note a plain test with the table whose column it tests; the gate of a subquery that must not be empty."""
        inner = subquery(conjunct)
        if inner is not None:
            return self._inner(inner, named, depth)
        found = test(conjunct)
        if found is not None:
            alias, one = found
            owners = [s for s in sources if s.table is not None and one[0] in self._columns[s.table]]
            owners = [s for s in owners if alias in (None, s.alias)]
            if len(owners) == 1:
                owners[0].tests.add(one)
        return OPEN


def _joins(token: Token) -> bool:
    return token.kind in ("word", "sign") and token.text in _JOINS
