"""Where a ZIP archive's central directory lies, and its records as numpy columns.

PKWARE APPNOTE 6.3.10; what Android makes of it from AOSP's libziparchive and android.util.apk.ZipUtils. The directory
is found from the end of the file; local headers are no way in, since Android ignores what the directory does not list.
"""

from __future__ import annotations

import re
import struct
from itertools import islice
from typing import Any, Final

import numpy as np
from msgspec import Struct

from gifthorse.errors import FormatError, LimitError

MAX_ENTRIES: Final = 400_000
MAX_DIRECTORY_BYTES: Final = 96 << 20
MAX_CANDIDATES: Final = 4096

RECORD: Final = np.dtype(
    {
        "names": ["flags", "method", "crc", "csize", "usize", "name", "extra", "comment", "offset"],
        "formats": ["<u2", "<u2", "<u4", "<u4", "<u4", "<u2", "<u2", "<u2", "<u4"],
        "offsets": [8, 10, 16, 20, 24, 28, 30, 32, 42],
        "itemsize": 46,
    }
)
_END: Final = struct.Struct("<4s4H2LH")
_LOCATOR: Final = struct.Struct("<4sLQL")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_RECORD_SIGNATURE: Final = b"PK\x01\x02"


class Sections(Struct, frozen=True):
    """Byte offsets of an archive's parts. `declared` is the number of records the end record states.

    `start` is where offsets count from: 0, unless bytes were put before an archive without mending its offsets.
    `zip64` says whether a ZIP64 locator stands before the end record, used or not: Android looks for no signing block
    then. `refused` and `oddities` are sentences.
    """

    directory: int
    directory_size: int
    end: int
    declared: int
    comment: bytes
    start: int
    zip64: bool
    refused: tuple[str, ...]
    oddities: tuple[str, ...]


def find(data: memoryview) -> Sections:
    """Locate the end record and the central directory; raises `FormatError` if there are none."""
    refused: list[str] = []
    end, last = _find_end(data)
    if end != last:
        refused.append("A second end-of-central-directory record lies in the archive's comment.")
    _, disk, _, _, count, size, offset, comment_length = _END.unpack_from(data, end)
    if end + 22 + comment_length != len(data):
        refused.append("The archive's end record does not reach exactly to the end of the file.")
    zip64 = end >= 20 and bytes(data[end - 20 : end - 16]) == b"PK\x06\x07"
    close = end
    if zip64 and (0xFFFFFFFF in (size, offset) or count == 0xFFFF):
        count, size, offset, close = _zip64(data, end)
    start = 0
    if offset + size > close or (count and bytes(data[offset : offset + 4]) != _RECORD_SIGNATURE):
        moved = close - size
        if size > close or bytes(data[moved : moved + 4]) != _RECORD_SIGNATURE:
            raise FormatError("The archive's central directory is not where its end record says.", end)
        start, offset = moved - offset, moved
        refused.append(f"The archive's offsets are off by {start} bytes: something was put before it or cut from it.")
    oddities = ["The archive claims to span several disks."] if disk not in (0, 0xFFFF) else []
    comment = bytes(data[end + 22 : end + 22 + comment_length])
    return Sections(offset, size, end, count, comment, start, zip64, tuple(refused), tuple(oddities))


def _find_end(data: memoryview) -> tuple[int, int]:
    """The end record whose comment ends with the file, and the last one of all.

    Android's signature check takes the first, its loader the second, and refuses a file where they differ.
    """
    tail_start = max(0, len(data) - 22 - 0xFFFF)
    tail = bytes(data[tail_start:])
    at = last = tail.rfind(b"PK\x05\x06", 0, max(0, len(tail) - 18))
    if last < 0:
        raise FormatError("The file has no ZIP end-of-central-directory record.")
    for _ in range(MAX_CANDIDATES):
        if at < 0:
            break
        if at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail):
            return tail_start + at, tail_start + last
        at = tail.rfind(b"PK\x05\x06", 0, at + 3)
    return tail_start + last, tail_start + last


def _zip64(data: memoryview, end: int) -> tuple[int, int, int, int]:
    """Record count, directory size and offset from the ZIP64 end record, and where that record lies."""
    at = _LOCATOR.unpack_from(data, end - 20)[2]
    if at > end - 20 - _END64.size or bytes(data[at : at + 4]) != b"PK\x06\x06":
        raise FormatError("The archive's ZIP64 end record is not where its locator says.", end - 20)
    fields = _END64.unpack_from(data, at)
    return fields[7], fields[8], fields[9], at


def records(data: memoryview, sections: Sections) -> tuple[bytes, Any, Any, list[str]]:
    """The directory's bytes, and its records, as many as are declared and whole: offsets (int64), columns (RECORD).

    The list holds sentences for what Android refuses.
    """
    if sections.directory_size > MAX_DIRECTORY_BYTES or sections.declared > MAX_ENTRIES:
        raise LimitError("The archive's central directory is larger than any app needs.", sections.directory)
    stop = sections.directory + sections.directory_size
    directory = bytes(data[sections.directory : stop])
    refused: list[str] = []
    found = islice(re.finditer(re.escape(_RECORD_SIGNATURE), directory), 2 * MAX_ENTRIES)
    at = np.fromiter((m.start() for m in found), np.int64)
    at = at[at <= len(directory) - RECORD.itemsize]
    rows = _gather(directory, at)
    following = at + RECORD.itemsize + rows["name"] + rows["extra"] + rows["comment"]
    # A name may itself hold the four signature bytes; then the chain must be walked record by record.
    if len(at) and not (at[0] == 0 and np.array_equal(following[:-1], at[1:]) and following[-1] <= len(directory)):
        chain = dict(zip(at.tolist(), zip(range(len(at)), following.tolist(), strict=True), strict=True))
        kept: list[int] = []
        position = 0
        while position in chain and chain[position][1] <= len(directory) and len(kept) < sections.declared:
            kept.append(chain[position][0])
            position = chain[position][1]
        at, rows = at[kept], rows[kept]
    if len(at) < sections.declared:
        refused.append(f"The central directory is damaged: {len(at)} of its {sections.declared} records can be read.")
    return directory, at[: sections.declared], rows[: sections.declared], refused


def _gather(buffer: bytes, at: Any) -> Any:
    flat = np.frombuffer(buffer, np.uint8)
    if not len(at):
        return np.zeros(0, RECORD)
    windows = np.lib.stride_tricks.sliding_window_view(flat, RECORD.itemsize)
    return windows[at].view(RECORD).reshape(-1)


def zip64_extra(extra: bytes, usize: int, csize: int, offset: int) -> tuple[int, int, int] | None:
    """True sizes and local header offset where 32-bit fields are full; None if the extra field does not hold them."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            body = extra[at + 4 : at + 4 + size]
            values = list(struct.unpack_from(f"<{len(body) // 8}Q", body))
            fields = [usize, csize, offset]
            complete = len(values) == 3
            for i, field in enumerate(fields):
                if complete or field == 0xFFFFFFFF:
                    if not values:
                        return None
                    fields[i] = values.pop(0)
            return fields[0], fields[1], fields[2]
        at += 4 + size
    return None
