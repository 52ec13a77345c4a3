"""From the paths that were handed over to nodes: folders and zips are walked, everything in them is recognised."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from time import monotonic

from msgspec import Struct, field

from gifthorse.errors import EvidenceError, FormatError, GifthorseError, kind
from gifthorse.evidence import central
from gifthorse.evidence.node import CONTAINERS, METER, Node, Source
from gifthorse.evidence.phonepath import Layout, installed_as
from gifthorse.evidence.recognise import HEAD, TEXT, recognise

NODES_LIMIT = 500_000
DEPTH_LIMIT = 48
NESTING_LIMIT = 3
NAME_LIMIT = 1024
MEMBERS_RECOGNISED = 50_000
UNPACKED_AT_LEAST, UNPACKED_RATIO = 1 << 30, 16
SECONDS, SECONDS_A_MEGABYTE = 60.0, 1.5
CODE_ENDINGS = (
    ".apk", ".apks", ".apkm", ".xapk", ".jar", ".dex", ".apex", ".so", ".odex", ".vdex", ".oat"
)  # fmt: skip
POINTER_LIMIT = 256  # dumps keep a link as a small text that holds its target
CODE = frozenset({"apk", "jar", "dex", "apex", "bundle"})


class Problem(Struct, frozen=True):
    """Something that was found but not opened, for the table `problems`."""

    path: str
    error: str
    sentence: str


class Walk(Struct):
    """Nodes in the making. `missing`: files with code that a listing names and that are not there, with their size."""

    nodes: list[Node] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: dict[str, int | None] = field(default_factory=dict)
    listings: dict[str, bytes] = field(default_factory=dict)
    budget: Budget | None = None

    def problem(self, path: str, error: str, sentence: str) -> None:
        self.problems.append(Problem(path, error, sentence))

    def room(self, path: str) -> bool:
        """Whether another node may be added."""
        if len(self.nodes) < NODES_LIMIT:
            return True
        if not self.problems or self.problems[-1].path != path:
            self.problem(path, "limit", f"It holds more than {NODES_LIMIT:,} files; the rest was not examined.")
        return False


def walk(path: Path, name: str, found: Walk) -> None:
    """Add everything under one path that was handed over as `name`. Raises EvidenceError if it cannot be opened."""
    file = os.path.realpath(path)  # a link that was handed over is followed, links inside never are
    try:
        status = Path(file).stat()
    except (OSError, ValueError) as error:
        raise EvidenceError(f"{path} cannot be opened: {getattr(error, 'strerror', None) or error}.") from None
    if stat.S_ISDIR(status.st_mode):
        _folder(file, name, found)
    elif stat.S_ISREG(status.st_mode):
        if not os.access(file, os.R_OK):
            raise EvidenceError(f"{path} cannot be opened: Permission denied.")
        node = Node(name, "other", status.st_size, Source(file), stamp=status.st_mtime_ns)
        _add(_seen(node, name, found), found, 0)
    else:
        raise EvidenceError(f"{path} is neither a file nor a folder.")


class Budget:
    """What looking into one file that was handed over may cost, however many zips it holds within each other."""

    def __init__(self, size: int) -> None:
        self._bytes = METER.bytes + max(UNPACKED_AT_LEAST, UNPACKED_RATIO * size)
        self._until = monotonic() + SECONDS + SECONDS_A_MEGABYTE * size / 1e6

    def spent(self) -> bool:
        return METER.bytes > self._bytes or monotonic() > self._until


class _Listing(Struct):
    """What a folder tree holds before anything is read: relative paths, and the names in each folder."""

    folders: dict[str, list[str]] = field(default_factory=dict)
    files: list[tuple[str, os.stat_result, str | None]] = field(default_factory=list)
    special: list[str] = field(default_factory=list)


def _folder(top: str, name: str, found: Walk) -> None:
    listing = _list(top, name, found)
    layout = Layout(listing.folders, name)
    keeps_modes, keeps_owners = _kept(listing, layout)
    for folder in sorted(listing.folders):
        full = f"{name}/{folder}" if folder else name
        found.nodes.append(Node(full, "folder", 0, Source(f"{top}/{folder}"), parent=_above(full)))
    for path, status, target in listing.files:
        if not found.room(name):
            return
        place = layout.place(path)
        node = Node(
            path=f"{name}/{path}",
            kind="link" if target is not None else "other",
            size=status.st_size,
            source=Source(f"{top}/{path}"),
            parent=_above(f"{name}/{path}"),
            phone_path=place.path,
            partition=place.partition,
            mode=stat.S_IMODE(status.st_mode) if keeps_modes and target is None else None,
            uid=status.st_uid if keeps_owners else None,
            gid=status.st_gid if keeps_owners else None,
            link_target=target,
            stamp=status.st_mtime_ns,
        )
        _add(node if target is not None else _seen(node, place.path or path, found), found, 0)


def _above(path: str) -> str | None:
    return path.rpartition("/")[0] or None


def _list(top: str, name: str, found: Walk) -> _Listing:
    listing = _Listing()
    waiting = [""]
    too_deep: list[str] = []
    while waiting:
        folder = waiting.pop()
        names = listing.folders[folder] = []
        below: list[str] = []
        try:
            with os.scandir(f"{top}/{folder}") as entries:
                for entry in sorted(entries, key=lambda e: e.name):
                    names.append(entry.name)
                    _list_entry(entry, f"{folder}/{entry.name}" if folder else entry.name, listing, below)
        except OSError as error:
            found.problem(f"{name}/{folder}".rstrip("/"), "missing", f"The folder cannot be read: {error.strerror}.")
        if folder.count("/") < DEPTH_LIMIT:
            waiting += below
        else:
            too_deep += below
        if len(listing.files) > NODES_LIMIT or len(listing.folders) > NODES_LIMIT:
            found.problem(name, "limit", f"It holds more than {NODES_LIMIT:,} files; the rest was not examined.")
            break
    if too_deep:
        _say(found, name, too_deep, "limit", f"Folders deeper than {DEPTH_LIMIT} were not examined")
    if listing.special:
        _say(found, name, listing.special, "unsupported", "Pipes, sockets and devices were not read")
    return listing


def _say(found: Walk, name: str, paths: list[str], error: str, sentence: str) -> None:
    """One problem for all of them, at the first."""
    more = f" ({len(paths):,} in all)" if len(paths) > 1 else ""
    found.problem(f"{name}/{paths[0]}", error, f"{sentence}{more}.")


def _list_entry(entry: os.DirEntry[str], path: str, listing: _Listing, below: list[str]) -> None:
    if entry.is_symlink():
        try:
            listing.files.append((path, entry.stat(follow_symlinks=False), str(Path(entry.path).readlink())))
        except OSError:
            return  # gone since it was listed
    elif entry.is_dir(follow_symlinks=False):
        if path != ".git":  # what a dump was downloaded with; anywhere else it would be a place to hide things
            below.append(path)
    elif entry.is_file(follow_symlinks=False):
        try:
            listing.files.append((path, entry.stat(follow_symlinks=False), None))
        except OSError:
            return
    else:
        listing.special.append(path)


PLAIN_MODES = frozenset({0o644, 0o755, 0o664, 0o775, 0o600, 0o700, 0o666, 0o777, 0o640, 0o750, 0o444, 0o555})


def _kept(listing: _Listing, layout: Layout) -> tuple[bool, bool]:
    """Whether modes and owners are the phone's own.

    A checkout or an unpacked zip has only what the unpacking user's umask gives. Set-id bits, or Android's own owners
    (2000 shell, 1000 system, ...) do not come about that way.
    """
    if not layout.is_phone:
        return False, False
    files = [status for path, status, target in listing.files if target is None and layout.place(path).path]
    owners = {(status.st_uid, status.st_gid) for status in files}
    keeps_owners = len(owners) > 1 and any(uid == 0 for uid, _ in owners)
    modes = {stat.S_IMODE(status.st_mode) for status in files}
    keeps_modes = keeps_owners or any(mode & 0o7000 for mode in modes) or len(modes - PLAIN_MODES) > 1
    return keeps_modes, keeps_owners


def _seen(node: Node, path: str, found: Walk) -> Node:
    """The node with its kind, found by looking at its content."""
    listing = _once(lambda: central.directory(node.source, node.size))
    try:
        head = node.source.head(HEAD)
        sight = recognise(head, node.size, path, listing, lambda: node.source.head(TEXT))
    except GifthorseError as error:
        found.problem(node.path, kind(error), str(error))
        return replace(node, kind="other")
    if sight.kind == "other":
        if node.path.endswith(CODE_ENDINGS) and not (
            node.size < POINTER_LIMIT and head.isascii() and b"\0" not in head
        ):
            found.problem(
                node.path, "format", "By its name it holds code, but its content is of no kind that is known."
            )
        return node
    if sight.kind == "photo" and node.partition not in (None, "data"):
        return replace(node, kind="other")  # wallpapers and icons that came with the phone
    dex = 0
    if sight.kind in ("apk", "jar"):
        dex = central.dex_size(sight.listing)
    elif sight.kind in CONTAINERS:
        found.listings[node.path] = sight.listing
    where = installed_as(node.phone_path) if sight.kind in CODE else None
    return replace(node, kind=sight.kind, dex_size=dex, installed_as=where)


def _once(call: Callable[[], bytes | None]) -> Callable[[], bytes | None]:
    kept: list[bytes | None] = []

    def cached() -> bytes | None:
        if not kept:
            kept.append(call())
        return kept[0]

    return cached


def _add(node: Node, found: Walk, depth: int) -> None:
    found.nodes.append(node)
    if node.kind in CONTAINERS:
        if not depth:
            found.budget = Budget(node.size)
        listing = found.listings.pop(node.path, b"")
        if depth >= NESTING_LIMIT:
            found.problem(node.path, "limit", f"Zips nested deeper than {NESTING_LIMIT} were not opened.")
        elif listing:
            _zip(node, listing, found, depth)
        elif node.size != central.EMPTY:
            found.problem(node.path, "format", "The zip is cut short or damaged and was not opened.")


def _zip(node: Node, listing: bytes, found: Walk, depth: int) -> None:
    try:
        members = central.entries(listing)
    except FormatError as error:
        found.problem(node.path, kind(error), str(error))
        return
    if len(members) > MEMBERS_RECOGNISED:
        found.problem(node.path, "limit", f"Only the first {MEMBERS_RECOGNISED:,} of its files were examined.")
        members = members[:MEMBERS_RECOGNISED]
    layout = Layout(folders_of(m.member.name for m in members), Path(node.path).stem) if not node.phone_path else None
    modes = {m.mode & 0o7777 for m in members if m.mode is not None}
    keeps = layout is not None and layout.is_phone and (any(m & 0o7000 for m in modes) or len(modes - PLAIN_MODES) > 1)
    for entry in members:
        if not found.room(node.path):
            return
        if found.budget is not None and found.budget.spent():
            found.problem(node.path, "limit", "Looking into it took longer than allowed; the rest was not examined.")
            return
        name = entry.member.name
        place = layout.place(name) if layout else None
        link = entry.mode is not None and stat.S_ISLNK(entry.mode)
        inner = Node(
            path=f"{node.path}!{name}",
            kind="link" if link else "other",
            size=entry.member.size,
            source=node.source.within(entry.member),
            parent=node.path,
            phone_path=place.path if place else node.phone_path and f"{node.phone_path}!{name}",
            partition=place.partition if place else node.partition,
            mode=entry.mode & 0o7777 if keeps and entry.mode is not None else None,
            stamp=entry.stamp ^ node.stamp,
        )
        if link:
            inner = replace(inner, link_target=_text(inner))
        _add(inner if link else _seen(inner, (place and place.path) or name, found), found, depth + 1)


def _text(node: Node) -> str:
    try:
        return node.source.head(HEAD).decode("utf-8", "surrogateescape")
    except GifthorseError:
        return ""


def folders_of(names: Iterable[str]) -> dict[str, list[str]]:
    """Every folder that these paths of files imply, with the names in it; absurdly long paths are left out."""
    folders: dict[str, list[str]] = {"": []}
    for name in names:
        child = name if len(name) <= NAME_LIMIT else ""
        while child:
            folder, _, last = child.rpartition("/")
            known = folder in folders
            folders.setdefault(folder, []).append(last)
            if known:
                break
            child = folder
    return folders
