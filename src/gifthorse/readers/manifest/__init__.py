"""An app's manifest: its identity, permissions, components, filters and network configuration as rows.

Everything is resolved the way Android's package parser does it (com.android.server.pm.pkg.parsing), because a tampered
manifest is written to mean one thing to the phone and another to a tool.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gifthorse.errors import EvidenceError, FormatError, GifthorseError
from gifthorse.formats import arsc, axml
from gifthorse.formats.axml import Document, Element
from gifthorse.readers import network_config
from gifthorse.readers.manifest import application
from gifthorse.readers.manifest.attributes import Resources
from gifthorse.readers.manifest.facts import Base, Component, Entry, Filter, ManifestFacts, Split
from gifthorse.readers.manifest.filling import NAME, Filling
from gifthorse.readers.manifest.levels import protection
from gifthorse.tables import Rows, node_id

__all__ = ["NAME", "Component", "Filter", "ManifestFacts", "Split", "add_app", "protection", "read"]

READS = ("apk",)
FILLS = (
    "apps",
    "permissions_declared",
    "permissions_used",
    "components",
    "intent_filters",
    "network_config",
    "protected_broadcasts",
)
LIMITATIONS = [
    "A reference to a resource of the framework stays @0x... unless the framework's table is handed in.",
    "Of values that differ by language, screen or carrier the unqualified one counts.",
    "Permissions that Android adds by itself for old targets are not listed.",
]


def read(
    path: str,
    manifest: bytes,
    *,
    rows: Rows,
    arsc_bytes: bytes | None = None,
    entry: Entry | None = None,
    splits: Sequence[Split] = (),
    framework: arsc.Table | None = None,
    system: bool = False,
    platform_sdk: int | None = None,
) -> ManifestFacts | None:
    """Read an app's base manifest and its splits'; fill every table of FILLS but `apps` (see `add_app`).

    `path` is the base APK's node path; `arsc_bytes` its resource table; `entry` reads its other entries; `framework` is
    the table of the phone's framework-res; `system` says that it comes with the system, whose apps alone may protect
    broadcasts; `platform_sdk` is the phone's Android version, where known. None when the manifest cannot be read at
    all: a `problems` row says why.
    """
    document = _parse(path, manifest, rows)
    if document is None:
        return None
    tables = [t for t in (_table(path, arsc_bytes, rows), framework) if t is not None]
    resources = Resources(tables, sdk=platform_sdk)
    try:
        app, base = application.identity(document.root, resources)
    except FormatError as error:
        _problem(rows, path, error)
        return None
    parts = [(path, document)]
    for split in splits:
        part = _split(split, base.package, resources, rows)
        if part is not None:
            parts.append((split.path, part))
    filling = Filling(rows, base.package, resources)
    for where, part in parts:
        filling.add(where, part.root, base, protects=system or base.package == "android")
    filling.finish(path)
    network = _network(path, document.root, resources, base, entry=entry, rows=rows)
    facts = application.facts(document.root, app, base, resources=resources, filling=filling, network=network)
    for where, part in parts:
        for sentence in part.damage[:3]:
            rows.problem(where, NAME, f"The manifest is damaged: {sentence}")
    return facts


def add_app(node: str, facts: ManifestFacts, /, *, rows: Rows, **given: Any) -> None:
    """Add the row of `apps`: what the manifest of the APK at `node` says, and in `given` the columns it cannot know."""
    rows.add("apps", evidence=node_id(node), **{**facts.app, **given})


def _parse(path: str, data: bytes, rows: Rows) -> Document | None:
    try:
        return axml.parse(data)
    except FormatError as error:
        _problem(rows, path, error)
        return None


def _problem(rows: Rows, path: str, error: GifthorseError) -> None:
    kind = {"LimitError": "limit", "UnsupportedError": "unsupported"}.get(type(error).__name__, "format")
    rows.problem(path, NAME, str(error), error=kind, offset=getattr(error, "offset", None))


def _table(path: str, data: bytes | None, rows: Rows) -> arsc.Table | None:
    if data is None:
        return None
    try:
        return arsc.open_table(data)
    except FormatError as error:
        _problem(rows, path, error)
        return None


def _split(split: Split, package: str, resources: Resources, rows: Rows) -> Document | None:
    """A split's manifest; its resources join the base's."""
    document = _parse(split.path, split.manifest, rows)
    if document is None:
        return None
    named = document.root.by_name("package")
    if named is not None and named.as_text() != package:
        rows.problem(split.path, NAME, "The split belongs to another package than its base.")
        return None
    own = _table(split.path, split.arsc, rows)
    if own is not None:
        resources.tables.append(own)
    return document


def _network(
    path: str, root: Element, resources: Resources, base: Base, *, entry: Entry | None, rows: Rows
) -> network_config.Config | None:
    """Read the network security configuration, if the application has one."""
    file = application.network_file(root, resources)
    if file is None:
        return None
    try:
        data = entry(file) if entry is not None and not file.startswith("@") else None
        if data is None:
            raise EvidenceError(f"The network security configuration {file[:200]} was not found.")
        found = network_config.config(axml.parse(data).root, target_sdk=base.target_sdk)
    except GifthorseError as error:
        kind = "format" if isinstance(error, FormatError) else "missing"
        rows.problem(path, network_config.NAME, str(error), error=kind)
        return None
    network_config.fill(rows, path, base.package, found)
    return found
