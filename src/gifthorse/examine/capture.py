"""Captures of traffic, or one share of a large one."""

from __future__ import annotations

from typing import Final

from gifthorse.evidence import Unit
from gifthorse.readers import capture
from gifthorse.tables import Rows

FILLS: Final = dict.fromkeys(capture.READS, (*capture.FILLS, "certificate_chains", "beacons", "destinations"))


def examine(unit: Unit, _digests: dict[str, str | None], rows: Rows) -> None:
    """Read the capture with the key logs that were handed over beside it."""
    capture.read(unit.nodes[0], rows, keylogs=unit.helpers, share=unit.share)
