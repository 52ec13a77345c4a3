"""The notation in which data files name calls: `java.lang.Runtime.exec(command)`, `android.os.Build.SERIAL`, ...

a.b.Cls.method(role, _, role)      arguments by position
a.b.Cls.method(this=role, role)    the object as well
a.b.Cls.method -> 1                a call that fills its argument 1
a.b.Cls.name                       a field that is read, or any form of a method (the reader of the file knows)
a.b.Cls.field=role                 a field that is written
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct

from gifthorse.analysis.code.framework import OBJECT

if TYPE_CHECKING:
    from gifthorse.analysis.code.hierarchy import Hierarchy

THIS, VALUE = -1, -2
"""Argument numbers that mean the object a method is called on, and the value written to a field."""

_FORM = re.compile(r"([\w.$]+)\.([\w$]+|<init>|<clinit>)(?:\((.*)\)|=(\w+))?(?: -> (\d+))?")


class Pattern(Struct, frozen=True):
    """One call or field; `roles` are pairs of role and argument number (0 is the first declared parameter), `arity`
    counts the arguments listed."""

    cls: str
    name: str
    roles: tuple[tuple[str, int], ...]
    brackets: bool
    fills: int | None
    arity: int = 0

    @property
    def writes_field(self) -> bool:
        """Whether it names the writing of a field."""
        return any(argument == VALUE for _, argument in self.roles)


def parse(text: str) -> Pattern:
    """Read one line of the notation; ValueError names the line that does not follow it."""
    found = _FORM.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} names no call")
    cls, name, roles, value, fills = found.groups()
    named: list[tuple[str, int]] = []
    at = 0
    for part in (roles or "").split(","):
        role = part.strip()
        if role.startswith("this="):
            named.append((role.removeprefix("this="), THIS))
            continue
        if role and role != "_":
            named.append((role, at))
        at += 1
    if value:
        named.append((value, VALUE))
    return Pattern(cls, name, tuple(named), roles is not None, int(fills) if fills else None, at)


def parameters(descriptor: str) -> list[str]:
    """Parameter types of a method descriptor, `(ILjava/lang/String;)V` -> ['I', 'Ljava/lang/String;']."""
    inner = descriptor[1 : descriptor.rfind(")")]
    return re.findall(r"\[*(?:L[^;]*;|[A-Z])", inner)


T = TypeVar("T")


class Kinship:
    """Which classes and interfaces a class is below, the app's own and the framework's, by name and remembered."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        self._above: dict[str, frozenset[str]] = {}

    def above(self, name: str) -> frozenset[str]:
        """Names of the class itself and of everything it extends or implements."""
        found = self._above.get(name)
        if found is None:
            hierarchy = self._hierarchy
            number = hierarchy.find(name)
            if number < 0:
                found = hierarchy.framework.ancestors(name) | {OBJECT}
            else:
                own = {hierarchy.names[n] for n in hierarchy.ancestors(number)}
                found = frozenset(own | hierarchy.external(number) | {OBJECT})
            self._above[name] = found
        return found

    def __call__(self, name: str, ancestor: str) -> bool:
        return ancestor in self.above(name)


class ByName(Generic[T]):
    """Things listed under class and method (or field) name, looked up for what an app's code names."""

    def __init__(self, listed: Iterable[tuple[Pattern, T]]) -> None:
        self.names: dict[str, list[tuple[Pattern, T]]] = {}
        for pattern, thing in listed:
            self.names.setdefault(pattern.name, []).append((pattern, thing))

    def fitting(self, cls: str, name: str, kin: Kinship) -> list[tuple[Pattern, T]]:
        """Everything listed for exactly this class; failing that, everything listed for a class above it."""
        listed = self.names.get(name)
        if not listed:
            return []
        exact = [one for one in listed if one[0].cls == cls]
        if exact or name == "<init>":
            return exact
        above = kin.above(cls)
        return [one for one in listed if one[0].cls in above]
