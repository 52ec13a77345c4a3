"""The hosts file, which decides where names lead before DNS is asked."""

from __future__ import annotations

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.hosts import BYTES_LIMIT, ENTRIES_LIMIT, hosts
from gifthorse.tables import Rows, node_id

NAME = "hosts"
READS = ("hosts",)
FILLS = ("hosts",)
LIMITATIONS = [f"Names after the first {ENTRIES_LIMIT:,} of a file are not kept."]


def read(node: Node, rows: Rows) -> None:
    """One row a name."""
    try:
        found, more = hosts(node.read(BYTES_LIMIT))
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
        return
    if more:
        rows.problem(node.path, NAME, f"Only the first {ENTRIES_LIMIT:,} names were read.", error="limit")
    evidence = node_id(node.path)
    for one in found:
        rows.add("hosts", evidence=evidence, address=one.address, name=one.name, line=one.line)
