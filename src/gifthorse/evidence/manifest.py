"""An APK's identity, as much of it as putting splits together needs."""

from __future__ import annotations

import struct
from typing import TypeAlias

from gifthorse.errors import FormatError
from gifthorse.evidence import central
from gifthorse.evidence.node import Node
from gifthorse.formats import axml

Identity: TypeAlias = tuple[str, int | None]

BEGINNING = 1 << 20
FIRST_CHUNKS = 64
VERSION_CODE = 0x0101021B
START_ELEMENT = 0x0102


def identity(node: Node) -> tuple[Identity, bool]:
    """(package, version code) of an APK, and whether it is a split. Raises GifthorseError when unreadable."""
    listing = central.directory(node.source, node.size)
    member = central.find(listing or b"", b"AndroidManifest.xml")
    if member is None:
        raise FormatError("The APK has no manifest.")
    data = node.source.within(member).data(partial=BEGINNING)
    root = axml.parse(_first_element(data if isinstance(data, bytes) else data[:])).root
    package = root.by_name("package")
    name = package and (package.raw or package.as_text())
    if not name:
        raise FormatError("The manifest names no package.")
    version = root.by_id(VERSION_CODE)
    return (name, version.data if version else None), root.by_name("split") is not None


def _first_element(data: bytes) -> bytes:
    """A manifest up to its first element: this is asked of hundreds of files before any worker takes one."""
    at = 8
    for _ in range(FIRST_CHUNKS):
        if at + 8 > len(data):
            break
        kind, _, size = struct.unpack_from("<HHI", data, at)
        at += max(size, 8)
        if kind == START_ELEMENT:
            return data[:at]
    raise FormatError("The manifest has no element where one would begin.")
