"""MaxMind DB files: what lies behind an address, by networks (country, number and name of the autonomous system).

https://maxmind.github.io/MaxMind-DB/, format 2. A tree of bits, then the values, then what the file is. Every number in
it is checked against the file's size; a value may not hold more than a bounded number of others.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address
from mmap import mmap
from typing import Any, Final

from gifthorse.errors import FormatError, LimitError

MARKER: Final = b"\xab\xcd\xefMaxMind.com"
SEARCHED: Final = 128 << 10
VALUES_LIMIT: Final = 10_000
DEPTH_LIMIT: Final = 24
_BETWEEN: Final = 16  # zero bytes between the tree and the values
_POINTER: Final = 1
_EXTENDED: Final = 0
_FIXED: Final = {3: struct.Struct(">d"), 15: struct.Struct(">f")}
_NUMBERS: Final = {5: 2, 6: 4, 9: 8, 10: 16}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file says of itself."""

    kind: str
    built: int
    nodes: int
    record_bits: int
    version: int


class Database:
    """One file; `find` looks up an address."""

    def __init__(self, data: bytes | mmap) -> None:
        """Raises FormatError where it is no database."""
        self._data = data
        at = data.rfind(MARKER, max(0, len(data) - SEARCHED))
        if at < 0:
            raise FormatError("This is no MaxMind database: its end is missing.")
        about, _ = _Values(data, at + len(MARKER), len(data)).read(0)
        self.facts = _facts(about)
        self._node = self.facts.record_bits // 4
        self._values = self.facts.nodes * self._node + _BETWEEN
        if self._values > at:
            raise FormatError("The MaxMind database is cut short: its tree is longer than the file.")
        self._reader = _Values(data, self._values, at)
        self._known: dict[int, Any] = {}

    def find(self, address: str) -> Mapping[str, Any]:
        """What is known of an address, empty for one that is in no network or cannot be read."""
        try:
            parsed = ip_address(address)
        except ValueError:
            return {}
        if self.facts.version == 4 and parsed.version == 6:
            return {}
        number, bits = int(parsed), parsed.max_prefixlen
        if self.facts.version == 6 and isinstance(parsed, IPv4Address):
            bits = 128  # IPv4 lies below ::/96
        node = 0
        for bit in range(bits - 1, -1, -1):
            node = self._step(node, number >> bit & 1)
            if node >= self.facts.nodes:
                break
        if node <= self.facts.nodes:
            return {}
        offset = node - self.facts.nodes - _BETWEEN
        if offset not in self._known:
            value, _ = self._reader.read(offset)
            self._known[offset] = value if isinstance(value, dict) else {}
        found: Mapping[str, Any] = self._known[offset]
        return found

    def _step(self, node: int, bit: int) -> int:
        at, data = node * self._node, self._data
        if self.facts.record_bits == 28:
            record = data[at : at + 7]
            return (
                (record[3] >> 4) << 24 | int.from_bytes(record[:3])
                if not bit
                else ((record[3] & 15) << 24 | int.from_bytes(record[4:7]))
            )
        size = self._node // 2
        return int.from_bytes(data[at + size * bit : at + size * (bit + 1)])


class _Values:
    """The section of values from `start` to `stop`; offsets count from its beginning."""

    def __init__(self, data: bytes | mmap, start: int, stop: int) -> None:
        self._data, self._start, self._stop = data, start, stop
        self._left = 0

    def read(self, offset: int) -> tuple[Any, int]:
        """One value, and the offset behind it."""
        self._left = VALUES_LIMIT
        return self._read(offset, 0)

    def _bytes(self, offset: int, count: int) -> bytes:
        at = self._start + offset
        if offset < 0 or at + count > self._stop:
            raise FormatError("A value of the MaxMind database lies outside of it.", max(0, at))
        return bytes(self._data[at : at + count])

    def _read(self, offset: int, depth: int) -> tuple[Any, int]:
        self._left -= 1
        if self._left < 0 or depth > DEPTH_LIMIT:
            raise LimitError("A value of the MaxMind database holds too many others.")
        control = self._bytes(offset, 1)[0]
        kind, offset = control >> 5, offset + 1
        if kind == _POINTER:
            target, offset = self._pointer(control, offset)
            if self._bytes(target, 1)[0] >> 5 == _POINTER:
                raise FormatError("A pointer of the MaxMind database leads to another.", offset)
            return self._read(target, depth + 1)[0], offset
        if kind == _EXTENDED:
            kind, offset = 7 + self._bytes(offset, 1)[0], offset + 1
        size, offset = self._size(control & 31, offset)
        return self._value(kind, size, offset, depth)

    def _pointer(self, control: int, offset: int) -> tuple[int, int]:
        length = (control >> 3 & 3) + 1
        low = int.from_bytes(self._bytes(offset, length))
        high = (control & 7) << 8 * length if length < 4 else 0
        return high + low + (0, 0, 2048, 526_336, 0)[length], offset + length

    def _size(self, size: int, offset: int) -> tuple[int, int]:
        if size < 29:
            return size, offset
        more = size - 28
        return int.from_bytes(self._bytes(offset, more)) + (0, 29, 285, 65_821)[more], offset + more

    def _value(self, kind: int, size: int, offset: int, depth: int) -> tuple[Any, int]:
        if kind == 7:
            found: dict[str, Any] = {}
            for _ in range(size):
                key, offset = self._read(offset, depth + 1)
                found[str(key)], offset = self._read(offset, depth + 1)
            return found, offset
        if kind == 11:
            items = []
            for _ in range(size):
                item, offset = self._read(offset, depth + 1)
                items.append(item)
            return items, offset
        if kind == 14:
            return bool(size), offset
        content = self._bytes(offset, size)
        if kind == 2:
            return content.decode("utf-8", "replace"), offset + size
        if kind == 4:
            return content, offset + size
        if kind == 8:
            return int.from_bytes(content, signed=size == 4), offset + size
        if kind in _NUMBERS and size <= _NUMBERS[kind]:
            return int.from_bytes(content), offset + size
        if kind in _FIXED and size == _FIXED[kind].size:
            return _FIXED[kind].unpack(content)[0], offset + size
        raise FormatError("A value of the MaxMind database is of no known type.", offset)


def _facts(about: Any) -> Facts:
    if not isinstance(about, dict):
        raise FormatError("The MaxMind database does not say what it is.")
    numbers = [about.get(name) for name in ("build_epoch", "node_count", "record_size", "ip_version")]
    if not all(isinstance(n, int) and 0 <= n < 1 << 40 for n in numbers):
        raise FormatError("The MaxMind database does not say how large it is.")
    built, nodes, bits, version = (int(n or 0) for n in numbers)
    if bits not in (24, 28, 32) or version not in (4, 6) or about.get("binary_format_major_version") != 2:
        raise FormatError("The MaxMind database is of a kind that is not read.")
    return Facts(str(about.get("database_type", ""))[:80], built, nodes, bits, version)
