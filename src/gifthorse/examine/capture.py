"""Captures of traffic, or one share of a large one, and logs of a modem."""

from __future__ import annotations

from typing import Final

from gifthorse.evidence import Unit
from gifthorse.readers import capture, cell
from gifthorse.tables import Rows

RADIO: Final = ("cell_events", "cell_checks")
FILLS: Final = {
    **dict.fromkeys(capture.READS, (*capture.FILLS, "certificate_chains", "beacons", "destinations", *RADIO)),
    **dict.fromkeys(cell.READS, (*cell.FILLS, *RADIO)),
}


def examine(unit: Unit, _digests: dict[str, str | None], rows: Rows) -> None:
    """Read the capture with the key logs that were handed over beside it."""
    node = unit.nodes[0]
    if node.kind in cell.READS:
        cell.read(node, rows)
    else:
        capture.read(node, rows, keylogs=unit.helpers, share=unit.share)
