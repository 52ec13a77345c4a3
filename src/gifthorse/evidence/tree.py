"""The tree: every node of what was handed over, and what could not be opened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import Struct

from gifthorse.errors import EvidenceError, GifthorseError
from gifthorse.evidence import elsewhere
from gifthorse.evidence.node import CAPTURES, EXAMINED, Node, forget
from gifthorse.evidence.walk import Problem, Walk, walk
from gifthorse.tables import Rows, node_id

READER = "evidence"
PIECE = 4 << 20


class Tree(Struct, frozen=True):
    """Everything that was handed over; `missing`: path and size of files with code that only a listing names."""

    roots: tuple[str, ...]
    nodes: tuple[Node, ...]
    problems: tuple[Problem, ...]
    missing: tuple[tuple[str, int | None], ...] = ()

    @property
    def is_phone(self) -> bool:
        """Whether any of it is a phone's file system."""
        return any(node.partition for node in self.nodes)

    def fill(self, rows: Rows) -> None:
        """Fill `files`, `problems`, and the `evidence` of whatever no unit examines (workers do the rest)."""
        _files([n for n in self.nodes if n.kind != "folder" and "!" not in n.place], rows)
        _evidence([n for n in self.nodes if n.kind not in EXAMINED], rows)
        if self.missing:
            columns = {
                "node": [node_id(path) for path, _ in self.missing],
                "path": [text(path) for path, _ in self.missing],
                "size": [size for _, size in self.missing],
            }
            rows.put("evidence", {**columns, "kind": "missing", "trust": "extracted"})
        for problem in self.problems:
            rows.problem(problem.path, READER, problem.sentence, error=problem.error)


def open_evidence(paths: Sequence[Path]) -> Tree:
    """Open any mix of files and folders, recognising everything in them by content.

    Raises EvidenceError when a path cannot be opened or nothing in any of them can be checked.
    """
    found = Walk()
    names: list[str] = []
    for path in paths:
        names.append(_name(path, names))
        walk(path, names[-1], found)
    elsewhere.complete(found)
    forget()
    if not any(node.kind in EXAMINED for node in found.nodes):
        what = ", ".join(str(path) for path in paths) or "what was handed over"
        why = found.problems[0].sentence if found.problems else "No app, code or system file was recognised."
        raise EvidenceError(f"There is nothing in {what} that can be checked. {why}")
    return Tree(tuple(names), tuple(found.nodes), tuple(found.problems), tuple(sorted(found.missing.items())))


def _name(path: Path, taken: Iterable[str]) -> str:
    """The name a path goes by: its last part, made unique."""
    name = path.name if path.name not in ("", "..") else path.resolve().name or "root"
    number, unique = 2, name
    while unique in taken:
        unique = f"{name}~{number}"
        number += 1
    return unique


def evidence_rows(nodes: Iterable[Node], rows: Rows, *, unread: bool = False) -> dict[str, str | None]:
    """Fill `evidence` for a unit's nodes, with the SHA-256 of their bytes; returns those by path.

    Of `unread` nodes nothing is read and no SHA-256 known.
    """
    digests: list[str | None] = []
    nodes = list(nodes)
    for node in nodes if not unread else ():
        try:
            digests.append(_digest(node))
        except GifthorseError:
            digests.append(None)  # its reader says why
    digests = digests or [None] * len(nodes)
    _evidence(nodes, rows, digests)
    return {n.path: d for n, d in zip(nodes, digests, strict=True)}


def _digest(node: Node) -> str:
    """SHA-256 of a node's bytes; captures may be larger than what is read of anything else."""
    if node.kind not in CAPTURES or node.source.steps:
        return sha256(node.map()).hexdigest()
    digest, at = sha256(), 0
    while piece := node.source.range(at, PIECE):
        digest.update(piece)
        at += len(piece)
    return digest.hexdigest()


def _evidence(nodes: list[Node], rows: Rows, digests: list[str | None] | None = None) -> None:
    if not nodes:
        return
    rows.put(
        "evidence",
        {
            "node": [node_id(n.path) for n in nodes],
            "parent": [None if n.parent is None else node_id(n.parent) for n in nodes],
            "path": [text(n.path) for n in nodes],
            "kind": [n.kind for n in nodes],
            "size": [None if n.kind == "folder" else n.size for n in nodes],
            "sha256": digests or [None] * len(nodes),
            "trust": [n.trust for n in nodes],
        },
    )


def _files(nodes: list[Node], rows: Rows) -> None:
    if not nodes:
        return
    columns: dict[str, list[Any]] = {
        "evidence": [node_id(n.path) for n in nodes],
        "path": [text(n.place) for n in nodes],
        "partition": [n.partition for n in nodes],
        "kind": [n.kind for n in nodes],
        "size": [n.size for n in nodes],
        "mode": [n.mode for n in nodes],
        "uid": [n.uid for n in nodes],
        "gid": [n.gid for n in nodes],
        "link_target": [None if n.link_target is None else text(n.link_target) for n in nodes],
    }
    rows.put("files", columns)


_SURROGATE = re.compile("[\ud800-\udfff]")


def text(value: str) -> str:
    """A name that may hold undecodable bytes, as text that can be stored: each becomes U+FFFD."""
    return value if value.isascii() else _SURROGATE.sub("\ufffd", value)
