"""Attributes of a manifest's elements, looked up by resource id and resolved through the resource tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import rtoml

from gifthorse.formats import arsc
from gifthorse.formats.axml import Element, value

MAX_PARENTS = 20
MAX_TEXT = 32_768
"""Characters kept of one value; Android itself cuts labels far earlier."""
ANDROID = "http://schemas.android.com/apk/res/android"


@cache
def ids() -> Mapping[str, int]:
    """Resource ids of the attributes that matter, by name."""
    return _load("attribute")


@cache
def hidden_themes() -> frozenset[int]:
    """Framework themes under which an activity shows nothing."""
    return frozenset(_load("theme").values())


def _load(section: str) -> dict[str, int]:
    text = (files("gifthorse.data") / "attributes.toml").read_text(encoding="utf-8")
    return dict(rtoml.loads(text)[section])


MAX_LOOKS = 3_000_000
"""Configurations looked through for one app; a real one needs some ten thousands."""


class Resolved(NamedTuple):
    """A typed value after its references were followed."""

    type: int
    data: int
    text: str | None


class Resources:
    """The tables an app's references are looked up in: its own, its splits', the framework's.

    `exhausted` tells that a hostile table made looking up too dear; references stay references from then on.
    """

    __slots__ = ("_hides", "_known", "_start", "exhausted", "sdk", "tables")

    def __init__(self, tables: Sequence[arsc.Table], *, sdk: int | None = None) -> None:
        self.tables = list(tables)
        self.sdk = sdk
        self.exhausted = False
        self._known: dict[int, Resolved] = {}
        self._hides: dict[int, bool] = {}
        self._start = sum(table.looked for table in self.tables)

    def resolve(self, kind: int, data: int, text: str | None) -> Resolved:
        """The value itself, or what its reference stands for; a reference nobody knows stays one."""
        if kind not in (value.REFERENCE, value.DYNAMIC_REFERENCE):
            return Resolved(kind, data, text)
        known = self._known.get(data)
        if known is None:
            found = arsc.resolve(self.tables, data, sdk=self.sdk) if data and self._affordable() else None
            known = Resolved(found.type, found.data, found.text) if found else Resolved(kind, data, None)
            self._known[data] = known
        return known

    def hides(self, theme: int | None) -> bool:
        """Whether a theme, or a theme it is made from, is one of those that show nothing."""
        if theme is None:
            return False
        known = self._hides.get(theme)
        if known is None:
            known = self._hides[theme] = self._hidden(theme)
        return known

    def _hidden(self, theme: int) -> bool:
        for _ in range(MAX_PARENTS):
            if not theme or not self._affordable():
                return False
            if theme in hidden_themes():
                return True
            name = next(filter(None, (t.name(theme) for t in self.tables)), "")
            if "NoDisplay" in name or ("Translucent" in name and "Decor" not in name):
                return True
            theme = next(filter(None, (t.parent(theme) for t in self.tables)), 0)
        return False

    def _affordable(self) -> bool:
        self.exhausted = self.exhausted or sum(table.looked for table in self.tables) - self._start > MAX_LOOKS
        return not self.exhausted


class Attributes:
    """Reads one element's attributes by the names of the framework."""

    __slots__ = ("_resources", "element")

    def __init__(self, element: Element, resources: Resources) -> None:
        self.element = element
        self._resources = resources

    def _get(self, name: str) -> Resolved | None:
        found = self.element.by_id(ids()[name])
        if found is None:
            return None
        resolved = self._resources.resolve(found.type, found.data, found.text)
        return None if resolved.type == value.NULL else resolved

    def text(self, name: str) -> str | None:
        """As text; a reference that nobody knows as @0x7f010001."""
        found = self._get(name)
        text = value.to_text(*found) if found else None
        return text[:MAX_TEXT] if text is not None else None

    def label(self, name: str) -> str | None:
        """As text, None for a reference that nobody knows."""
        found = self._get(name)
        if found is None or found.type in (value.REFERENCE, value.DYNAMIC_REFERENCE):
            return None
        return self.text(name)

    def literal(self, name: str) -> str | None:
        """The string written in the manifest itself: Android takes no reference where names of permissions stand."""
        found = self.element.by_id(ids()[name])
        return found.text[:MAX_TEXT] if found is not None and found.text is not None else None

    def named(self, name: str) -> str | None:
        """The text as written, asked for by namespace and name as Android does in intent filters, else by id."""
        found = self.element.by_name(name, ANDROID) or self.element.by_id(ids()[name])
        if found is None:
            return None
        text = found.raw if found.raw is not None else self.text(name)
        return text[:MAX_TEXT] if text is not None else None

    def flag(self, name: str, default: bool) -> bool:
        """As a boolean."""
        found = self._get(name)
        return value.to_bool(*found, default) if found else default

    def stated(self, name: str) -> bool | None:
        """As a boolean, None when not stated."""
        return self.flag(name, False) if self._get(name) is not None else None

    def number(self, name: str, default: int | None = None) -> int | None:
        """As an int of 32 bits."""
        found = self._get(name)
        return value.to_int(*found, default) if found else default

    def reference(self, name: str) -> int | None:
        """The resource id it refers to, not followed."""
        found = self.element.by_id(ids()[name])
        if found is None or found.type not in (value.REFERENCE, value.DYNAMIC_REFERENCE):
            return None
        return found.data or None

    def as_written(self, name: str) -> str | None:
        """The typed value as text with its reference left alone."""
        found = self.element.by_id(ids()[name])
        text = found.as_text() if found is not None else None
        return text[:MAX_TEXT] if text is not None else None


def class_name(package: str, name: str) -> str:
    """The full name of a class as a manifest may shorten it: .Foo and Foo lie in the package."""
    if name.startswith("."):
        return package + name
    return name if "." in name else f"{package}.{name}"


def process_name(package: str, name: str) -> str:
    """The full name of a process: one that begins with a colon is private to the package."""
    return package + name if name.startswith(":") else name
