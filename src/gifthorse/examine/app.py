"""Apps, framework jars and bare DEX files: manifest, signature, code and libraries, and what the code is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath
from typing import Final

from gifthorse.analysis.code import app as code_analysis
from gifthorse.analysis.code.manifest import Manifest
from gifthorse.errors import GifthorseError, LimitError, kind
from gifthorse.evidence import Node, Unit
from gifthorse.formats import dex as dex_format
from gifthorse.formats import dexfiles
from gifthorse.formats.dex import Dex
from gifthorse.formats.zip import Archive, open_zip
from gifthorse.readers import code, manifest, signatures
from gifthorse.tables import Rows

_CODE: Final = (*code.FILLS, "api_uses", "reach", "origins", "callbacks", "registered_receivers")
_NATIVE: Final = ("libraries", "native_symbols", "native_strings", "native_uses")
_APP: Final = (*manifest.FILLS, "signers", "exposure", "permissions", "platform_keys", *_CODE, *_NATIVE)
FILLS: Final[dict[str, tuple[str, ...]]] = {"apk": _APP, "jar": _CODE, "dex": _CODE}

DEX_LIMIT: Final = 256 << 20
LIBRARY_LIMIT: Final = 128 << 20
LIBRARIES_LIMIT: Final = 1 << 30
REFUSED: Final = 64 << 20  # what an entry that turns out to be too large has cost at least
MANIFEST_LIMIT: Final = 64 << 20
_DECISIVE: Final = re.compile(r"classes\d*\.dex|AndroidManifest\.xml|resources\.arsc|lib/[^/]+/[^/]+\.so")
_LIBRARY_NAME: Final = re.compile(r"lib/[^/]+/[^/]+\.so")


def examine(unit: Unit, digests: dict[str, str | None], rows: Rows) -> None:
    """Read one app or jar and analyse its code."""
    if unit.kind == "app":
        _app(unit, digests, rows)
    else:
        _jar(unit, rows)


def _app(unit: Unit, digests: dict[str, str | None], rows: Rows) -> None:
    base, *others = unit.nodes
    splits = [n for n in others if n.kind == "apk"]
    opened = [(node, archive) for node in (base, *splits) if (archive := _archive(node, rows))]
    if not opened or opened[0][0] is not base:
        return
    archive = opened[0][1]
    for oddity in archive.refused[:3]:
        rows.problem(base.path, "zip", f"Android may refuse this archive. {oddity}")
    found = _manifest(base, archive, opened[1:], rows)
    verdict = signatures.read(
        base.path,
        found.package if found else None,
        archive,
        archive.data,
        rows,
        min_sdk=found.min_sdk if found else None,
        target_sdk=found.target_sdk if found else None,
    )
    loose = [n for n in others if n.kind == "dex"]
    dexes, size, damaged = _unread(opened, loose) if unit.without_code else _dexes(opened, loose, rows)
    libraries = _libraries(opened, found.package if found else None, rows, unread=unit.without_code)
    if found is None:
        return
    manifest.add_app(
        base.path,
        found,
        rows=rows,
        path=base.place,
        partition=base.partition,
        installed_as=base.installed_as or "single",
        splits=[PurePosixPath(node.path).name for node in splits],
        dex_bytes=size,
        code_read=_code_read(dexes, damaged, expected=_runs(found)),
        native_libraries=libraries,
        signature=verdict.status,
        two_faces=_two_faces(archive),
        signature_note=None if verdict.status == "verified" else verdict.sentence,
        signer=verdict.signers[0].certificate.sha256 if verdict.signers else None,
        sha256=digests[base.path],
    )
    if dexes:
        outline = Manifest.of(rows.rows("components"), rows.rows("intent_filters"), found.app)
        _code(base, found.package, dexes, outline, rows)


def _jar(unit: Unit, rows: Rows) -> None:
    node = unit.nodes[0]
    if node.kind == "dex":
        opened: list[tuple[Node, Archive]] = []
        loose = [node]
    else:
        archive = _archive(node, rows)
        opened, loose = ([(node, archive)], []) if archive else ([], [])
    dexes, _, _ = _dexes(opened, [*loose, *(n for n in unit.nodes[1:] if n.kind == "dex")], rows)
    if dexes:
        _code(node, PurePosixPath(node.place).name, dexes, Manifest(), rows)


def _code(node: Node, package: str, dexes: list[Dex], outline: Manifest, rows: Rows) -> None:
    """The code tables, then the sensitive calls, the ways to them and where their arguments come from."""
    index = code.read(node.path, dexes, rows)
    code_analysis.analyse(node.path, package, dexes, index, outline, rows=rows)


def _archive(node: Node, rows: Rows) -> Archive | None:
    try:
        return open_zip(node.map())
    except GifthorseError as error:
        _problem(rows, node.path, "zip", error)
        return None


def _manifest(
    base: Node, archive: Archive, splits: Iterable[tuple[Node, Archive]], rows: Rows
) -> manifest.ManifestFacts | None:
    data = _entry(archive, "AndroidManifest.xml", base.path, rows)
    if data is None:
        return None
    parts = [
        manifest.Split(node.path, binary, _entry(inner, "resources.arsc", node.path, rows, needed=False))
        for node, inner in splits
        if (binary := _entry(inner, "AndroidManifest.xml", node.path, rows)) is not None
    ]
    return manifest.read(
        base.path,
        data,
        rows=rows,
        arsc_bytes=_entry(archive, "resources.arsc", base.path, rows, needed=False),
        entry=lambda name: archive.read(name, limit=MANIFEST_LIMIT) if name in archive else None,
        splits=parts,
        system=base.partition is not None and base.installed_as != "preinstall",
    )


def _two_faces(archive: Archive) -> str | None:
    """What lets two programs see different code in one file: the signature check of old systems and what runs, say."""
    twice = [name for name in archive.duplicates if _DECISIVE.fullmatch(name)]
    if twice:
        return f"it holds {twice[0]} twice"
    if bytes(archive.data[:4]) == dexfiles.DEX_MAGIC:
        return "a DEX file stands in front of the archive"
    return None


def _entry(archive: Archive, name: str, path: str, rows: Rows, *, needed: bool = True) -> bytes | None:
    if name not in archive and not needed:
        return None
    try:
        return archive.read(name, limit=MANIFEST_LIMIT)
    except GifthorseError as error:
        _problem(rows, path, "zip", error)
        return None


def _dexes(opened: Iterable[tuple[Node, Archive]], loose: Iterable[Node], rows: Rows) -> tuple[list[Dex], int, bool]:
    """The DEX files in class-loading order, those carried as data last; their bytes, and whether any is damaged."""
    found: list[Dex] = []
    size, damaged, told = 0, False, False
    room = DEX_LIMIT

    def take(path: str, load: Callable[[], bytes]) -> None:
        nonlocal size, damaged, room, told
        if told:
            return
        try:
            told = room < 0
            data = load() if not told else b""
            size, room = size + len(data), room - len(data)
            if room < 0:
                told = True
                raise LimitError(f"The app holds more than {DEX_LIMIT >> 20} MiB of DEX; the rest is not examined.")
            read = dex_format.read_all(data)
            damaged |= any(dex.truncated for dex in read)
            found.extend(read)
        except GifthorseError as error:
            damaged = True
            room -= REFUSED if isinstance(error, LimitError) else 0
            _problem(rows, path, "dex", error)

    for node, archive in opened:
        for name in dexfiles.own(archive):
            take(f"{node.path}!{name}", lambda archive=archive, name=name: archive.read(name, limit=DEX_LIMIT))  # type: ignore[misc]  # bound at once
    for node in loose:
        take(node.path, node.read)
    loads = dexfiles.loads_code(found)
    for node, archive in opened:
        for one in dexfiles.carried(archive, hidden=loads):
            if isinstance(one, GifthorseError):
                _problem(rows, node.path, "dex", one)
            elif loads:
                take(f"{node.path}!{one.name}", lambda one=one: one.data)  # type: ignore[misc]  # bound at once
            else:
                sentence = "It is code that the app carries as data and does not load by itself; it was not examined."
                rows.problem(f"{node.path}!{one.name}", "dex", sentence, error="unsupported")
    return found, size, damaged


def _unread(opened: Iterable[tuple[Node, Archive]], loose: Sequence[Node]) -> tuple[list[Dex], int, bool]:
    """The same of code that is left alone: its bytes as claimed, and whether there is any."""
    sizes = [entry.usize for _, archive in opened for n in dexfiles.own(archive) if (entry := archive.entry(n))]
    sizes += [node.size for node in loose]
    return [], sum(sizes), bool(sizes)


def _libraries(opened: Iterable[tuple[Node, Archive]], package: str | None, rows: Rows, *, unread: bool = False) -> int:
    """Read the app's native libraries, or leave them `unread`; returns how many there are."""
    found = [(n, archive, name) for n, archive in opened for name in archive.names() if _LIBRARY_NAME.fullmatch(name)]
    if not found:
        return 0
    from gifthorse.analysis.native import uses  # most apps have no native code
    from gifthorse.readers import native

    room = LIBRARIES_LIMIT
    for node, archive, name in () if unread else found:
        path = f"{node.path}!{name}"
        if room < 0:
            sentence = f"The app holds more than {LIBRARIES_LIMIT >> 20} MiB of libraries; the rest is not examined."
            rows.problem(path, "native", sentence, error="limit")
            break
        try:
            data = archive.read(name, limit=LIBRARY_LIMIT)
        except GifthorseError as error:
            room -= REFUSED if isinstance(error, LimitError) else 0
            _problem(rows, path, "zip", error)
            continue
        room -= len(data)
        native.read_bytes(path, package or "", data, rows, uses.analyse)
    return len(found)


def _runs(found: manifest.ManifestFacts) -> bool:
    """Whether any code of this app would ever run: overlays and mere resources often do not say that they have none."""
    started = found.components or found.application_class or found.backup_agent or found.instrumentation
    return bool(found.app["has_code"] and not found.app["overlay_target"] and started)


def _code_read(dexes: list[Dex], damaged: bool, *, expected: bool) -> str:
    if damaged:
        return "partly" if dexes else "no"
    if dexes:
        return "yes"
    return "elsewhere" if expected else "none"


def _problem(rows: Rows, path: str, reader: str, error: GifthorseError) -> None:
    rows.problem(path, reader, str(error), error=kind(error), offset=getattr(error, "offset", None))
