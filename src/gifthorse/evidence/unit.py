"""Units of work: an app with its splits, a jar, a batch of native code, of photos, of small system files."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from gifthorse.evidence.apps import apps
from gifthorse.evidence.elsewhere import owned_dex
from gifthorse.evidence.node import CAPTURES, EXAMINED, LOGS, RECORDED, Node
from gifthorse.evidence.tree import Tree

NATIVE_BYTES = 4 << 20
NATIVE_FILES = 64
SYSTEM_FILES = 256
PHOTO_BYTES = 64 << 20
PHOTO_FILES = 64
SHARED_BYTES = 64 << 20  # a capture above it is read by two workers, each keeping half of the connections
SYSTEM_KINDS = EXAMINED - {"apk", "jar", "dex", "elf", "photo"} - CAPTURES - RECORDED


class Unit(Struct, frozen=True):
    """What one worker takes at once.

    `kind` is app, jar, native, photo, system, capture or recorded. An app's first node is its base APK, then its
    splits, then DEX files found beside it (in its OAT file). `key` is safe as a file name; it changes when any node's
    path, size or time does.
    `size` is in bytes and `weight` in bytes of code, to start the longest first. Of a unit `without_code` everything
    but the code is examined. Of a capture, share 0 of 2 keeps half of the connections and whatever is about the whole;
    `helpers` are nodes that are looked at but examined in a unit of their own: key logs.
    """

    kind: str
    nodes: tuple[Node, ...]
    key: str
    path: str
    size: int
    weight: int
    without_code: bool = False
    share: tuple[int, int] = (0, 1)
    helpers: tuple[Node, ...] = ()


def unit(kind: str, nodes: Iterable[Node]) -> Unit:
    """A unit of these nodes."""
    nodes = tuple(nodes)
    digest = sha256(kind.encode())
    for node in nodes:
        line = f"\0{node.path}\0{node.kind}\0{node.size}\0{node.stamp}\0{node.phone_path}\0{node.source.steps}"
        digest.update(line.encode("utf-8", "surrogateescape"))
    size = sum(node.size for node in nodes)
    weight = sum(node.dex_size or (node.size if node.kind == "dex" else 0) for node in nodes) + size // 16
    return Unit(kind, nodes, digest.hexdigest(), nodes[0].path, size, weight)


def smaller(one: Unit) -> list[Unit]:
    """What to try in place of a unit that failed: each file of a batch by itself; an app, but not its code."""
    if one.kind in ("native", "photo", "system"):
        return [unit(one.kind, (node,)) for node in one.nodes] if len(one.nodes) > 1 else []
    if one.kind == "app" and not one.without_code:
        return [replace(one, key=f"{one.key}-facts", without_code=True)]
    return []


def units(tree: Tree) -> list[Unit]:
    """Everything in the tree that is examined, in units, the heaviest first."""
    beside = owned_dex(tree.nodes)
    made = [unit("app", (*app, *beside.pop(app[0].path.rpartition(".")[0], ()))) for app in apps(tree.nodes)]
    native: list[Node] = []
    system: list[Node] = []
    keylogs = tuple(node for node in tree.nodes if node.kind == "keylog")
    photos: list[Node] = []
    for node in tree.nodes:
        if node.kind == "jar":
            made.append(unit("jar", (node, *beside.pop(node.path.rpartition(".")[0], ()))))
        elif node.kind == "elf":
            native.append(node)
        elif node.kind in SYSTEM_KINDS:
            system.append(node)
        elif node.kind in CAPTURES:
            made += _capture(node, keylogs)
        elif node.kind in RECORDED:
            made.append(unit("recorded", (node,)))
        elif node.kind == "photo":
            photos.append(node)
    made += [unit("jar", dexes) for dexes in beside.values()]
    taken = {node.path for one in made for node in one.nodes}
    made += [unit("jar", (node,)) for node in tree.nodes if node.kind == "dex" and node.path not in taken]
    made += [unit("native", batch) for batch in _batches(native, NATIVE_BYTES, NATIVE_FILES)]
    made += [unit("photo", batch) for batch in _batches(photos, PHOTO_BYTES, PHOTO_FILES)]
    made += [unit("system", batch) for batch in _batches(system, NATIVE_BYTES, SYSTEM_FILES)]
    made.sort(key=lambda u: (-u.weight, u.path))
    return made


def _capture(node: Node, keylogs: tuple[Node, ...]) -> list[Unit]:
    """A capture in shares; with other key logs than before it is read anew."""
    whole = unit("capture", (node,))
    keys = unit("keys", keylogs).key if keylogs else ""
    count = 2 if node.size > SHARED_BYTES and node.kind not in LOGS else 1
    return [
        replace(
            whole,
            key=sha256(f"{whole.key} {keys} {number}/{count}".encode()).hexdigest(),
            share=(number, count),
            helpers=keylogs,
        )
        for number in range(count)
    ]


def _batches(nodes: list[Node], most: int, count: int) -> Iterable[list[Node]]:
    batch: list[Node] = []
    size = 0
    for node in nodes:
        if batch and (size + node.size > most or len(batch) >= count):
            yield batch
            batch, size = [], 0
        batch.append(node)
        size += node.size
    if batch:
        yield batch
