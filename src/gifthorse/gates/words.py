"""The words of a query, as far as gates ask for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"--[^\n]*|/\*.*?\*/|\s+|(?P<text>'(?:[^']|'')*')|(?P<quoted>\"[^\"]*\")|(?P<number>\d+(?:\.\d+)?)|(?P<word>\w+)|"
    r"(?P<sign><>|<=|>=|!=|\|\||::|.)",
    re.DOTALL,
)


class Doubt(Exception):  # noqa: N818  # no error: the gate then asks for less
    """The SQL says something that is not understood here."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, sign, number or text; or everything in a pair of brackets."""

    kind: str
    text: str
    inner: tuple[Token, ...] = ()


def tokens(sql: str) -> tuple[Token, ...]:
    """The words of a query, what stands in brackets as one."""
    stack: list[list[Token]] = [[]]
    for found in _TOKEN.finditer(sql):
        kind = found.lastgroup
        if kind is None:
            continue
        text = found[0]
        if text == "(":
            stack.append([])
        elif text == ")":
            inner = tuple(stack.pop())
            if not stack:
                raise Doubt
            stack[-1].append(Token("brackets", "(", inner))
        elif kind == "text":
            stack[-1].append(Token(kind, text[1:-1].replace("''", "'")))
        else:
            stack[-1].append(Token(kind, text.lower() if kind == "word" else text.strip('"')))
    if len(stack) != 1:
        raise Doubt
    return tuple(stack[0])
