"""SELinux policies: which domains are permissive, from the binary form that init loads and from CIL text.

Sources: libsepol src/policydb.c (policydb_read and the readers of its symbols), secilc docs (typepermissive). Versions
23 to 33, which phones have; of the binary form nothing behind the types is read.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from gifthorse.errors import FormatError, LimitError, UnsupportedError

MAGIC = b"\x8c\xff\x7c\xf9"
BYTES_LIMIT = 32 << 20
COUNT_LIMIT = 200_000
OLDEST, NEWEST = 23, 33  # permissive domains came with 23; 34 and later have more maps than are known here
_POLCAP, _BOUNDARY, _VALIDATETRANS, _DEFAULTS, _DEFAULT_TYPE, _NAMES = 22, 24, 19, 27, 28, 29
_EXPRESSION_NAMES = 5
_PERMISSIVE = re.compile(rb"\(\s*typepermissive\s+([\w.-]+)\s*\)")
_COMMENT = re.compile(rb";[^\n]*")


def permissive_in_text(data: bytes) -> tuple[str, ...]:
    """The permissive domains of a CIL text, in its order."""
    found = (m[1].decode("ascii", "replace") for m in _PERMISSIVE.finditer(_COMMENT.sub(b"", data[:BYTES_LIMIT])))
    return tuple(dict.fromkeys(found))


def permissive(data: bytes) -> tuple[str, ...]:
    """The permissive domains of a binary policy.

    Raises FormatError for what is none or is cut short, UnsupportedError for versions that are not read.
    """
    if len(data) > BYTES_LIMIT:
        raise LimitError(f"The policy has {len(data):,} bytes, more than the {BYTES_LIMIT:,} that are read.")
    try:
        return _Reader(data).permissive()
    except struct.error:
        raise FormatError("The SELinux policy is cut short.", len(data)) from None


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 4
        (length,) = self._numbers(1)
        if data[:4] != MAGIC or self._take(length) != b"SE Linux":
            raise FormatError("It is no SELinux policy.", 0)
        self._version, _, symbols, _ = self._numbers(4)
        if not OLDEST <= self._version <= NEWEST or symbols < 4:
            raise UnsupportedError(f"SELinux policies of version {self._version} are not read.")

    def permissive(self) -> tuple[str, ...]:
        if self._version >= _POLCAP:
            self._bits()
        wanted = self._bits()
        names: dict[int, str] = {}
        for read in (self._common, self._class, self._role, lambda: self._type(names)):
            self._table(read)
        return tuple(names.get(number, f"type {number}") for number in sorted(wanted))

    def _take(self, size: int) -> bytes:
        if size > len(self._data) - self._at:
            raise FormatError("The SELinux policy is cut short.", self._at)
        self._at += size
        return self._data[self._at - size : self._at]

    def _numbers(self, count: int) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{count}I", self._data, self._at)
        self._at += 4 * count
        return found

    def _count(self) -> int:
        (count,) = self._numbers(1)
        if count > COUNT_LIMIT:
            raise FormatError("The SELinux policy counts more of something than any has.", self._at - 4)
        return int(count)

    def _bits(self) -> list[int]:
        """The numbers in a set: 64 at a time, where any is in it."""
        _, _, count = self._numbers(3)
        if count > COUNT_LIMIT:
            raise FormatError("The SELinux policy counts more of something than any has.", self._at - 4)
        found: list[int] = []
        for _ in range(count):
            start, word = struct.unpack_from("<IQ", self._data, self._at)
            self._at += 12
            found += [start + bit for bit in range(64) if word >> bit & 1]
        return found

    def _table(self, read: Callable[[], None]) -> None:
        self._numbers(1)
        for _ in range(self._count()):
            read()

    def _permissions(self, count: int) -> None:
        for _ in range(min(count, COUNT_LIMIT)):
            length, _ = self._numbers(2)
            self._take(length)

    def _common(self) -> None:
        length, _, _, count = self._numbers(4)
        self._take(length)
        self._permissions(count)

    def _class(self) -> None:
        length, common, _, _, count, constraints = self._numbers(6)
        self._take(length)
        self._take(common)
        self._permissions(count)
        self._constraints(constraints)
        if self._version >= _VALIDATETRANS:
            self._constraints(self._count())
        if self._version >= _DEFAULTS:
            self._numbers(3)
        if self._version >= _DEFAULT_TYPE:
            self._numbers(1)

    def _constraints(self, count: int) -> None:
        for _ in range(min(count, COUNT_LIMIT)):
            _, expressions = self._numbers(2)
            for _ in range(min(expressions, COUNT_LIMIT)):
                kind, _, _ = self._numbers(3)
                if kind == _EXPRESSION_NAMES:
                    self._bits()
                    if self._version >= _NAMES:
                        self._bits()
                        self._bits()
                        self._numbers(1)

    def _role(self) -> None:
        length, *_ = self._numbers(3 if self._version >= _BOUNDARY else 2)
        self._take(length)
        self._bits()
        self._bits()

    def _type(self, names: dict[int, str]) -> None:
        length, value, *_ = self._numbers(4 if self._version >= _BOUNDARY else 3)
        names.setdefault(value, self._take(length).decode("ascii", "replace"))
