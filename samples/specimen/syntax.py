"""Parses the small Java subset that specimens are written in.

Enough for what a backdoor or its innocent twin does: classes, fields, methods, if/while/for/try, calls, casts,
arrays, string concatenation. No generics, no lambdas, no inner classes: what those compile to can be written out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/
    |(?P<string>"(?:\\.|[^"\\])*")|(?P<char>'(?:\\.|[^'\\])')
    |(?P<number>0x[0-9a-fA-F]+[lL]?|\d+[lL]?)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<op>==|!=|<=|>=|&&|\|\||\+\+|\+=|<<|>>|[-+*/%&|^!<>=(){}\[\];,.?:@])""",
    re.VERBOSE | re.DOTALL,
)
MODIFIERS = {"public", "private", "protected", "static", "final", "abstract", "native", "synchronized"}
PRIMITIVES = {"void", "int", "long", "boolean", "byte", "char", "float", "double", "short"}
PRECEDENCE = [["||"], ["&&"], ["|"], ["^"], ["&"], ["==", "!="], ["<", ">", "<=", ">="], ["<<", ">>"],
              ["+", "-"], ["*", "/", "%"]]  # fmt: skip


class SourceError(Exception):
    """The source of a specimen is wrong; the text says where."""


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of syntax: `kind` says which, `text` its name or operator, `parts` what it is made of."""

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A field (parameters None) or a method."""

    name: str
    type: str
    modifiers: frozenset[str]
    parameters: tuple[tuple[str, str], ...] | None
    body: Node | None
    annotations: tuple[str, ...] = ()


@dataclass(slots=True)
class Class:
    """A class or interface as written; names are still as in the source."""

    name: str
    kind: str
    modifiers: frozenset[str]
    extends: str | None
    implements: list[str]
    members: list[Member] = field(default_factory=list)
    package: str = ""


def parse(text: str) -> list[Class]:
    """The classes of one source text."""
    return Parser(text).classes()


class Parser:
    """Recursive descent over the tokens of one file."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, int]] = []
        at = 0
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None:
                raise SourceError(f"line {text.count(chr(10), 0, at) + 1}: cannot read {text[at : at + 20]!r}")
            if match.lastgroup:
                self.tokens.append((match.lastgroup, match.group(), text.count("\n", 0, at) + 1))
            at = match.end()
        self.at = 0

    # tokens
    def peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at][1] if at < len(self.tokens) else ""

    def kind(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at][0] if at < len(self.tokens) else ""

    @property
    def line(self) -> int:
        return self.tokens[min(self.at, len(self.tokens) - 1)][2]

    def next(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1][1]

    def take(self, text: str) -> bool:
        if self.peek() == text:
            self.at += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise SourceError(f"line {self.line}: expected {text!r}, found {self.peek()!r}")

    def node(self, kind: str, text: str = "", parts: Sequence[Node] = ()) -> Node:
        return Node(kind, text, tuple(parts), self.line)

    # declarations
    def classes(self) -> list[Class]:
        package, found = "", []
        while self.at < len(self.tokens):
            if self.take("package"):
                package = self.dotted()
                self.need(";")
            else:
                declared = self.declaration()
                declared.package = package
                found.append(declared)
        return found

    def dotted(self) -> str:
        name = self.next()
        while self.take("."):
            name += "." + self.next()
        return name

    def modifiers(self) -> frozenset[str]:
        found = set()
        while self.peek() in MODIFIERS:
            found.add(self.next())
        return frozenset(found)

    def declaration(self) -> Class:
        modifiers = self.modifiers()
        kind = self.next()
        if kind not in ("class", "interface"):
            raise SourceError(f"line {self.line}: expected a class, found {kind!r}")
        name = self.dotted()
        declared = Class(name, kind, modifiers, None, [])
        if self.take("extends"):
            declared.extends = self.dotted()
        if self.take("implements"):
            declared.implements.append(self.dotted())
            while self.take(","):
                declared.implements.append(self.dotted())
        self.need("{")
        while not self.take("}"):
            declared.members.append(self.member(name.rpartition(".")[2], kind))
        return declared

    def member(self, owner: str, kind: str) -> Member:
        annotations = []
        while self.take("@"):
            annotations.append(self.dotted())
        modifiers = self.modifiers()
        if self.peek() == "{" and "static" in modifiers:
            return Member("<clinit>", "void", modifiers, (), self.block())
        if self.peek() == owner and self.peek(1) == "(":
            self.next()
            name, result = "<init>", "void"
        else:
            result = self.type()
            name = self.next()
        if not self.take("("):
            value = self.expression() if self.take("=") else None
            self.need(";")
            return Member(name, result, modifiers, None, value)
        parameters = []
        while not self.take(")"):
            kind_of = self.type()
            parameters.append((kind_of, self.next() if self.kind() == "name" else ""))
            self.take(",")
        body = None if self.take(";") else self.block()
        if kind == "interface":
            modifiers |= {"abstract", "public"}
        return Member(name, result, modifiers, tuple(parameters), body, tuple(annotations))

    def type(self) -> str:
        name = self.dotted()
        while self.peek() == "[" and self.peek(1) == "]":
            self.at += 2
            name += "[]"
        return name

    # statements
    def block(self) -> Node:
        self.need("{")
        found = []
        while not self.take("}"):
            found.append(self.statement())
        return self.node("block", parts=found)

    def is_declaration(self) -> bool:
        ahead = 1
        if self.kind() != "name" or self.peek() in ("return", "throw", "new"):
            return False
        while self.peek(ahead) == "." and self.kind(ahead + 1) == "name":
            ahead += 2
        while self.peek(ahead) == "[" and self.peek(ahead + 1) == "]":
            ahead += 2
        return self.kind(ahead) == "name" and self.peek(ahead) != "instanceof"

    def statement(self) -> Node:  # one branch a kind of statement
        word = self.peek()
        if word == "{":
            return self.block()
        if word == "if":
            self.next()
            parts = [self.bracketed(), self.statement()]
            if self.take("else"):
                parts.append(self.statement())
            return self.node("if", parts=parts)
        if word == "while":
            self.next()
            return self.node("while", parts=[self.bracketed(), self.statement()])
        if word == "for":
            self.next()
            self.need("(")
            first = self.statement()
            condition = self.expression()
            self.need(";")
            step = self.simple()
            self.need(")")
            loop = self.node("while", parts=[condition, self.node("block", parts=[self.statement(), step])])
            return self.node("block", parts=[first, loop])
        if word == "try":
            self.next()
            body = self.block()
            self.need("catch")
            self.need("(")
            caught = self.type()
            name = self.next()
            self.need(")")
            return self.node("try", caught, [body, self.node("name", name), self.block()])
        if word in ("return", "throw"):
            self.next()
            parts = [] if self.peek() == ";" else [self.expression()]
            self.need(";")
            return self.node(word, parts=parts)
        if word == "break":
            self.next()
            self.need(";")
            return self.node("break")
        made = self.simple()
        self.need(";")
        return made

    def bracketed(self) -> Node:
        self.need("(")
        made = self.expression()
        self.need(")")
        return made

    def simple(self) -> Node:
        if self.is_declaration():
            kind = self.type()
            name = self.node("name", self.next())
            parts = [name, self.expression()] if self.take("=") else [name]
            return self.node("local", kind, parts)
        target = self.expression()
        if self.take("="):
            return self.node("assign", parts=[target, self.expression()])
        if self.take("+="):
            return self.node("assign", parts=[target, self.node("binary", "+", [target, self.expression()])])
        if self.take("++"):
            more = self.node("binary", "+", [target, self.node("int", "1")])
            return self.node("assign", parts=[target, more])
        return self.node("do", parts=[target])

    # expressions
    def expression(self, level: int = 0) -> Node:
        if level == len(PRECEDENCE):
            return self.unary()
        left = self.expression(level + 1)
        while True:
            if level == 6 and self.take("instanceof"):
                left = self.node("instanceof", self.type(), [left])
            elif self.peek() in PRECEDENCE[level]:
                operator = self.next()
                left = self.node("binary", operator, [left, self.expression(level + 1)])
            else:
                return left

    def unary(self) -> Node:
        if self.take("!"):
            return self.node("not", parts=[self.unary()])
        if self.take("-"):
            return self.node("int", "-" + self.next())
        if self.is_cast():
            self.need("(")
            kind = self.type()
            self.need(")")
            return self.node("cast", kind, [self.unary()])
        return self.postfix(self.primary())

    def is_cast(self) -> bool:
        if self.peek() != "(" or self.kind(1) != "name":
            return False
        ahead = 2
        while self.peek(ahead) == "." and self.kind(ahead + 1) == "name":
            ahead += 2
        while self.peek(ahead) == "[" and self.peek(ahead + 1) == "]":
            ahead += 2
        if self.peek(ahead) != ")":
            return False
        after, kind = self.peek(ahead + 1), self.kind(ahead + 1)
        return self.peek(1) in PRIMITIVES or kind in ("name", "string") or after == "("

    def arguments(self) -> list[Node]:
        self.need("(")
        found = []
        while not self.take(")"):
            found.append(self.expression())
            self.take(",")
        return found

    def primary(self) -> Node:
        kind, text = self.kind(), self.next()
        if kind == "string":
            return self.node("string", text)
        if kind == "char":
            return self.node("char", text)
        if kind == "number":
            return self.node("long" if text[-1] in "lL" else "int", text.rstrip("lL"))
        if text == "(":
            made = self.expression()
            self.need(")")
            return made
        if text == "new":
            return self.creation()
        if text in ("true", "false", "null", "this", "super"):
            if self.peek() == "(":
                return self.node("call", "<init>", [self.node(text), *self.arguments()])
            return self.node(text)
        if kind != "name":
            raise SourceError(f"line {self.line}: unexpected {text!r}")
        if self.peek() == "(":
            return self.node("call", text, [self.node("implicit"), *self.arguments()])
        return self.node("name", text)

    def creation(self) -> Node:
        kind = self.dotted()
        if self.peek() == "(":
            return self.node("new", kind, self.arguments())
        self.need("[")
        if not self.take("]"):
            size = self.expression()
            self.need("]")
            return self.node("newarray", kind, [size])
        self.need("{")
        found = []
        while not self.take("}"):
            found.append(self.expression())
            self.take(",")
        return self.node("arraylit", kind, found)

    def postfix(self, left: Node) -> Node:
        while True:
            if self.take("."):
                name = self.next()
                if name == "class":
                    left = self.node("class", parts=[left])
                elif self.peek() == "(":
                    left = self.node("call", name, [left, *self.arguments()])
                else:
                    left = self.node("field", name, [left])
            elif self.peek() == "[":
                self.next()
                left = self.node("index", parts=[left, self.expression()])
                self.need("]")
            else:
                return left
