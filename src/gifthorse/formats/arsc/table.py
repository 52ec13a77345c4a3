"""Resource tables (resources.arsc; ResTable in AOSP's ResourceTypes.h, LoadedArsc.cpp), read only where asked.

Opening indexes the chunks; one resource decodes its own entries and one string. Packages, types and counts that lie
are cut to what is there.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gifthorse.errors import FormatError
from gifthorse.formats.arsc.package import Entry, Package
from gifthorse.formats.axml import value
from gifthorse.formats.axml.pool import StringPool

TABLE = 0x0002
STRING_POOL = 0x0001
PACKAGE = 0x0200
MAX_PACKAGES = 256
MAX_STEPS = 20
"""As far as Android follows a chain of references."""


class Value(NamedTuple):
    """A resource's value: `type` and `data` as in an attribute, `text` the string of a value of type string.

    `sdk` is the version qualifier it stands under (0: none); `plain` that nothing else qualifies it.
    """

    type: int
    data: int
    text: str | None
    sdk: int
    plain: bool

    def as_text(self) -> str | None:
        """As text; None for a null value."""
        return value.to_text(self.type, self.data, self.text)


class Table:
    """A resource table; `packages` in file order (an obfuscator may give several the same id)."""

    __slots__ = ("_strings", "packages")

    def __init__(self, strings: StringPool | None, packages: tuple[Package, ...]) -> None:
        self._strings = strings
        self.packages = packages

    @property
    def looked(self) -> int:
        """Type chunks looked into so far."""
        return sum(package.looked for package in self.packages)

    def values(self, resource_id: int) -> Iterator[Value]:
        """The values in every configuration, as `Package.entries` orders them."""
        for _, entry in self._entries(resource_id):
            if entry.parent is None:
                yield Value(entry.type, entry.data, self._text(entry), entry.sdk, entry.plain)

    def name(self, resource_id: int) -> str | None:
        """Such as style/Theme.Translucent; None for an unknown id."""
        for package, entry in self._entries(resource_id):
            kind, key = package.type_name(resource_id >> 16 & 0xFF), package.key_name(entry.key)
            return f"{kind or '?'}/{key or '?'}"
        return None

    def parent(self, resource_id: int) -> int | None:
        """Id of the parent style; None for an unknown id, a plain value or a style without parent."""
        for _, entry in self._entries(resource_id):
            if entry.parent:
                return entry.parent
        return None

    def _entries(self, resource_id: int) -> Iterator[tuple[Package, Entry]]:
        for package in self.packages:
            wanted = package.aliases.get(resource_id, resource_id)
            # Package 0 is a shared library, whose id the phone hands out when it is loaded.
            if package.id in (wanted >> 24, 0) or not wanted >> 24:
                for entry in package.entries(wanted >> 16 & 0xFF, wanted & 0xFFFF):
                    yield package, entry

    def _text(self, entry: Entry) -> str | None:
        return self._strings.get(entry.data) if entry.type == value.STRING and self._strings is not None else None


def open_table(data: bytes) -> Table:
    """Index a table. Raises FormatError where there is no package at all."""
    if len(data) < 12:
        raise FormatError("The resource table is too short to hold a header.", len(data))
    kind, header, size = struct.unpack_from("<HHI", data)
    if kind != TABLE:
        raise FormatError("The resource table does not begin with a table's header.", 0)
    end = size if 12 <= size <= len(data) else len(data)
    at = header if 12 <= header <= end else 12
    strings: StringPool | None = None
    packages: list[Package] = []
    while at + 8 <= end and len(packages) < MAX_PACKAGES:
        kind, _, size = struct.unpack_from("<HHI", data, at)
        if size < 8:
            break
        if kind == STRING_POOL and strings is None:
            strings = StringPool(data, at, min(end, at + size))
        elif kind == PACKAGE:
            packages.append(Package(data, at, min(end, at + size)))
        at += size
    if not packages:
        raise FormatError("The resource table has no package.", at)
    return Table(strings, tuple(packages))


def resolve(tables: Sequence[Table], resource_id: int, *, sdk: int | None = None) -> Value | None:
    """Follow references through several tables (an app's own, its splits', the framework's) to a plain value.

    Takes the unqualified value of the highest version not above `sdk` (None: the highest), else the first there is.
    None where nobody knows the id, a chain is longer than Android follows, or the end is no plain value.
    """
    for _ in range(MAX_STEPS):
        best = next(filter(None, (_best(table, resource_id, sdk) for table in tables)), None)
        if best is None or best.type not in (value.REFERENCE, value.DYNAMIC_REFERENCE):
            return best
        if not best.data:
            return None
        resource_id = best.data
    return None


def _best(table: Table, resource_id: int, sdk: int | None) -> Value | None:
    best: Value | None = None
    for known in table.values(resource_id):
        if known.plain and (sdk is None or known.sdk <= sdk):
            return known
        best = best or known
        if not known.plain:  # every plain one came before
            break
    return best
