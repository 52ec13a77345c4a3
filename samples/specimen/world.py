"""The classes a specimen's source may name: its own and the platform's (platform.java, a file of signatures)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from samples.specimen.syntax import PRIMITIVES, Class, Member, SourceError, parse

SHORT = {"void": "V", "int": "I", "long": "J", "boolean": "Z", "byte": "B", "char": "C", "float": "F",
         "double": "D", "short": "S"}  # fmt: skip
OBJECT = "java.lang.Object"
STRING = "java.lang.String"


def descriptor(kind: str) -> str:
    """The DEX descriptor of a resolved type, such as `[Ljava/lang/String;` of `java.lang.String[]`."""
    if kind.endswith("[]"):
        return "[" + descriptor(kind[:-2])
    return SHORT.get(kind) or "L" + kind.replace(".", "/") + ";"


def binary_name(declared: Class) -> str:
    """Full name of a class with `$` before inner names: `android.provider.Settings$Secure`."""
    return f"{declared.package}.{declared.name.replace('.', '$')}".lstrip(".")


@cache
def platform() -> dict[str, Class]:
    """The platform's classes by full name."""
    text = (Path(__file__).parent / "platform.java").read_text(encoding="utf-8")
    return {binary_name(c): c for c in parse(text)}


@dataclass(frozen=True, slots=True)
class World:
    """Own and platform classes by full name, and full names by the name a source uses."""

    classes: dict[str, Class]
    names: dict[str, str]

    @staticmethod
    def of(own: list[Class]) -> World:
        classes = platform() | {binary_name(c): c for c in own}
        # java.lang stands first in platform.java and so wins over android.os where both have a name
        names = {c.name: full for full, c in reversed(platform().items())} | {full: full for full in classes}
        names |= {full.replace("$", "."): full for full in classes}
        return World(classes, names | {c.name: binary_name(c) for c in own})

    def type(self, written: str, line: int = 0) -> str:
        """The full name of a type as written."""
        element = written.rstrip("[]")
        if element in PRIMITIVES:
            return written
        if element not in self.names:
            raise SourceError(f"line {line}: no class {element} (add it to platform.java)")
        return self.names[element] + written[len(element) :]

    def parents(self, name: str) -> Iterator[str]:
        """A class, then every class and interface above it."""
        declared = self.classes.get(name)
        yield name
        if declared is None or name == OBJECT:
            return
        for written in ([declared.extends] if declared.extends else []) + declared.implements:
            yield from self.parents(self.type(written))
        yield OBJECT

    def is_a(self, name: str, wanted: str) -> bool:
        """Whether a value of type `name` may stand where `wanted` is asked for."""
        if name == wanted or (name == "null" and wanted not in PRIMITIVES):
            return True
        if name in PRIMITIVES or wanted in PRIMITIVES:
            whole = ("byte", "char", "short", "int")
            return name in whole and wanted in (*whole, "long")
        return wanted == OBJECT or wanted in self.parents(name)

    def field(self, owner: str, name: str) -> tuple[str, Member] | None:
        """The class that declares a field, and the field."""
        for parent in self.parents(owner):
            for member in self.classes[parent].members if parent in self.classes else ():
                if member.parameters is None and member.name == name:
                    return parent, member
        return None

    def method(self, owner: str, name: str, given: list[str]) -> tuple[str, Member] | None:
        """The class that declares the best fitting method, and the method."""
        best: tuple[int, str, Member] | None = None
        for parent in (OBJECT,) if owner.endswith("[]") else self.parents(owner):
            for member in self.classes[parent].members if parent in self.classes else ():
                wanted = member.parameters
                if wanted is None or member.name != name or len(wanted) != len(given):
                    continue
                kinds = [self.type(kind) for kind, _ in wanted]
                if not all(self.is_a(g, w) for g, w in zip(given, kinds, strict=True)):
                    continue
                score = sum(g == w for g, w in zip(given, kinds, strict=True))
                if best is None or score > best[0]:
                    best = (score, parent, member)
            if name == "<init>":
                break
        return best and (best[1], best[2])
