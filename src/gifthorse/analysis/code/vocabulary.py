"""The vocabulary of sensitive APIs (`data/apis.toml`) and the well-known libraries (`data/libraries.toml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import rtoml
from msgspec import Struct

from gifthorse.analysis.code.notation import VALUE, Pattern, parse

DECISIVE = frozenset({"command", "path", "url", "package", "value", "destination", "body", "name"})
"""Roles of arguments that are followed to their origin; the column `argument` of the table `origins`."""

_KEYS = frozenset({"says", "weight", "calls", "when", "derived"})
_NO_TEXT = frozenset({"boolean", "byte", "short", "char", "int", "long", "float", "double", "java.io.FileDescriptor"})
_TEXTUAL = DECISIVE - {"value"}


class Api(Struct, frozen=True):
    """One API. `when`: (role, regular expression | bits | carrier kind); `derived`: (category, regular expression)."""

    id: str
    category: str
    says: str
    weight: int
    patterns: tuple[Pattern, ...]
    when: tuple[tuple[str, re.Pattern[str] | int | str], ...]
    derived: tuple[str, re.Pattern[str]] | None


@cache
def vocabulary() -> tuple[Api, ...]:
    """Every API in the file's order; ValueError names an entry that does not follow the file's form."""
    raw = rtoml.loads((files("gifthorse.data") / "apis.toml").read_text(encoding="utf-8"))
    return tuple(_api(f"{category}.{name}", entry) for category, apis in raw.items() for name, entry in apis.items())


def _api(name: str, raw: dict[str, Any]) -> Api:
    if raw.keys() - _KEYS or not raw.get("says") or not 1 <= raw.get("weight", 0) <= 10:
        raise ValueError(f"{name} does not follow the form of data/apis.toml")
    patterns = tuple(parse(call) for call in raw.get("calls", ()))
    derived = raw.get("derived")
    if bool(patterns) == bool(derived):
        raise ValueError(f"{name} needs either calls or what it is derived from")
    return Api(
        name,
        name.partition(".")[0],
        raw["says"],
        raw["weight"],
        patterns,
        tuple((role, _condition(text)) for role, text in raw.get("when", {}).items()),
        (derived["from"], re.compile(derived["command"])) if derived else None,
    )


def _condition(wanted: str | int) -> re.Pattern[str] | int | str:
    if isinstance(wanted, int) or wanted.startswith("@"):
        return wanted
    return re.compile(wanted)


BYTEWISE = ("write", "int")


def fitting_roles(api: Api, pattern: Pattern, types: tuple[str, ...], *, static: bool) -> dict[str, int] | None:
    """Roles of one form of a method by operand place (`this` is place 0); None when a condition has no argument here.

    A textual role does not fit a number or an open file, so that of two listed forms the right one is found; but a
    stream also takes its text byte by byte.
    """
    found: dict[str, int] = {}
    for role, argument in pattern.roles:
        if argument == VALUE:
            found[role] = 0
        elif argument < 0:
            if static:
                return None
            found[role] = 0
        elif argument < len(types) and (
            role not in _TEXTUAL or types[argument] not in _NO_TEXT or (pattern.name, types[argument]) == BYTEWISE
        ):
            found[role] = argument + (not static)
    return found if all(role in found for role, _ in api.when) else None


@cache
def libraries() -> tuple[str, ...]:
    """Beginnings of the class names of well-known libraries."""
    raw = rtoml.loads((files("gifthorse.data") / "libraries.toml").read_text(encoding="utf-8"))
    return tuple(prefix for group in raw.values() for prefix in group)


@cache
def _prefixes() -> frozenset[str]:
    return frozenset(libraries())


def in_library(cls: str) -> bool:
    """Whether a class is by its name one of a well-known library."""
    return any(prefix in _prefixes() for prefix in _heads(cls))


def _heads(cls: str) -> Iterator[str]:
    at = cls.find(".")
    while at >= 0:
        yield cls[: at + 1]
        at = cls.find(".", at + 1)
    yield cls
