"""Which APKs belong together: a base and its splits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from gifthorse.errors import GifthorseError
from gifthorse.evidence.manifest import Identity, identity
from gifthorse.evidence.node import Node


def apps(nodes: Iterable[Node]) -> Iterator[tuple[Node, ...]]:
    """Every app as (base, split, split, ...). APKs in one folder that share package and version are one app."""
    apks = [node for node in nodes if node.kind == "apk"]
    for _, beside in groupby(sorted(apks, key=lambda n: (n.parent or "", n.path)), key=_folder):
        together = list(beside)
        if len(together) == 1:
            yield (together[0],)
        else:
            yield from _grouped(together)


def _folder(node: Node) -> str:
    """Where an APK's splits would lie: its folder, or the whole bundle (bundletool keeps splits in folders)."""
    return node.parent or node.path


def _grouped(apks: list[Node]) -> Iterator[tuple[Node, ...]]:
    groups: dict[Identity | str, list[tuple[bool, Node]]] = {}
    for node in apks:
        try:
            package, split = identity(node)
        except GifthorseError:
            groups[node.path] = [(False, node)]  # its own reader will say what is wrong with it
            continue
        groups.setdefault(package, []).append((split, node))
    for members in groups.values():
        bases = [node for split, node in members if not split]
        splits = [node for split, node in members if split]
        if len(bases) == 1:
            yield (bases[0], *splits)
        elif bases:
            yield from ((base,) for base in bases)
            yield from ((split,) for split in splits)
        else:
            yield tuple(splits)
