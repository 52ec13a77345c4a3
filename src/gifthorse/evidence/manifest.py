"""An APK's identity, as much of it as putting splits together needs: the root element of its binary manifest.

`formats.axml` reads manifests in full; this looks at one element of each of the APKs that lie side by side.
Source: AOSP frameworks/base libs/androidfw/include/androidfw/ResourceTypes.h (ResXMLTree, ResStringPool).
"""

from __future__ import annotations

import struct
from typing import TypeAlias

from gifthorse.errors import FormatError
from gifthorse.evidence import central
from gifthorse.evidence.node import Node

Identity: TypeAlias = tuple[str, int]

MANIFEST_LIMIT = 16 << 20
STRING_POOL, START_ELEMENT, UTF8 = 0x0001, 0x0102, 0x100


def identity(node: Node) -> tuple[Identity, bool]:
    """(package, version code) of an APK, and whether it is a split. Raises GifthorseError when unreadable."""
    listing = central.directory(node.source, node.size)
    member = central.find(listing or b"", b"AndroidManifest.xml")
    if member is None:
        raise FormatError("The APK has no manifest.")
    data = node.source.within(member).data(MANIFEST_LIMIT)
    try:
        return _root(data if isinstance(data, bytes) else data[:])
    except (struct.error, IndexError) as error:
        raise FormatError(f"The manifest is damaged: {error}.") from None


def _root(data: bytes) -> tuple[Identity, bool]:
    at = 8
    pool = -1
    while at + 8 <= len(data):
        kind, header, size = struct.unpack_from("<HHI", data, at)
        if kind == STRING_POOL and pool < 0:
            pool = at
        if kind == START_ELEMENT:
            break
        if size < 8:
            raise FormatError("The manifest is damaged: a chunk has no size.", at)
        at += size
    else:
        raise FormatError("The manifest has no element.")
    start, step, count = struct.unpack_from("<HHH", data, at + header + 8)
    package, version, split = "", 0, False
    for number in range(min(count, 64)):
        _, name, raw, kind, value = struct.unpack_from("<IIi3xBI", data, at + header + start + number * max(step, 20))
        label = _string(data, pool, name)
        if label == "package":
            package = _string(data, pool, raw)
        elif label == "split":
            split = True
        elif label == "versionCode" and kind in (0x10, 0x11):
            version = value
    if not package:
        raise FormatError("The manifest names no package.")
    return (package, version), split


def _string(data: bytes, pool: int, number: int) -> str:
    if pool < 0 or number < 0:
        return ""
    count, _, flags, start = struct.unpack_from("<IIII", data, pool + 8)
    if number >= count:
        return ""
    header = struct.unpack_from("<H", data, pool + 2)[0]
    at = pool + start + struct.unpack_from("<I", data, pool + header + 4 * number)[0]
    if flags & UTF8:
        at += 2 if data[at] & 0x80 else 1
        length = data[at]
        at += 1
        if length & 0x80:
            length = (length & 0x7F) << 8 | data[at]
            at += 1
        return data[at : at + length].decode("utf-8", "replace")
    length = struct.unpack_from("<H", data, at)[0]
    at += 2
    if length & 0x8000:
        length = (length & 0x7FFF) << 16 | struct.unpack_from("<H", data, at)[0]
        at += 2
    return data[at : at + 2 * length].decode("utf-16-le", "replace")
