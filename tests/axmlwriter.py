"""Writes binary XML and resource tables for tests, well-formed or tampered with on purpose."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

ANDROID = "http://schemas.android.com/apk/res/android"
NOTHING = 0xFFFFFFFF

IDS = {
    "theme": 0x01010000,
    "label": 0x01010001,
    "name": 0x01010003,
    "permission": 0x01010006,
    "readPermission": 0x01010007,
    "writePermission": 0x01010008,
    "protectionLevel": 0x01010009,
    "permissionGroup": 0x0101000A,
    "sharedUserId": 0x0101000B,
    "hasCode": 0x0101000C,
    "persistent": 0x0101000D,
    "enabled": 0x0101000E,
    "debuggable": 0x0101000F,
    "exported": 0x01010010,
    "process": 0x01010011,
    "excludeFromRecents": 0x01010017,
    "authorities": 0x01010018,
    "grantUriPermissions": 0x0101001B,
    "priority": 0x0101001C,
    "targetPackage": 0x01010021,
    "value": 0x01010024,
    "resource": 0x01010025,
    "mimeType": 0x01010026,
    "scheme": 0x01010027,
    "host": 0x01010028,
    "port": 0x01010029,
    "targetActivity": 0x01010202,
    "minSdkVersion": 0x0101020C,
    "versionCode": 0x0101021B,
    "versionName": 0x0101021C,
    "targetSdkVersion": 0x01010270,
    "maxSdkVersion": 0x01010271,
    "testOnly": 0x01010272,
    "backupAgent": 0x0101027F,
    "allowBackup": 0x01010280,
    "isolatedProcess": 0x010103A9,
    "usesCleartextTraffic": 0x010104EC,
    "directBootAware": 0x01010505,
    "networkSecurityConfig": 0x01010527,
    "versionCodeMajor": 0x01010576,
    "appComponentFactory": 0x0101057A,
    "foregroundServiceType": 0x01010599,
    "sharedUserMaxSdkVersion": 0x0101064D,
}


@dataclass(frozen=True)
class Ref:
    """A reference to a resource."""

    id: int


@dataclass(frozen=True)
class Raw:
    """A typed value as it stands in the file."""

    type: int
    data: int


Cell = str | int | bool | Ref | Raw
Attribute = tuple[str, Cell] | tuple[str, Cell, int]


@dataclass
class E:
    """An element. Attributes of the framework are written by name and sorted by id; `attributes` come as they stand,
    as (name, value) without namespace or (name, value, resource id)."""

    tag: str
    android: dict[str, Cell] = field(default_factory=dict)
    attributes: Sequence[Attribute] = ()
    children: Sequence[E] = ()
    text: str = ""


def chunk(kind: int, header: bytes, body: bytes, *, size: int | None = None) -> bytes:
    """A chunk; `header` is what follows the common eight bytes."""
    whole = 8 + len(header) + len(body)
    return struct.pack("<HHI", kind, 8 + len(header), whole if size is None else size) + header + body


def pool(strings: Sequence[str], *, utf8: bool = False, count: int | None = None, styles: int = 0) -> bytes:
    """A string pool; `count` and `styles` may lie."""
    offsets, text = [], b""
    for string in strings:
        offsets.append(len(text))
        if utf8:
            raw = string.encode("utf-8", "surrogatepass")
            text += _short(len(string.encode("utf-16-le", "surrogatepass")) // 2) + _short(len(raw)) + raw + b"\0"
        else:
            raw = string.encode("utf-16-le", "surrogatepass")
            units = len(raw) // 2
            text += (
                struct.pack("<H", units) if units < 0x8000 else struct.pack("<HH", units >> 16 | 0x8000, units & 0xFFFF)
            )
            text += raw + b"\0\0"
    text += b"\0" * (-len(text) % 4)
    start = 28 + 4 * len(offsets)
    stated = len(offsets) if count is None else count
    header = struct.pack("<IIIII", stated, styles, 0x100 if utf8 else 0, start, start + len(text) if styles else 0)
    return chunk(0x0001, header, struct.pack(f"<{len(offsets)}I", *offsets) + text)


def _short(length: int) -> bytes:
    return bytes([length]) if length < 0x80 else bytes([length >> 8 & 0x7F | 0x80, length & 0xFF])


class Document:
    """Serialises a tree. The keyword arguments are the tricks that packers play."""

    def __init__(
        self,
        root: E,
        *,
        utf8: bool = False,
        blank_names: bool = False,
        no_namespace: bool = False,
        attribute_size: int = 20,
        between: bytes = b"",
        extra_ids: int = 0,
    ) -> None:
        self.strings: list[str] = []
        self.ids: list[int] = []
        self.blank = blank_names
        self.space = not no_namespace
        self.step = attribute_size
        self.between = between
        self._names: dict[tuple[str, int], int] = {}
        self._collect(root)
        self._named = len(self.strings)
        self.ids += [0x7F000000] * extra_ids
        self.nodes = self._element(root)
        self.pool = pool(self.strings, utf8=utf8)
        self.map = chunk(0x0180, b"", struct.pack(f"<{len(self.ids)}I", *self.ids))

    def data(self, *, kind: int = 0x0003, tail: bytes = b"", pool: bytes | None = None) -> bytes:
        """The file; `tail` lies behind the size that the header states."""
        return chunk(kind, b"", (pool or self.pool) + self.map + self.between + self.nodes) + tail

    def _collect(self, root: E) -> None:
        """Names with a resource id have to come first, as the map goes by their index."""
        waiting, names = [root], []
        while waiting:
            element = waiting.pop()
            waiting += element.children
            names += [(n, IDS[n]) for n in element.android]
            names += [(a[0], a[2]) for a in element.attributes if len(a) == 3]
        for name, number in dict.fromkeys(names):
            self._names[name, number] = len(self.strings)
            self.strings.append("" if self.blank else name)
            self.ids.append(number)

    def _string(self, text: str) -> int:
        if text not in self.strings[self._named :]:
            self.strings.append(text)
        return self.strings.index(text, self._named)

    def _element(self, element: E) -> bytes:
        listed: list[tuple[int, str, Cell, int]] = []
        for known, cell in sorted(element.android.items(), key=lambda item: IDS[item[0]]):
            listed.append((1, known, cell, IDS[known]))
        listed += [(0 if len(a) == 2 else 1, a[0], a[1], a[2] if len(a) == 3 else 0) for a in element.attributes]
        raw = b"".join(self._attribute(*one) for one in listed)
        name = self._string(element.tag)
        extension = struct.pack("<IIHHHHHH", NOTHING, name, 20, self.step, len(listed), 0, 0, 0)
        node = struct.pack("<II", 7, NOTHING)
        text = b""
        if element.text:
            said = self._string(element.text)
            text = chunk(0x0104, node, struct.pack("<IHBBI", said, 8, 0, 0, 0))
        inner = b"".join(self._element(child) for child in element.children)
        end = chunk(0x0103, node, struct.pack("<II", NOTHING, name))
        return chunk(0x0102, node, extension + raw) + self.between + text + inner + end

    def _attribute(self, spaced: int, name: str, cell: Cell, number: int) -> bytes:
        space = self._string(ANDROID) if spaced and self.space else NOTHING
        where = self._names[name, number] if number else self._string(name)
        raw = NOTHING
        if isinstance(cell, bool):
            kind, data = 0x12, NOTHING if cell else 0
        elif isinstance(cell, int):
            kind, data = 0x10, cell & NOTHING
        elif isinstance(cell, Ref):
            kind, data = 0x01, cell.id
        elif isinstance(cell, Raw):
            kind, data = cell.type, cell.data
        else:
            kind, data = 0x03, self._string(cell)
            raw = data
        body = struct.pack("<IIIHBBI", space, where, raw, 8, 0, kind, data)
        return body + b"\xaa" * (self.step - 20)


def manifest(package: str = "org.example.app", *children: E, application: E | None = None, **android: Cell) -> E:
    """A manifest element."""
    inside = [*children, *([application] if application else [])]
    return E("manifest", dict(android), [("package", package)], inside)


@dataclass
class Entry:
    """A resource value in one configuration: a string, number, boolean, reference, or a style's parent id."""

    cell: Cell | None
    parent: int | None = None


def table(
    package_id: int,
    types: Sequence[tuple[str, Sequence[tuple[bytes, Sequence[Entry | None]]]]],
    *,
    sparse: bool = False,
    short: bool = False,
    compact: bool = False,
    aliases: Sequence[tuple[int, int]] = (),
) -> bytes:
    """A resource table: for each type its name and, a configuration, the entries (None: no entry there).

    A configuration is a ResTable_config without its size; b"" stands for the default one.
    """
    values: list[str] = []
    keys = [f"key{i}" for i in range(64)]
    body = b""
    for number, (_, configs) in enumerate(types, 1):
        entries = max(len(c[1]) for c in configs)
        body += chunk(0x0202, struct.pack("<BBHI", number, 0, 0, entries), bytes(4 * entries))
        for config, cells in configs:
            body += _type(number, config, cells, values, sparse=sparse, short=short, compact=compact)
    if aliases:
        pairs = b"".join(struct.pack("<II", *pair) for pair in aliases)
        body += chunk(0x0206, struct.pack("<I", len(aliases)), pairs)
    type_pool, key_pool = pool([name for name, _ in types]), pool(keys)
    header = struct.pack("<I", package_id) + "org.example".encode("utf-16-le").ljust(256, b"\0")
    header += struct.pack("<IIIII", 288, 0, 288 + len(type_pool), 0, 0)
    package = chunk(0x0200, header, type_pool + key_pool + body)
    return chunk(0x0002, struct.pack("<I", 1), pool(values, utf8=True) + package)


def _type(
    number: int,
    config: bytes,
    cells: Sequence[Entry | None],
    values: list[str],
    *,
    sparse: bool,
    short: bool,
    compact: bool,
) -> bytes:
    full = struct.pack("<I", 64) + config.ljust(60, b"\0")
    offsets: list[int | None] = []
    data = b""
    for key, entry in enumerate(cells):
        if entry is None:
            offsets.append(None)
            continue
        offsets.append(len(data))
        if entry.parent is not None:
            data += struct.pack("<HHIII", 16, 1, key, entry.parent, 0)
            continue
        kind, bits = _value(entry.cell, values)
        if compact:
            data += struct.pack("<HHI", key, kind << 8 | 8, bits)
        else:
            data += struct.pack("<HHIHBBI", 8, 0, key, 8, 0, kind, bits)
    if sparse:
        present = [(i, o) for i, o in enumerate(offsets) if o is not None]
        index, flags, count = b"".join(struct.pack("<HH", i, o // 4) for i, o in present), 1, len(present)
    elif short:
        index = b"".join(struct.pack("<H", 0xFFFF if o is None else o // 4) for o in offsets)
        flags, count = 2, len(offsets)
        index += b"\0" * (-len(index) % 4)
    else:
        index = b"".join(struct.pack("<I", NOTHING if o is None else o) for o in offsets)
        flags, count = 0, len(offsets)
    start = 20 + len(full) + len(index)
    return chunk(0x0201, struct.pack("<BBHII", number, flags, 0, count, start) + full, index + data)


def _value(cell: Cell | None, values: list[str]) -> tuple[int, int]:
    if isinstance(cell, bool):
        return 0x12, NOTHING if cell else 0
    if isinstance(cell, int):
        return 0x10, cell & NOTHING
    if isinstance(cell, Ref):
        return 0x01, cell.id
    if isinstance(cell, Raw):
        return cell.type, cell.data
    values.append(cell or "")
    return 0x03, len(values) - 1
