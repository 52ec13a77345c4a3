"""Property files: build.prop, default.prop and their kind."""

from __future__ import annotations

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.props import BYTES_LIMIT, properties
from gifthorse.tables import Rows, node_id

NAME = "properties"
READS = ("properties",)
FILLS = ("properties",)
LIMITATIONS = [
    "Properties set while the phone runs (persist.* in /data, setprop in rc files) are not in these files.",
    "Every line is a row; which of several wins depends on the order in which init loads the files.",
]


def read(node: Node, rows: Rows) -> None:
    """One row a property line."""
    try:
        found = properties(node.read(BYTES_LIMIT))
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
        return
    evidence = node_id(node.path)
    for one in found:
        rows.add("properties", evidence=evidence, path=node.place, name=one.name, value=one.value, line=one.line)
