"""The DEX header and map, versions 035 to 041, and where each table of fixed-size items lies.

Source: "Dalvik executable format" (source.android.com). Version 041 puts several DEX files in one container;
all their offsets count from the container's first byte.
"""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from gifthorse.errors import FormatError, LimitError, UnsupportedError

VERSIONS = (35, 36, 37, 38, 39, 40, 41)
_LAYOUT = struct.Struct("<8sI20s20I")
_MAP_CALL_SITES, _MAP_METHOD_HANDLES = 0x0007, 0x0008
_LARGEST = 1 << 30
_POOLS = ("strings", "types", "protos", "fields", "methods", "classes")
_REFERABLE = 65536
"""Items of types, protos, fields and methods that anything can name: references to them have 16 bits."""


class Section(Struct, frozen=True):
    """A table of `count` items of `size` bytes each at `offset`, already cut to what the file holds."""

    offset: int
    count: int
    size: int


class Header(Struct, frozen=True):
    """Version, tables by name (strings, types, protos, fields, methods, classes, sites, handles), end of this DEX."""

    version: int
    tables: dict[str, Section]
    end: int
    truncated: list[str]


def read_header(data: bytes, at: int = 0) -> Header:
    """Header at byte `at`; raises FormatError when it is none, UnsupportedError for other kinds of DEX."""
    magic = data[at : at + 8]
    if magic[:4] == b"cdex":
        raise UnsupportedError("This is a compact DEX, which only exists inside a device's own vdex files.", at)
    if magic[:4] != b"dex\n" or not magic[4:7].isdigit() or len(data) - at < 112:
        raise FormatError("This is no DEX file: its header is missing.", at)
    if len(data) > _LARGEST:
        raise LimitError("This DEX file is larger than 1 GiB, which no app has.", at)
    version = int(magic[4:7])
    if version not in VERSIONS:
        raise UnsupportedError(f"DEX version {version:03d} is not one of 035 to 041.", at + 4)
    fields = _LAYOUT.unpack_from(data, at)[3:]
    file_size, endian, map_offset = fields[0], fields[2], fields[5]
    if endian != 0x12345678:
        raise UnsupportedError("This DEX file is big-endian, which no Android loads.", at + 40)
    truncated: list[str] = []
    if at + file_size > len(data):
        truncated.append(f"The header promises {file_size} bytes, but {len(data) - at} are there.")
    tables: dict[str, Section] = {}
    for name, size, (count, offset) in zip(
        _POOLS, (4, 4, 12, 8, 8, 32), zip(fields[6:18:2], fields[7:18:2], strict=True), strict=True
    ):
        tables[name] = _cut(name, Section(offset, count, size), len(data), truncated)
    tables |= _map(data, map_offset, truncated)
    return Header(version, tables, at + max(112, min(file_size, len(data) - at)), truncated)


def column(data: bytes, section: Section, kind: str) -> npt.NDArray[np.int64]:
    """The section as rows of numbers of numpy type `kind`, widened to int64."""
    items = np.frombuffer(data, np.uint8, section.count * section.size, section.offset if section.count else 0)
    return items.view(kind).reshape(section.count, section.size // np.dtype(kind).itemsize).astype(np.int64)


def _cut(name: str, section: Section, length: int, truncated: list[str]) -> Section:
    room = max(0, length - section.offset) // section.size
    if name not in ("strings", "classes"):
        room = min(room, _REFERABLE)
    if section.count <= room:
        return section
    truncated.append(f"The table of {name} promises {section.count} items, but only {room} can be there.")
    return Section(section.offset, room, section.size)


def _map(data: bytes, offset: int, truncated: list[str]) -> dict[str, Section]:
    """Call sites and method handles are found by the map alone."""
    found = {"sites": Section(0, 0, 4), "handles": Section(0, 0, 8)}
    if offset == 0 or offset + 4 > len(data):
        truncated.append("The map of sections is missing; call sites and method handles are not read.")
        return found
    count = min(int.from_bytes(data[offset : offset + 4], "little"), 64)
    entries = data[offset + 4 : offset + 4 + 12 * count]
    for kind, _, size, start in struct.iter_unpack("<HHII", entries.ljust(12 * count, b"\0")):
        if kind == _MAP_CALL_SITES:
            found["sites"] = _cut("call sites", Section(start, size, 4), len(data), truncated)
        elif kind == _MAP_METHOD_HANDLES:
            found["handles"] = _cut("method handles", Section(start, size, 8), len(data), truncated)
    return found
