"""Which APKs belong together: a base and its splits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from gifthorse.errors import GifthorseError
from gifthorse.evidence.manifest import Identity, identity
from gifthorse.evidence.node import Node


def apps(nodes: Iterable[Node]) -> Iterator[tuple[Node, ...]]:
    """Every app as (base, split, split, ...).

    APKs of the same package and version in one folder, or anywhere in one zip, are one app; where that leaves several
    bases (a bundle also holds whole APKs for old devices), a split goes with the base in its own folder.
    """
    beside: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        if node.kind == "apk":
            beside[node.parent or node.path].append(node)
    for together in beside.values():
        if len(together) == 1:
            yield (together[0],)
        else:
            yield from _grouped(together)


def _grouped(apks: list[Node]) -> Iterator[tuple[Node, ...]]:
    groups: dict[Identity | str, list[tuple[Node, bool]]] = defaultdict(list)
    for node in apks:
        try:
            name, split = identity(node)
        except GifthorseError:
            groups[node.path].append((node, False))  # its own reader will say what is wrong with it
            continue
        groups[name].append((node, split))
    for members in groups.values():
        bases = [node for node, split in members if not split]
        splits = [node for node, split in members if split]
        if len(bases) <= 1:
            yield (*bases, *splits)
            continue
        taken: set[str] = set()
        for base in bases:
            own = [s for s in splits if _folder(s) == _folder(base) and s.path not in taken]
            taken.update(s.path for s in own)
            yield (base, *own)
        yield from ((split,) for split in splits if split.path not in taken)


def _folder(node: Node) -> str:
    """The folder inside what holds it."""
    return node.path.removeprefix(node.parent or "").rpartition("/")[0]
