"""What is done to one unit of work: which readers and which analyses, in which order. Runs inside a worker.

Each kind of unit has a module of its own here, loaded when there is such a unit: a check of one app need not wait for
the readers of captures.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Mapping
from typing import Final, Protocol, cast

from gifthorse.evidence import Unit, evidence_rows
from gifthorse.tables import Rows

MODULES: Final = {
    "app": "app",
    "jar": "app",
    "native": "native",
    "photo": "photo",
    "system": "system",
    "capture": "capture",
    "recorded": "recorded",
}
"""The module for each kind of unit."""


class Examiner(Protocol):
    """What such a module has. `FILLS`: which tables are examined once a node of a kind was read, rows or not."""

    FILLS: Mapping[str, tuple[str, ...]]

    def examine(self, unit: Unit, digests: dict[str, str | None], rows: Rows) -> None: ...


def examine(unit: Unit) -> Rows:
    """Read one unit and analyse its code; what cannot be read ends as `problems` rows."""
    rows = Rows()
    digests = evidence_rows(unit.nodes, rows) if unit.share[0] == 0 else {}
    examiner(unit.kind).examine(unit, digests, rows)
    return rows


def tidy() -> None:
    """Drop what the units so far left in memory."""
    loaded = sys.modules.get("gifthorse.analysis.code.app")
    if loaded is not None:
        loaded.let_go()


def examiner(kind: str) -> Examiner:
    """The module that examines units of this kind."""
    return cast(Examiner, importlib.import_module(f"{__name__}.{MODULES[kind]}"))


def filled(units: Iterable[Unit]) -> set[str]:
    """The tables that are examined once these units were."""
    kinds = {(unit.kind, node.kind) for unit in units for node in unit.nodes}
    return {table for kind, node in kinds for table in examiner(kind).FILLS.get(node, ())}
