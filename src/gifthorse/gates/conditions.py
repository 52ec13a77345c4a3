"""Single conditions of a WHERE or ON, and what is reckoned over many rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from gifthorse.gates.gate import COMPARE, Test
from gifthorse.gates.words import Token

_AGGREGATES: Final = re.compile(
    r"count(?:_\w+)?|sum|min|max|avg|mean|any_value|first|last|arbitrary|list|array_agg|string_agg|group_concat|listagg|"
    r"bool_(?:and|or)|bit_\w+|arg_(?:min|max)\w*|(?:min|max)_by|median|mode|mad|histogram|product|quantile\w*|approx_\w+|"
    r"entropy|kurtosis|skewness|std\w*|var\w*|corr|covar\w*|regr_\w+"
)


def conjuncts(tokens: Sequence[Token]) -> list[list[Token]]:
    """What is joined by AND; nothing where OR or BETWEEN make it something else."""
    found: list[list[Token]] = [[]]
    cases = 0
    for token in tokens:
        word = token.text if token.kind == "word" else ""
        cases += (word == "case") - (word == "end")
        if word in ("or", "between") and not cases:
            return []
        if word == "and" and not cases:
            found.append([])
        else:
            found[-1].append(token)
    return [conjunct for conjunct in found if conjunct]


def subquery(conjunct: Sequence[Token]) -> tuple[Token, ...] | None:
    """The query that must not be empty for EXISTS or IN to hold."""
    last = conjunct[-1]
    words = [t.text for t in conjunct[:-1]]
    exists = words == ["exists"]
    among = words[-1:] == ["in"] and words[-2:-1] != ["not"] and words[0] != "not"
    return last.inner if queries(last) and (exists or among) else None


def queries(token: Token) -> bool:
    """Whether brackets hold a query."""
    return token.kind == "brackets" and bool(token.inner) and token.inner[0].text in ("select", "with")


def test(conjunct: Sequence[Token]) -> tuple[str | None, Test] | None:
    """A plain test of one column, and the alias of its table if it is named."""
    negated = conjunct[0].kind == "word" and conjunct[0].text == "not"
    rest = conjunct[1:] if negated else conjunct
    if not rest or rest[0].kind not in ("word", "quoted"):
        return None
    qualified = len(rest) > 2 and rest[1].kind == "sign" and rest[1].text == "."
    alias, name, rest = (rest[0].text, rest[2].text, rest[3:]) if qualified else (None, rest[0].text, rest[1:])
    if not rest:
        return alias, (name, "=", not negated)
    if negated or len(rest) != 2 or rest[0].text not in COMPARE:
        return None
    operator, value = rest[0].text, rest[1]
    if operator == "in":
        listed = [t.text for t in value.inner[::2] if t.kind == "text"]
        commas = [t.text for t in value.inner[1::2] if t.kind == "sign"]
        whole = listed and len(value.inner) == 2 * len(listed) - 1 and commas == [","] * (len(listed) - 1)
        return (alias, (name, "in", frozenset(listed))) if whole else None
    if value.kind == "text":
        return (alias, (name, operator, value.text)) if operator == "=" else None
    return (alias, (name, operator, float(value.text))) if value.kind == "number" else None


def rowless(clauses: Mapping[str, Sequence[Token]]) -> bool:
    """Whether a SELECT makes no row of no rows: nothing is reckoned over all of them."""
    listed: list[list[Token]] = [[]]
    for token in clauses["select"]:
        if token.kind == "sign" and token.text == ",":
            listed.append([])
        else:
            listed[-1].append(token)
    plain = [not aggregates(item) for item in listed]
    group = [token.text for token in clauses.get("group", ())]
    if group == ["by", "all"]:
        return any(plain)
    if group:
        return len(group) > 1 and not {"(", "rollup", "cube", "grouping"} & set(group[1:2])
    return all(plain) and not any(aggregates(clauses.get(name, ())) for name in ("having", "qualify", "order"))


def aggregates(tokens: Sequence[Token]) -> bool:
    """Whether a function over all rows is called, which gives a row where there is none."""
    for at, token in enumerate(tokens):
        if token.kind == "brackets":
            called = tokens[at - 1] if at else None
            windowed = [t.text for t in tokens[at + 1 : at + 2]] == ["over"]
            if called is not None and called.kind == "word" and _AGGREGATES.fullmatch(called.text) and not windowed:
                return True
            if not queries(token) and aggregates(token.inner):
                return True
    return False
