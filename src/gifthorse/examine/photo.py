"""Photos and films."""

from __future__ import annotations

from typing import Final

from gifthorse.evidence import Unit
from gifthorse.readers import photo
from gifthorse.tables import Rows

FILLS: Final[dict[str, tuple[str, ...]]] = {"photo": (*photo.FILLS, "photo_links")}


def examine(unit: Unit, _digests: dict[str, str | None], rows: Rows) -> None:
    """Read every photo of a batch."""
    for node in unit.nodes:
        photo.read(node, rows)
