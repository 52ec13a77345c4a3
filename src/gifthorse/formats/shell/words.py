"""The tokens of a shell script: words, operators and redirections, with constant variables put in.

Source: POSIX.1-2017, XCU chapter 2 (Shell Command Language); Android's shell is mksh, whose extras that matter here are
the same. Nothing is run and nothing is looked up: what only a running shell could know stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

WORD_LIMIT = 4096
NAME_LIMIT = 128

OPERATOR = re.compile(r"&&|\|\||;;&?|;&|\|&|[;|&()\n]")
REDIRECTION = re.compile(r"(\d{0,4})(<<<|<<-?|<>|>>|>\||[<>]&|&>>?|[<>])")
BLANK = re.compile(r"(?:[ \t\r\f\v]|\\\r?\n)+")
COMMENT = re.compile(r"#[^\n]*")
PLAIN = re.compile(r"[^\s;|&()<>'\"\\$`]+")
SINGLE = re.compile(r"'([^']*)'?")
NAME = re.compile(r"\$(?:([A-Za-z_]\w{0,127}|[0-9@*#?$!-])|\{([A-Za-z_]\w{0,127}|[0-9@*#?$!-])\})")
ODD_NAME = re.compile(r"\$\{[^}\n]{0,512}\}")
ARITHMETIC = re.compile(r"\$\(\([^\n]{0,512}?\)\)")
INSIDE_DOUBLE = re.compile(r'[^"\\$`]+')


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `kind` is word, operator or redirection; `line` from 1.

    Of a word, `inner` holds the texts of its command substitutions; `quoted` tells that any of it was quoted. Of a
    redirection, `text` is the operator with its number.
    """

    kind: str
    text: str
    line: int
    inner: tuple[str, ...] = ()
    quoted: bool = False


class _Kept:
    """The parts of a word, no more of them than anybody reads: a variable that doubles itself must not fill memory."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0

    def add(self, part: str) -> None:
        if self._size < WORD_LIMIT:
            self._parts.append(part)
            self._size += len(part)

    def text(self) -> str:
        return "".join(self._parts)[:WORD_LIMIT]


class Lexer:
    """Cuts a text into tokens. `variables` are looked up when a word is read, so that they may change in between."""

    def __init__(self, text: str, variables: Mapping[str, str], *, line: int = 1) -> None:
        self._text, self._variables, self._line = text, variables, line
        self._at = 0
        self._heredocs: list[tuple[str, bool]] = []

    def tokens(self) -> Iterator[Token]:
        """All tokens; a newline is an operator. The bodies of here-documents are passed over."""
        text = self._text
        while self._at < len(text):
            if match := BLANK.match(text, self._at) or COMMENT.match(text, self._at):
                self._move(match.end())
                continue
            line = self._line
            if match := REDIRECTION.match(text, self._at):
                if match[2] == "<" and text.startswith("(", match.end()):  # process substitution: <(command)
                    yield self._word()
                    continue
                self._move(match.end())
                yield Token("redirection", match[0], line)
                if match[2].startswith("<<") and match[2] != "<<<":
                    mark = self._here(match[2])
                    if mark is not None:
                        yield mark
            elif match := OPERATOR.match(text, self._at):
                self._move(match.end())
                if match[0] == "\n" and self._heredocs:
                    self._skip_heredocs()
                yield Token("operator", match[0], line)
            else:
                yield self._word()

    def _move(self, to: int) -> None:
        self._line += self._text.count("\n", self._at, to)
        self._at = to

    def _here(self, operator: str) -> Token | None:
        """The word behind << says where the here-document ends."""
        if blank := BLANK.match(self._text, self._at):
            self._move(blank.end())
        if self._at >= len(self._text):
            return None
        mark = self._word()
        if mark.text:
            self._heredocs.append((mark.text, operator == "<<-"))
        return mark

    def _skip_heredocs(self) -> None:
        for mark, tabs in self._heredocs:
            while self._at < len(self._text):
                end = self._text.find("\n", self._at)
                end = len(self._text) if end < 0 else end
                body = self._text[self._at : end]
                self._move(min(end + 1, len(self._text)))
                if (body.lstrip("\t") if tabs else body).rstrip("\r") == mark:
                    break
        self._heredocs = []

    def _word(self) -> Token:
        line, text = self._line, self._text
        kept = _Kept()
        inner: list[str] = []
        quoted = False
        begin = self._at
        while self._at < len(text):
            at = self._at
            character = text[at]
            if match := PLAIN.match(text, at):
                kept.add(match[0])
                self._move(match.end())
            elif character == "'":
                match = SINGLE.match(text, at)
                assert match is not None
                kept.add(match[1])
                quoted = True
                self._move(match.end())
            elif character == '"':
                kept.add(self._double(inner))
                quoted = True
            elif character == "\\":
                kept.add("" if text.startswith("\\\n", at) else text[at + 1 : at + 2])
                self._move(at + 2)
            elif character in "$`":
                kept.add(self._dollar(inner))
            elif text.startswith("<(", at):
                self._move(at + 1)
                kept.add(self._bracketed(inner))
            else:
                break
        if self._at == begin:  # cannot happen but for a character no branch takes: never stand still
            self._move(begin + 1)
        return Token("word", kept.text(), line, tuple(inner), quoted)

    def _double(self, inner: list[str]) -> str:
        text = self._text
        self._move(self._at + 1)
        kept = _Kept()
        while self._at < len(text):
            at = self._at
            character = text[at]
            if character == '"':
                self._move(at + 1)
                break
            if character == "\\":
                escaped = text[at + 1 : at + 2]
                kept.add(escaped if escaped in '"\\$`' else "" if escaped == "\n" else "\\" + escaped)
                self._move(at + 2)
            elif character in "$`":
                kept.add(self._dollar(inner))
            else:
                match = INSIDE_DOUBLE.match(text, at)
                assert match is not None
                kept.add(match[0])
                self._move(match.end())
        return kept.text()

    def _dollar(self, inner: list[str]) -> str:
        """A variable's value if it is known, else as written; a command substitution as written, and kept apart."""
        text, at = self._text, self._at
        if text[at] == "`":
            end = text.find("`", at + 1)
            end = len(text) if end < 0 else end
            inner.append(text[at + 1 : end].replace("\\`", "`"))
            self._move(min(end + 1, len(text)))
            return "`" + inner[-1] + "`"
        if match := ARITHMETIC.match(text, at):
            self._move(match.end())
            return match[0]
        if text.startswith("$(", at):
            self._move(at + 1)
            return "$" + self._bracketed(inner)
        if match := NAME.match(text, at):
            self._move(match.end())
            return self._variables.get(match[1] or match[2], match[0])[:WORD_LIMIT]
        if match := ODD_NAME.match(text, at):
            self._move(match.end())
            return match[0]
        self._move(at + 1)
        return "$"

    def _bracketed(self, inner: list[str]) -> str:
        """From '(' to the ')' that belongs to it, quotes respected."""
        text = self._text
        start = at = self._at + 1
        depth = 1
        while at < len(text) and depth:
            character = text[at]
            if character == "\\":
                at += 1
            elif character == "'":
                end = text.find("'", at + 1)
                at = len(text) if end < 0 else end
            elif character == "(":
                depth += 1
            elif character == ")":
                depth -= 1
            at += 1
        body = text[start : at - 1] if not depth else text[start:]
        inner.append(body)
        self._move(min(at, len(text)))
        return f"({body})"
