"""What the C library's calls do with their arguments, from data/native_calls.toml."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import rtoml

RESULT = -1


@dataclass(frozen=True, slots=True)
class Give:
    """The result or the argument `to` comes from `kind` (of the argument `of`'s sources where that is set)."""

    to: int
    kind: str
    named: int | None
    of: int | None


@dataclass(frozen=True, slots=True)
class Fill:
    """The buffer `to` is filled from what `from_` stands for, from `kind` where that is unknown."""

    to: int
    from_: int | None
    kind: str


@dataclass(frozen=True, slots=True)
class Copy:
    """`to` takes over what `of` hold; a text in the argument `format` is kept."""

    to: int
    of: tuple[int, ...]
    format: int | None


@dataclass(frozen=True, slots=True)
class Use:
    """A call that is written down; `array` is an argument that is an array of words, `rest`: all that follow."""

    argument: int
    array: int | None
    rest: bool


@dataclass(frozen=True, slots=True)
class Save:
    """The content of `of` goes into the file that `to` stands for."""

    to: int
    of: int


@dataclass(frozen=True, slots=True)
class Effects:
    """All effects by the name of the call."""

    give: dict[str, list[Give]]
    fill: dict[str, list[Fill]]
    copy: dict[str, list[Copy]]
    use: dict[str, Use]
    save: dict[str, Save]

    def known(self) -> frozenset[str]:
        """Every name that means something."""
        return frozenset({*self.give, *self.fill, *self.copy, *self.use, *self.save})


@cache
def effects() -> Effects:
    """The table, read once."""
    table = rtoml.loads(files("gifthorse.data").joinpath("native_calls.toml").read_text(encoding="utf-8"))
    give, fill, copy = defaultdict(list), defaultdict(list), defaultdict(list)
    for entry, name in _each(table, "give"):
        give[name].append(Give(entry.get("to", RESULT), entry.get("kind", ""), entry.get("named"), entry.get("of")))
    for entry, name in _each(table, "fill"):
        fill[name].append(Fill(entry["to"], entry.get("from"), entry.get("kind", "")))
    for entry, name in _each(table, "copy"):
        to = RESULT if entry["to"] == "result" else entry["to"]
        copy[name].append(Copy(to, tuple(entry["of"]), entry.get("format")))
    use = {n: Use(e["argument"], e.get("array"), e.get("rest", False)) for e, n in _each(table, "use")}
    save = {n: Save(e["to"], e["of"]) for e, n in _each(table, "save")}
    return Effects(dict(give), dict(fill), dict(copy), use, save)


def _each(table: dict[str, Any], kind: str) -> list[tuple[dict[str, Any], str]]:
    return [(entry, name) for entry in table.get(kind, ()) for name in entry["calls"]]
