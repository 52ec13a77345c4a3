"""Code that is not where the app is: in OAT files, images and APEXes, or missing altogether."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node, Restored, Slice
from gifthorse.evidence.phonepath import installed_as
from gifthorse.evidence.walk import Walk
from gifthorse.formats.oat import embedded_dex

LISTING = "all_files.txt"
LISTING_LIMIT = 64 << 20
DIGITS = 16
LISTED_CODE = (".apk", ".apk.gz", ".jar", ".so", ".ko", ".odex", ".vdex", ".oat", ".apex")
EXAMPLES = 3
_COMPILED = re.compile(r"/(?:oat/[^/]+|(?:arm|arm64|x86|x86_64|mips|mips64|riscv64))$")
INSTRUCTION_SETS = ("arm64", "arm", "x86_64", "x86", "riscv64", "")


def complete(found: Walk) -> None:
    """Add the DEX files of apps and jars that keep them beside, and a problem for all code that stays out of sight."""
    _embedded(found)
    phone = any(node.partition for node in found.nodes)  # which has its fonts and rules packed, and a dump its ramdisks
    for node in found.nodes:
        if node.kind == "apex":
            found.problem(node.path, "unsupported", "An APEX (updatable system module) is not opened in this version.")
        elif node.kind == "image":
            found.problem(
                node.path,
                "unsupported",
                "A partition image is not opened in this version; hand over its extracted files.",
            )
        elif node.kind == "archive" and not phone:
            found.problem(
                node.path, "unsupported", "This kind of archive is not opened in this version; unpack it first."
            )
        elif node.kind == "binary-xml":
            found.problem(
                node.path, "unsupported", "This part of the phone's state (binary XML) is not read in this version."
            )
    _missing(found)


def _embedded(found: Walk) -> None:
    """Apps and jars without DEX of their own get that of their OAT or VDEX file; the boot image's becomes a jar."""
    owners = {
        node.path.rpartition(".")[0]: (number, node)
        for number, node in enumerate(found.nodes)
        if node.kind in ("apk", "jar", "zip")
    }
    compiled: dict[str, list[Node]] = defaultdict(list)
    for node in found.nodes:
        if node.kind in ("oat", "vdex") and "!" not in node.path:
            compiled[_owner(node.path)].append(node)
    for stem, files in compiled.items():
        number, owner = owners.get(stem, (-1, None))
        boot = owner is None and stem.rpartition("/")[2] == "boot"
        if boot or (owner is not None and not owner.dex_size):
            carved = _carve(files, found)
            found.nodes += carved
            if carved and owner is not None and owner.kind == "zip":
                found.nodes[number] = replace(owner, kind="jar", installed_as=installed_as(owner.phone_path))
            elif not carved and owner is not None and owner.kind != "zip":
                names = " and ".join(sorted({file.path.rpartition("/")[2] for file in files}))
                found.problem(
                    owner.path,
                    "missing",
                    f"It holds no code of its own, and {names} beside it no DEX that can be read.",
                )


def _owner(path: str) -> str:
    """`<folder>/oat/<isa>/<name>.odex` belongs to `<folder>/<name>`; before Android 5 it lay beside it."""
    folder, _, name = path.rpartition("/")
    return f"{_COMPILED.sub('', folder)}/{name.rpartition('.')[0]}"


def instruction_set(node: Node) -> int:
    """Rank of the processor a compiled file is for; files for several hold the same DEX."""
    name = node.path.rpartition("/")[0].rpartition("/")[2]
    return INSTRUCTION_SETS.index(name) if name in INSTRUCTION_SETS else len(INSTRUCTION_SETS)


def _carve(files: list[Node], found: Walk) -> list[Node]:
    for file in sorted(files, key=lambda node: (instruction_set(node), node.path)):
        try:
            spans = embedded_dex(file.map())
        except GifthorseError as error:
            found.problem(file.path, kind(error), str(error))
            continue
        if spans:
            return [_dex(file, number, *span) for number, span in enumerate(spans, 1)]
    return []


def _dex(file: Node, number: int, start: int, size: int) -> Node:
    name = f"classes{number if number > 1 else ''}.dex"
    return replace(
        file,
        path=f"{file.path}!{name}",
        kind="dex",
        size=size,
        source=file.source.within((Restored if file.kind == "vdex" else Slice)(start, size)),
        parent=file.path,
        phone_path=file.phone_path and f"{file.phone_path}!{name}",
    )


def owned_dex(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    """The carved DEX files by the path of their app or jar without its ending; `<folder>/boot` for the boot image."""
    owned: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        if node.kind == "dex" and node.parent and "!" in node.path and isinstance(node.source.steps[-1], Slice):
            owned[_owner(node.parent)].append(node)
    return owned


def _missing(found: Walk) -> None:
    """Dumps often come with a listing of all their files, of which storage limits kept some out: say which."""
    for node in [n for n in found.nodes if n.path.endswith("/" + LISTING) and n.kind == "other"]:
        folder = node.path.removesuffix(LISTING)
        try:
            lines = node.read(LISTING_LIMIT).decode("utf-8", "replace").splitlines()
        except GifthorseError:
            continue
        listed = dict(map(_listed, lines))
        here = {n.path.removeprefix(folder) for n in found.nodes}
        absent = sorted(path for path in listed.keys() - here if path.endswith(LISTED_CODE))
        if not absent or len(absent) * 2 > len(listed):
            continue  # not a listing of this folder
        found.missing.update((folder + path, listed[path]) for path in absent)
        by_ending = defaultdict(list)
        for path in absent:
            by_ending[path.rpartition(".")[2]].append(path)
        for ending, paths in sorted(by_ending.items()):
            some = ", ".join(path.rpartition("/")[2] for path in paths[:EXAMPLES])
            more = f" and {len(paths) - EXAMPLES} more" if len(paths) > EXAMPLES else ""
            noun, verb = ("file", "is") if len(paths) == 1 else ("files", "are")
            sentence = f"{len(paths)} .{ending} {noun} that it lists {verb} missing and not examined: {some}{more}."
            found.problem(node.path, "missing", sentence)


def _listed(line: str) -> tuple[str, int | None]:
    """Path and size of a line, `size<tab>path` or the path alone."""
    size, tab, _ = line.partition("\t")
    known = bool(tab) and size.isdecimal() and len(size) < DIGITS
    return line.rsplit("\t", maxsplit=1)[-1].strip().removeprefix("./"), int(size) if known else None
