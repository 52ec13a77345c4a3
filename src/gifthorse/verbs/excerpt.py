"""The very instructions, lines or bytes that a finding stands on, read again from the evidence."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from gifthorse.errors import GifthorseError
from gifthorse.evidence import Node, Unit, open_evidence, units
from gifthorse.formats import dex as dex_format
from gifthorse.formats import dexfiles
from gifthorse.formats.dex import Dex
from gifthorse.formats.zip import open_zip
from gifthorse.report.context import CodeLine, Snippet
from gifthorse.report.document import LEVELS, Evidence, Finding
from gifthorse.report.steps import is_path
from gifthorse.verbs import code, packet

AROUND = 3
DEX_LIMIT = 256 << 20
TEXT_LIMIT = 8 << 20
BYTES_SHOWN = 64
SNIPPETS = 24
_LINE = re.compile(r"lines? (\d{1,9})")
_OFFSET = re.compile(r"(?:byte|offset) (0x[0-9a-fA-F]{1,12}|\d{1,12})")


class Reader:
    """Reads excerpts out of the evidence of one check, as long as it still lies where it lay."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Open the evidence; raises EvidenceError when it is gone."""
        tree = open_evidence(paths)
        self._nodes: dict[str, Node] = {n.path: n for n in tree.nodes}
        self._units: dict[str, Unit] = {n.path: u for u in units(tree) for n in u.nodes}
        self._dexes = lru_cache(maxsize=1)(self._read_dexes)

    def sha256(self, path: str) -> str | None:
        """SHA-256 of a node as it is now, None when it is gone or cannot be read."""
        node = self._nodes.get(path)
        try:
            return sha256(node.map()).hexdigest() if node and node.kind != "folder" else None
        except GifthorseError:
            return None

    def is_packet(self, evidence: Evidence) -> bool:
        """Whether it is a packet, whose bytes are shown only to who asks for them: they may hold what reports mask."""
        node = self._nodes.get(evidence.path)
        return node is not None and node.kind in packet.KINDS and packet.PLACE.match(evidence.locator) is not None

    def excerpts(self, evidence: Evidence, *, reveal: bool = False) -> list[Snippet]:
        """What can be shown of one piece of evidence: code, else lines, else bytes; empty where it is gone.

        Of packets nothing is shown unless `reveal` is set.
        """
        node = self._nodes.get(evidence.path)
        if node is None:
            return []
        try:
            path = evidence.detail if is_path(evidence.detail) else evidence.locator
            if is_path(path):
                return code.snippets(self._dexes(evidence.path), path.split("\n")[:SNIPPETS])
            if self.is_packet(evidence):
                found = packet.PLACE.match(evidence.locator) if reveal else None
                shown = packet.snippet(node, int(found[1])) if found else None
                return [shown] if shown else []
            if line := _LINE.search(evidence.locator):
                return [_lines(node, int(line[1]))]
            if offset := _OFFSET.search(evidence.locator):
                return [_bytes(node, int(offset[1], 0))]
        except GifthorseError:
            return []
        except Exception:  # damaged code can surprise; what was found is reported without its excerpt then
            if os.environ.get("GIFTHORSE_DEBUG"):
                raise
        return []

    def _read_dexes(self, path: str) -> list[Dex]:
        unit = self._units.get(path)
        found: list[Dex] = []
        data: list[bytes] = []
        for node in unit.nodes if unit else ():
            if node.kind == "dex":
                found += _whole(node.read(DEX_LIMIT))
                continue
            archive = open_zip(node.map())
            for name in dexfiles.own(archive):
                found += _whole(archive.read(name, limit=DEX_LIMIT))
            data += [one.data for one in dexfiles.carried(archive, hidden=True) if isinstance(one, dexfiles.Carried)]
        for carried in data:
            found += _whole(carried)
        return found


def of_findings(
    paths: Sequence[Path], findings: Iterable[Finding], *, most: int = 40, reveal: bool = False
) -> Mapping[str, tuple[Snippet, ...]]:
    """Excerpts for the critical and high findings (at most `most`), by finding id."""
    serious = [f for f in findings if f.level in LEVELS[-2:]][:most]
    if not serious:
        return {}
    try:
        reader = Reader(paths)
    except GifthorseError:
        return {}
    # Sorted by file: the code of one app is decoded once.
    made: dict[str, tuple[Snippet, ...]] = {}
    for finding in sorted(serious, key=lambda f: f.evidence[0].path if f.evidence else ""):
        shown = tuple(s for evidence in finding.evidence for s in reader.excerpts(evidence, reveal=reveal))
        if shown:
            made[finding.id] = shown
    return made


def _whole(data: bytes) -> list[Dex]:
    try:
        return dex_format.read_all(data)
    except GifthorseError:
        return []


def _lines(node: Node, number: int) -> Snippet:
    lines = node.read(TEXT_LIMIT).decode("utf-8", "replace").split("\n")
    first = max(number - 1 - AROUND, 0)
    around = lines[first : number + AROUND]
    shown = (CodeLine(f"{n:>5}  {text.rstrip()}", n == number) for n, text in enumerate(around, first + 1))
    return Snippet(f"{node.place}, line {number}", tuple(shown))


def _bytes(node: Node, offset: int) -> Snippet:
    first = max(offset - 16, 0) // 16 * 16
    data = node.source.range(first, BYTES_SHOWN)
    lines = []
    for at in range(0, len(data), 16):
        here = first + at <= offset < first + at + 16
        lines.append(CodeLine(packet.dump(first + at, data[at : at + 16]), here))
    return Snippet(f"{node.place}, byte {offset:#x}", tuple(lines))
