"""HTTP archives that browsers and proxies write."""

from __future__ import annotations

from typing import Final

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.recorded import har
from gifthorse.readers.capture.recorded import TABLES, Recording
from gifthorse.tables import Rows

NAME = "har"
READS = ("har",)
FILLS = TABLES
LIMITATIONS = [
    "Archives of more than 128 MiB are not read.",
    "Whose app it was, certificates and versions of TLS are not in an archive, nor is anything but HTTP.",
]
LIMIT: Final = 128 << 20


def read(node: Node, rows: Rows) -> None:
    """One request and response an entry."""
    try:
        entries = har.read(node.read(LIMIT))
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
        return
    recording = Recording(node, rows, "har")
    for one in entries:
        recording.count(read=one is not None)
        if one is not None:
            recording.exchanged(one)
    recording.finish()
