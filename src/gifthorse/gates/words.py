"""The words of a query, as far as gates ask for them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"\s*(?:--[^\n]*|/\*.*?\*/|('(?:[^']|'')*')|(\"[^\"]*\")|(\d+(?:\.\d+)?)|(\w+)|(<>|<=|>=|!=|\|\||::|\S))",
    re.DOTALL,
)


class Doubt(Exception):  # noqa: N818  # no error: the gate then asks for less
    """The SQL says something that is not understood here."""


class Token(NamedTuple):
    """A word, sign, number or text; or everything in a pair of brackets."""

    kind: str
    text: str
    inner: tuple[Token, ...] = ()


_SIGNS: Final = {sign: Token("sign", sign) for sign in (",", ".", "=", "*", "||", "::", ">", "<", "[", "]")}
_WORDS: Final[dict[str, Token]] = {}


def tokens(sql: str) -> tuple[Token, ...]:
    """The words of a query, what stands in brackets as one."""
    stack: list[list[Token]] = [[]]
    add, known = stack[0].append, _WORDS
    for text, quoted, number, word, sign in _TOKEN.findall(sql):
        if word:
            token = known.get(word)
            if token is None:
                token = known[word] = Token("word", word.lower())
            add(token)
        elif sign == "(":
            stack.append([])
            add = stack[-1].append
        elif sign == ")":
            inner = tuple(stack.pop())
            if not stack:
                raise Doubt
            add = stack[-1].append
            add(Token("brackets", "(", inner))
        elif sign:
            add(_SIGNS.get(sign) or Token("sign", sign))
        elif text:
            add(Token("text", text[1:-1].replace("''", "'")))
        elif number:
            add(Token("number", number))
        elif quoted:
            add(Token("quoted", quoted.strip('"')))
    if len(stack) != 1:
        raise Doubt
    return tuple(stack[0])
