"""Batches of native libraries and programs."""

from __future__ import annotations

from typing import Final

from gifthorse.analysis.native import uses
from gifthorse.evidence import Unit
from gifthorse.readers import native
from gifthorse.tables import Rows

FILLS: Final = {"elf": (*native.FILLS, "native_uses")}


def examine(unit: Unit, _digests: dict[str, str | None], rows: Rows) -> None:
    """Read every file of the batch, and what its code runs."""
    native.read_all(unit.nodes, rows, uses.analyse)
