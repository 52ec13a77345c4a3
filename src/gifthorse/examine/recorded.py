"""Recordings of traffic that are no packets: a proxy's, a browser's, an app's list of connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from gifthorse.evidence import Node, Unit
from gifthorse.readers import har, mitmproxy, pcapdroid
from gifthorse.readers.capture.recorded import TABLES
from gifthorse.tables import Rows

READERS: Final[dict[str, Callable[[Node, Rows], None]]] = {
    "pcapdroid-csv": pcapdroid.read,
    "har": har.read,
    "mitmproxy": mitmproxy.read,
}
FILLS: Final = dict.fromkeys(READERS, (*TABLES, "certificate_chains", "beacons", "destinations"))


def examine(unit: Unit, _digests: dict[str, str | None], rows: Rows) -> None:
    """Read the recording."""
    READERS[unit.nodes[0].kind](unit.nodes[0], rows)
