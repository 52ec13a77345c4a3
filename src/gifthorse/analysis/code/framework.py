"""What the platform's own classes are to an app: relations, overridable methods, hand-over pairs, intent verbs.

All of it is data: `data/framework.toml`. Class names are written with dots, inner classes with `$`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import rtoml
from msgspec import Struct, field

OBJECT = "java.lang.Object"
SINGLE = frozenset({"getDefault", "getInstance", "getRuntime", "newInstance", "obtain", "<init>"})
"""Methods that give an object of the class that they are called on."""
STUB_OF = "asInterface"
"""The method of an AIDL stub that makes an object of the interface of a binder."""


class Framework(Struct, frozen=True):
    """The table as loaded. `parents[c]` has the superclass first; a class missing there is unknown to us."""

    parents: Mapping[str, tuple[str, ...]]
    declared: Mapping[str, frozenset[str]]
    interfaces: frozenset[str]
    lifecycle: Mapping[str, tuple[str, ...]]
    actions: Mapping[str, str]
    superclasses: Mapping[str, str]
    permissions: Mapping[str, str]
    accepts: frozenset[str]
    publishes: frozenset[str]
    verbs: Mapping[str, tuple[str, ...]]
    intent_calls: Mapping[str, tuple[str, ...]]
    enters: Mapping[str, tuple[str, ...]]
    alarms: frozenset[str]
    handover: Mapping[str, tuple[str, ...]]
    results: Mapping[str, str]
    _ancestors: dict[str, frozenset[str]] = field(default_factory=dict)
    _names: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def canonical(self, name: str) -> str:
        """The name under which the table knows a class: desugared copies (`j$.util.…`) are the platform's."""
        return "java." + name[3:] if name.startswith("j$.") else name

    def direct(self, name: str) -> tuple[str, ...]:
        """Superclass and interfaces of a framework class; empty when it has none or is unknown."""
        parents = self.parents.get(self.canonical(name))
        if parents is not None:
            return parents
        # An AIDL stub is a binder whatever its interface is called.
        return ("android.os.Binder",) if name.endswith("$Stub") else ()

    def result(self, call: str) -> str:
        """Class of what a call returns that is made by name; empty when it is not listed."""
        found = self.results.get(call)
        cls, _, name = call.rpartition(".")
        if found is None and name in SINGLE:
            return cls
        if name == STUB_OF:
            return cls.removesuffix("$Stub")
        return found or ""

    def known(self, name: str) -> bool:
        """Whether the table says anything about this class."""
        return self.canonical(name) in self.parents

    def ancestors(self, name: str) -> frozenset[str]:
        """The class itself and everything it extends or implements, as far as the table goes."""
        found = self._ancestors.get(name)
        if found is None:
            seen = {self.canonical(name)}
            todo = [name]
            while todo:
                for parent in self.direct(todo.pop()):
                    if parent not in seen:
                        seen.add(parent)
                        todo.append(parent)
            found = self._ancestors[name] = frozenset(seen)
        return found

    def overridable(self, name: str) -> frozenset[str] | None:
        """Names of methods that the platform may call on a subclass; None when the class is unknown."""
        if name not in self._names:
            names: frozenset[str] | None = None
            if self.known(name):
                names = frozenset().union(*(self.declared.get(a, frozenset()) for a in self.ancestors(name)))
            self._names[name] = names
        return self._names[name]


@cache
def framework() -> Framework:
    """The table of `data/framework.toml`, read once a process."""
    raw = rtoml.loads((files("gifthorse.data") / "framework.toml").read_text(encoding="utf-8"))
    parents: dict[str, tuple[str, ...]] = {}
    declared: dict[str, frozenset[str]] = {}
    interfaces: set[str] = set()
    for section in ("classes", "hidden"):
        for package, text in raw[section].items():
            for name, is_interface, above, methods in _lines(package, text):
                parents[name] = above
                if is_interface:
                    interfaces.add(name)
                declared[name] = frozenset(methods)
    return Framework(
        parents,
        declared,
        frozenset(interfaces),
        {kind: tuple(names) for kind, names in raw["lifecycle"].items()},
        _turned(raw["entry"]["action"]),
        _turned(raw["entry"]["superclass"]),
        _turned(raw["entry"]["permission"]),
        frozenset(raw["socket"]["accept"]),
        frozenset(raw["binder"]["publish"]),
        {verb: tuple(kinds) for verb, kinds in raw["intent"]["verb"].items()},
        {call: tuple(kinds) for call, kinds in raw["intent"]["call"].items()},
        {kind: tuple(names) for kind, names in raw["intent"]["enters"].items()},
        frozenset(raw["intent"]["alarm"]),
        {call: tuple(names) for call, names in raw["handover"].items()},
        {call: cls for cls, calls in raw["result"].items() for call in calls},
    )


def _turned(groups: dict[str, list[str]]) -> dict[str, str]:
    return {name: kind for kind, names in groups.items() for name in names}


def _lines(package: str, text: str) -> Iterator[tuple[str, bool, tuple[str, ...], list[str]]]:
    """Entries of one package: `@Class < parents : methods` (@: interface), continued on indented lines."""

    def full(name: str) -> str:
        return name if "." in name else f"{package}.{name}"

    for entry in text.strip("\n").replace("\n  ", " ").split("\n"):
        head, _, methods = entry.partition(" : ")
        name, _, above = head.partition(" < ")
        name = name.strip()
        yield full(name.removeprefix("@")), name.startswith("@"), tuple(full(p) for p in above.split()), methods.split()


def raw_table() -> dict[str, Any]:
    """The file as TOML gives it, for tests of its form."""
    return rtoml.loads((files("gifthorse.data") / "framework.toml").read_text(encoding="utf-8"))
