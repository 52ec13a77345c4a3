"""An APK's identity, as much of it as putting splits together needs."""

from __future__ import annotations

from typing import TypeAlias

from gifthorse.errors import FormatError
from gifthorse.evidence import central
from gifthorse.evidence.node import Node
from gifthorse.formats import axml

Identity: TypeAlias = tuple[str, int | None]

MANIFEST_LIMIT = 16 << 20
VERSION_CODE = 0x0101021B


def identity(node: Node) -> tuple[Identity, bool]:
    """(package, version code) of an APK, and whether it is a split. Raises GifthorseError when unreadable."""
    listing = central.directory(node.source, node.size)
    member = central.find(listing or b"", b"AndroidManifest.xml")
    if member is None:
        raise FormatError("The APK has no manifest.")
    data = node.source.within(member).data(MANIFEST_LIMIT)
    root = axml.parse(data if isinstance(data, bytes) else data[:]).root
    package = root.by_name("package")
    name = package and (package.raw or package.as_text())
    if not name:
        raise FormatError("The manifest names no package.")
    version = root.by_id(VERSION_CODE)
    return (name, version.data if version else None), root.by_name("split") is not None
