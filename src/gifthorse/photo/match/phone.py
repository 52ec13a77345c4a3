"""The phone in question: the names it gives itself, and the shots that are taken as its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gifthorse.analysis.photo import names
from gifthorse.case import Case
from gifthorse.errors import EvidenceError, GifthorseError
from gifthorse.evidence import Node, open_evidence
from gifthorse.photo.match.facts import BYTES_LIMIT, Facts, facts
from gifthorse.photo.match.store import Group

KINDS: Final = ("jpeg", "heic", "avif")
REFERENCES_LIMIT: Final = 5_000
_NOT_SHOT: Final = ("screenshot", "whatsapp", "telegram", "download", "received")
FOCAL_LENGTHS: Final = 8
"""More than these are no phone's lenses but one that zooms: the sensor is the same."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A shot that is taken as the phone's own."""

    node: Node
    facts: Facts


@dataclass(frozen=True, slots=True)
class Phone:
    """`known` are its model's names, made plain; `case` is where fingerprints are kept, None for a folder of shots."""

    known: frozenset[str]
    references: tuple[Reference, ...]
    case: Case | None

    def groups(self) -> dict[Group, list[Reference]]:
        """The reference shots by lens, zoom and size, the largest groups first."""
        found: dict[Group, list[Reference]] = {}
        zooming = len({r.facts.lens for r in self.references}) > FOCAL_LENGTHS
        for reference in self.references:
            told = reference.facts
            if told.size is None:
                continue
            zoom = round(told.zoom, 2) if told.zoom else None
            group = Group(None if zooming else told.lens, zoom, told.mirrored, *told.size)
            found.setdefault(group, []).append(reference)
        return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def open_phone(path: Path) -> Phone:
    """The phone of a case, or that of a folder of reference shots.

    Raises CaseError or EvidenceError where it is neither.
    """
    if (path / "gifthorse-case").exists():
        return _of_case(Case.open(path))
    if not path.exists():
        raise EvidenceError(f"{path} cannot be opened: there is no such case and no such folder.")
    references = list(_references(open_evidence([path]).nodes, frozenset()))
    usual = Counter(r.facts.model for r in references if r.facts.model).most_common(1)
    model = usual[0][0] if usual else None
    own = [r for r in references if r.facts.model in (model, None)]
    known = frozenset(
        form
        for r in own
        for name in (r.facts.model, r.facts.market_name)
        if name
        for form in (names.plain(name), names.plain(name, r.facts.make))
    )
    return Phone(known, tuple(own), None)


def _of_case(case: Case) -> Phone:
    tables = case.tables()
    properties = tables.get("properties")
    pairs = list(zip(*(properties[c].to_pylist() for c in ("name", "value")), strict=True)) if properties else []
    known = names.models(pairs)
    photos, evidence = tables.get("photos"), tables.get("evidence")
    if photos is None or evidence is None:
        return Phone(known, (), case)
    paths = dict(zip(evidence["node"].to_pylist(), evidence["path"].to_pylist(), strict=True))
    wanted = {paths.get(node) for node in photos["evidence"].to_pylist()}
    try:
        nodes = open_evidence([Path(p) for p in case.manifest().get("evidence", [])]).nodes
    except EvidenceError:  # it lies elsewhere now: the fingerprints made earlier are still there
        return Phone(known, (), case)
    references = list(_references([n for n in nodes if n.path in wanted], known))
    if not known:  # a case of photos alone: what most of them name
        usual = Counter(r.facts.model for r in references if r.facts.model).most_common(1)
        references = [r for r in references if usual and r.facts.model == usual[0][0]]
        known = frozenset({names.plain(usual[0][0])}) if usual else frozenset()
    return Phone(known, tuple(references), case)


def _references(nodes: list[Node] | tuple[Node, ...], known: frozenset[str]) -> Iterator[Reference]:
    """The photos among nodes that a camera saved and nobody changed; with `known`, those that name this phone."""
    count = 0
    for node in sorted(nodes, key=lambda n: n.path):
        if node.kind != "photo" or any(word in node.path.lower() for word in _NOT_SHOT):
            continue
        try:
            told = facts(node.map(BYTES_LIMIT))
        except GifthorseError:
            continue
        agrees = names.model_agrees((told.model, told.market_name), told.make, known) if known else True
        if told.kind in KINDS and told.editor is None and agrees:
            yield Reference(node, told)
            count += 1
        if count == REFERENCES_LIMIT:
            return
