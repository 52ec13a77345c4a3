"""Nodes over bytes for readers' tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gifthorse.evidence import Node, Source
from gifthorse.tables import Rows


def node(
    folder: Path, data: bytes, *, place: str = "/system/x", kind: str = "other", partition: str = "system"
) -> Node:
    """A node of a system tree whose bytes lie in a file of `folder`."""
    file = folder / "node"
    file.write_bytes(data)
    return Node(f"dump{place}", kind, len(data), Source(str(file)), phone_path=place, partition=partition)


def table(rows: Rows, name: str) -> list[dict[str, Any]]:
    """The rows of a table after their way through Arrow."""
    found = dict(rows.tables()).get(name)
    return [] if found is None else list(found.to_pylist())
