"""A zip's list of contents, as much of it as recognising and walking needs.

`formats.zip` reads zips as Android does and in full; this peeks at hundreds of them with two small reads each.
Source: PKWARE APPNOTE 6.3.9, sections 4.3.12 (central directory) and 4.3.16 (end record).
"""

from __future__ import annotations

import re
import struct

from msgspec import Struct

from gifthorse.errors import FormatError, LimitError
from gifthorse.evidence.node import Member, Source

END = b"PK\x05\x06"
ENTRY = b"PK\x01\x02"
EMPTY = 22  # bytes of a zip without members
DIRECTORY_LIMIT = 32 << 20
MEMBERS_LIMIT = 200_000
FULL = 0xFFFFFFFF
_MOST = (1 << 62) - 1  # what the operating system takes for an offset


class Entry(Struct, frozen=True):
    """One member and its Unix mode, None where the zip was not made on Unix."""

    member: Member
    mode: int | None
    stamp: int


class Listing(bytes):
    """A central directory's bytes. `start` is where its offsets count from: not 0 where bytes were put before a zip."""

    start = 0


def directory(source: Source, size: int) -> Listing | None:
    """The central directory, or None where there is no zip. Raises LimitError if it is absurdly large."""
    tail = source.range(max(0, size - 22), 22)
    start = 0 if tail.startswith(END) and tail.endswith(b"\0\0") else -1
    if start < 0:
        tail = source.range(max(0, size - 65_557), 65_557)
        start = tail.rfind(END, 0, max(0, len(tail) - 18))  # what cannot hold a whole end record is part of a comment
    if start < 0:
        return None
    end = size - len(tail) + start
    length, offset = struct.unpack_from("<II", tail, start + 12)
    if FULL in (length, offset):
        length, offset = _large(source, end) or (length, offset)
    if length > DIRECTORY_LIMIT:
        raise LimitError(f"The zip's list of contents claims {length:,} bytes.")
    listing = Listing(source.range(offset, length))
    if length and not listing.startswith(ENTRY) and length <= end:
        moved = Listing(source.range(end - length, length))
        if moved.startswith(ENTRY):
            moved.start = end - length - offset
            return moved
    return listing


def _large(source: Source, end: int) -> tuple[int, int] | None:
    """Length and offset from the ZIP64 end record, whose locator lies just before the end record at `end`."""
    locator = source.range(max(0, end - 20), 20)
    if not locator.startswith(b"PK\x06\x07"):
        return None
    record = source.range(struct.unpack_from("<Q", locator, 8)[0] & _MOST, 56)
    if len(record) < 56 or not record.startswith(b"PK\x06\x06"):
        return None
    length, offset = struct.unpack_from("<QQ", record, 40)
    return length, offset & _MOST


def start_of(listing: bytes) -> int:
    """Where the offsets in a list of contents count from."""
    return listing.start if isinstance(listing, Listing) else 0


def find(listing: bytes, name: bytes) -> Member | None:
    """The first member of exactly this name."""
    at = listing.find(name)
    while at >= 0:
        entry = at - 46
        if entry >= 0 and listing.startswith(ENTRY, entry):
            method, packed, size, length = struct.unpack_from("<H8xIIH", listing, entry + 10)
            if length == len(name):
                header = struct.unpack_from("<I", listing, entry + 42)[0] + start_of(listing)
                return Member(name.decode("utf-8", "surrogateescape"), header, packed, size, method)
        at = listing.find(name, at + 1)
    return None


def holds(listing: bytes, name: bytes) -> bool:
    """Whether a member has exactly this name."""
    return find(listing, name) is not None


_DEX = re.compile(rb"PK\x01\x02.{20}(.{4})(.{2}).{16}classes[0-9]*\.dex", re.DOTALL)


def dex_size(listing: bytes) -> int:
    """Unpacked bytes of all classes*.dex at the top level, as claimed."""
    return sum(
        int.from_bytes(m[1], "little")
        for m in _DEX.finditer(listing)
        if int.from_bytes(m[2], "little") == m.end() - m.start() - 46
    )


def entries(listing: bytes) -> list[Entry]:
    """Every member that is a file. Raises FormatError where the list breaks off, LimitError where it is too long."""
    found: list[Entry] = []
    at = 0
    while at + 46 <= len(listing) and listing.startswith(ENTRY, at):
        made, _, _, method, stamp, packed, size = struct.unpack_from("<HHHHI4xII", listing, at + 4)
        name_length, extra, comment, attributes, header = struct.unpack_from("<HHH4xII", listing, at + 28)
        name = listing[at + 46 : at + 46 + name_length]
        if FULL in (size, packed, header):
            size, packed, header = _wide(listing[at + 46 + name_length :][:extra], size, packed, header)
        at += 46 + name_length + extra + comment
        if name.endswith(b"/"):
            continue
        header += start_of(listing)
        mode = attributes >> 16 if made >> 8 == 3 and attributes >> 16 else None
        found.append(Entry(Member(name.decode("utf-8", "surrogateescape"), header, packed, size, method), mode, stamp))
        if len(found) > MEMBERS_LIMIT:
            raise LimitError(f"The zip lists more than {MEMBERS_LIMIT:,} files.")
    if not found and listing:
        raise FormatError("The zip's list of contents cannot be read.")
    return found


def _wide(extra: bytes, *fields: int) -> tuple[int, ...]:
    """The ZIP64 extra field (0x0001) gives, in order, those of size, packed and header that are all ones."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, at)
        if tag == 1:
            wide = [int.from_bytes(extra[i : i + 8], "little") & _MOST for i in range(at + 4, at + 4 + length, 8)]
            return tuple(wide.pop(0) if field == FULL and wide else field for field in fields)
        at += 4 + length
    return fields
