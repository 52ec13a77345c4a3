"""One package of a resource table: its types, and the entries of one type in every configuration."""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats.axml.pool import StringPool

TYPE = 0x0201
LIBRARY = 0x0203
STAGED_ALIAS = 0x0206
MAX_CHUNKS = 100_000

SPARSE = 0x01
OFFSET16 = 0x02
COMPLEX = 0x0001
COMPACT = 0x0008

_NO_ENTRY = 0xFFFFFFFF


class Entry(NamedTuple):
    """One entry in one configuration. `parent` is set for complex entries (styles, plurals, arrays) alone.

    `sdk` is the version qualifier (0: none) and `plain` says that no other qualifier restricts it.
    """

    key: int
    type: int
    data: int
    parent: int | None
    sdk: int
    plain: bool


class Package:
    """A package chunk, indexed once by type; nothing else is decoded before it is asked for.

    `looked` counts the type chunks looked into so far, for callers that bound what a hostile table may cost.
    """

    __slots__ = (
        "_data",
        "_keys",
        "_ordered",
        "_start",
        "_stop",
        "_types",
        "aliases",
        "id",
        "libraries",
        "looked",
        "name",
        "types",
    )

    def __init__(self, data: bytes, start: int, stop: int) -> None:
        if stop - start < 284:
            raise FormatError("A package of the resource table is cut off.", start)
        _, header, _, identity = struct.unpack_from("<HHII", data, start)
        self._data = data
        self._start = start
        self._stop = stop
        self.id = identity & 0xFF
        raw = bytes(data[start + 12 : start + 268])
        self.name = raw.decode("utf-16-le", "replace").split("\0", 1)[0]
        self._types, _, self._keys = struct.unpack_from("<III", data, start + 268)
        self.types: dict[int, list[int]] = {}
        self.looked = 0
        self._ordered: dict[int, list[tuple[int, int, bool]]] = {}
        self.libraries: dict[int, str] = {}
        self.aliases: dict[int, int] = {}
        self._index(start + max(header, 284))

    def _index(self, at: int) -> None:
        data, stop = self._data, self._stop
        unpack = struct.Struct("<HHIB").unpack_from
        for _ in range(MAX_CHUNKS):
            if at + 9 > stop:
                return
            kind, header, size, number = unpack(data, at)
            if size < 8:
                return
            if kind == TYPE:
                self.types.setdefault(number, []).append(at)
            elif kind == LIBRARY:
                self._read_libraries(at + header, min(stop, at + size))
            elif kind == STAGED_ALIAS:
                self._read_aliases(at + header, min(stop, at + size))
            at += size
        raise LimitError("The resource table has more chunks than a real one can.", at)

    def _read_libraries(self, at: int, stop: int) -> None:
        for entry in range(at, min(stop, at + 260 * 256) - 259, 260):
            name = bytes(self._data[entry + 4 : entry + 260]).decode("utf-16-le", "replace").split("\0", 1)[0]
            self.libraries[self._data[entry]] = name

    def _read_aliases(self, at: int, stop: int) -> None:
        count = min(max(0, stop - at) // 8, 0xFFFF)
        numbers = struct.unpack_from(f"<{2 * count}I", self._data, at) if count else ()  # `at` may lie outside
        self.aliases.update(zip(numbers[::2], numbers[1::2], strict=True))

    def entries(self, kind: int, index: int) -> Iterator[Entry]:
        """The entry in each configuration that has it; damaged ones are left out.

        Those without a qualifier but the version come first, the highest version first; the rest in file order.
        """
        chunks = self._ordered.get(kind)
        if chunks is None:
            chunks = [(at, *self._restriction(at)) for at in self.types.get(kind, ())]
            chunks.sort(key=lambda c: -c[1] if c[2] else 1)
            self._ordered[kind] = chunks
        for at, sdk, plain in chunks:
            self.looked += 1
            try:
                entry = self._entry(at, index, sdk, plain)
            except struct.error:
                continue
            if entry is not None:
                yield entry

    def _restriction(self, at: int) -> tuple[int, bool]:
        """(version qualifier, whether nothing else is qualified) of a type chunk's ResTable_config."""
        header = struct.unpack_from("<H", self._data, at + 2)[0]
        if at + 24 > self._stop or header < 24:
            return 0, True
        size = struct.unpack_from("<I", self._data, at + 20)[0]
        config = bytes(self._data[at + 24 : min(at + min(header, 20 + size), self._stop)])
        return int.from_bytes(config[20:22], "little"), not any(config[:20]) and not any(config[24:])

    def _entry(self, at: int, index: int, sdk: int, plain: bool) -> Entry | None:
        data = self._data
        _, header, size, _, flags, _, count, start = struct.unpack_from("<HHIBBHII", data, at)
        stop = min(self._stop, at + size)
        offset = self._offset(at + header, stop, count, index, flags)
        where = at + start + (offset if offset is not None else 0)
        if offset is None or where + 8 > stop:
            return None
        length, marks, key = struct.unpack_from("<HHI", data, where)
        if marks & COMPACT:  # the key takes the place of the size, the flags' upper byte is the value's type
            return Entry(length, marks >> 8, key, None, sdk, plain)
        if marks & COMPLEX:
            parent = struct.unpack_from("<I", data, where + 8)[0] if length >= 16 and where + 12 <= stop else 0
            return Entry(key, 0, 0, parent, sdk, plain)
        if where + length + 8 > stop:
            return None
        _, _, value_type, bits = struct.unpack_from("<HBBI", data, where + length)
        return Entry(key, value_type, bits, None, sdk, plain)

    def _offset(self, at: int, stop: int, count: int, index: int, flags: int) -> int | None:
        data = self._data
        if flags & SPARSE:
            count = min(count, max(0, stop - at) // 4)
            # Sorted by index, each (u16 index, u16 offset / 4).
            place = bisect_left(range(count), index, key=lambda i: struct.unpack_from("<H", data, at + 4 * i)[0])
            if place == count:
                return None
            number, offset = struct.unpack_from("<HH", data, at + 4 * place)
            return int(offset) * 4 if number == index else None
        if index >= count:
            return None
        if flags & OFFSET16:
            offset = struct.unpack_from("<H", data, at + 2 * index)[0] if at + 2 * index + 2 <= stop else 0xFFFF
            return None if offset == 0xFFFF else int(offset) * 4
        offset = struct.unpack_from("<I", data, at + 4 * index)[0] if at + 4 * index + 4 <= stop else _NO_ENTRY
        return None if offset == _NO_ENTRY else int(offset)

    def type_name(self, kind: int) -> str | None:
        """Such as string or style."""
        return self._text(self._types, kind - 1)

    def key_name(self, key: int) -> str | None:
        """Name of an entry, by the number in `Entry.key`."""
        return self._text(self._keys, key)

    def _text(self, offset: int, index: int) -> str | None:
        try:
            return StringPool(self._data, self._start + offset, self._stop).get(index)
        except FormatError:
            return None
