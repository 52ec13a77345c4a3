"""Which listed conditions the texts of an app could satisfy at all: what none of them can need not be traced.

One pass over all texts with all conditions at once finds the few that matter; single conditions are tried on those.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

import pyarrow as pa
import rtoml

from gifthorse.analysis.code.program import Program
from gifthorse.analysis.code.vocabulary import vocabulary
from gifthorse.formats import arrow

EVERYDAY: Final = "/"
"""A text that every app has: a condition that it satisfies is not looked for."""


class Telling:
    """The texts of an app, or parts of texts, that a condition of data/apis.toml or data/guards.toml may match."""

    def __init__(self, program: Program, further: list[str]) -> None:
        """`further` are texts beside those in the app's string pools."""
        union = "|".join(f"(?:{pattern})" for pattern in _listed())
        texts = list(further)
        for dex in program.dexes:
            strings = dex.strings.arrow()
            texts += arrow.chosen(strings, arrow.matches(strings, union)).to_pylist()
        lines = "\n".join(texts).split("\n")  # for the app may take a text apart
        self._texts = pa.array(dict.fromkeys([*texts, *lines]), pa.string())
        self._known: dict[str, bool] = {}

    def can(self, pattern: str) -> bool:
        """Whether a text may satisfy a listed condition, in whole or with what is put to it."""
        known = self._known.get(pattern)
        if known is None:
            known = self._known[pattern] = _everyday(pattern) or arrow.some(arrow.matches(self._texts, head(pattern)))
        return known


def head(pattern: str) -> str:
    """A condition as it would match a text of which a part is known."""
    return pattern.removesuffix("$").replace("\\b", "")


def numeric(pattern: str) -> bool:
    """Whether a condition is about a number, which is no string of the app."""
    return pattern.startswith("^") and any(c.isdigit() for c in pattern[:4])


@cache
def _everyday(pattern: str) -> bool:
    return re.search(pattern, EVERYDAY) is not None


@cache
def _listed() -> tuple[str, ...]:
    calls = (wanted.pattern for api in vocabulary() for _, wanted in api.when if isinstance(wanted, re.Pattern))
    raw = rtoml.loads((files("gifthorse.data") / "guards.toml").read_text(encoding="utf-8"))["guard"]
    checks = (entry["with"] for entry in raw if "with" in entry)
    return tuple(head(p) for p in dict.fromkeys([*calls, *checks]) if not numeric(p) and not _everyday(p))
