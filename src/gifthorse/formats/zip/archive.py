"""A ZIP archive opened the way Android opens it, with everything that is odd about it listed.

What Android does is from AOSP's libziparchive (zip_archive.cc), androidfw's AssetsProvider and StrictJarFile:
the central directory alone counts; sizes and flags of local headers do not, but their name and extra lengths decide
where data starts; the encryption bit is ignored; a name that occurs twice makes Android refuse the file (before
Android 4.3 code and signature check disagreed on which of the two counts: the first is read here). A method other than
0 and 8 is deflate to the signature check and, before Android 9, to the asset reader; stored to the asset reader since.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats.zip import checks, directory
from gifthorse.formats.zip.entry import DEFLATED, STORED, Entry
from gifthorse.formats.zip.inflate import allowance, beginning, chunks, crc32, inflate

LIMIT: Final = 512 << 20
RATIO: Final = 200
CACHE_BYTES: Final = 96 << 20
MAX_ODDITIES: Final = 40
HEAD_BYTES: Final = 1 << 12

# Read by more than one reader of an app, so kept once inflated.
_KEPT: Final = re.compile(r"classes\d*\.dex|AndroidManifest\.xml|resources\.arsc|lib/[^/]+/[^/]+\.so")
# How files that the asset reader opens begin when they really are stored: binary XML, resource table.
_STORED_MAGIC: Final = (b"\x03\x00\x08\x00", b"\x02\x00\x0c\x00")


class Archive:
    """An open archive over a buffer, which must stay as it is. Made by `open_zip`.

    `entries` in the directory's order; `duplicates` the names that occur more than once; `oddities` everything unusual
    and `refused` that part of it for which Android will not open the file at all, one sentence each; `sections` where
    the parts lie, in bytes.
    """

    __slots__ = (
        "_by_name",
        "_cache",
        "_cached",
        "_oddities",
        "_unchecked",
        "data",
        "duplicates",
        "entries",
        "refused",
        "sections",
    )

    def __init__(self, data: memoryview, sections: directory.Sections, entries: list[Entry]) -> None:
        self.data = data
        self.sections = sections
        self.entries = entries
        self._by_name: dict[str, Entry] = {e.name: e for e in reversed(entries)}
        self.duplicates: tuple[str, ...] = ()
        if len(self._by_name) < len(entries):
            seen: set[str] = set()
            twice = {e.name for e in entries if e.name in seen or seen.add(e.name)}  # type: ignore[func-returns-value]  # add() returns None, the set's usual idiom
            self.duplicates = tuple(sorted(twice))
        self.refused: tuple[str, ...] = sections.refused
        self._oddities: list[str] = list(sections.oddities)
        self._cache: dict[int, bytes] = {}
        self._cached = 0
        self._unchecked: tuple[Any, list[int]] | None = None

    @property
    def oddities(self) -> list[str]:
        """Everything unusual so far, also what reading entries brought up."""
        if self._unchecked is not None:
            rows, offsets = self._unchecked
            self._unchecked = None
            starts = np.array(offsets, np.float64).clip(-1, len(self.data)).astype(np.int64)
            self._oddities = checks.compare(self.data, self.entries, rows, starts) + self._oddities
        return [*self.refused, *self._oddities]

    def names(self) -> list[str]:
        """Names in the directory's order, each once."""
        return list(dict.fromkeys(e.name for e in self.entries))

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def entry(self, name: str) -> Entry | None:
        """The first entry of that name."""
        return self._by_name.get(name)

    def data_offset(self, entry: Entry) -> int:
        """Where the entry's bytes start in the file, as its local header says; `FormatError` if it has none."""
        at = entry.header_offset
        header = bytes(self.data[at : at + 30]) if at >= 0 else b""
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise FormatError(f"The archive's entry {entry.name!r} has no local header.", max(at, 0))
        return at + 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")

    def read(self, entry: Entry | str, *, limit: int = LIMIT, ratio: int = RATIO, jar: bool = False) -> bytes:
        """The entry's bytes; at most `limit`, and beyond the first 64 MiB at most `ratio` times its stored size.

        `jar` reads an unknown method as the signature check does. A wrong checksum or size becomes an oddity. Raises
        `LimitError`, or `FormatError` if the entry is missing or damaged.
        """
        item = self._item(entry)
        kept = self._cache.get(item.header_offset)
        if kept is not None and len(kept) <= limit:
            return kept
        stored = self._stored(item)
        allowed = allowance(len(stored), limit=limit, ratio=ratio)
        if self._is_deflated(item, stored, jar=jar):
            out = inflate(stored, allowed)
        elif len(stored) > limit:
            raise LimitError(f"The archive's entry {item.name!r} is larger than is allowed.")
        else:
            out = bytes(stored)
        self._check(item, len(out), crc32(out))
        if _KEPT.fullmatch(item.name) and self._cached + len(out) <= CACHE_BYTES:
            self._cache[item.header_offset] = out
            self._cached += len(out)
        return out

    def chunks(
        self, entry: Entry | str, *, limit: int = LIMIT, ratio: int = RATIO, jar: bool = False
    ) -> Iterator[bytes | memoryview]:
        """As `read`, in pieces of a few MiB, for entries that need not be held whole."""
        item = self._item(entry)
        stored = self._stored(item)
        if not self._is_deflated(item, stored, jar=jar):
            if len(stored) > limit:
                raise LimitError(f"The archive's entry {item.name!r} is larger than is allowed.")
            self._check(item, len(stored), crc32(stored))
            yield stored
            return
        size = crc = 0
        for piece in chunks(stored, allowance(len(stored), limit=limit, ratio=ratio)):
            size += len(piece)
            crc = crc32(piece, crc)
            yield piece
        self._check(item, size, crc)

    def head(self, entry: Entry | str, size: int) -> bytes:
        """The entry's first bytes, `size` at most, to tell what it is; `FormatError` if it is missing or damaged."""
        item = self._item(entry)
        stored = self._stored(item)[:HEAD_BYTES]
        return bytes(stored[:size]) if item.method == STORED else beginning(stored, size)

    def release(self) -> None:
        """Forget the inflated entries that were kept."""
        self._cache.clear()
        self._cached = 0

    def _item(self, entry: Entry | str) -> Entry:
        if isinstance(entry, Entry):
            return entry
        found = self._by_name.get(entry)
        if found is None:
            raise FormatError(f"The archive has no entry {entry!r}.")
        return found

    def _stored(self, item: Entry) -> memoryview:
        start = self.data_offset(item)
        # A stored entry is as long as its uncompressed size says: Android ignores the other one.
        size = item.csize if item.method != STORED else item.usize
        if start + size > len(self.data):
            raise FormatError(f"The archive's entry {item.name!r} runs past the end of the file.", start)
        return self.data[start : start + size]

    def _is_deflated(self, item: Entry, stored: memoryview, *, jar: bool) -> bool:
        if item.method in (STORED, DEFLATED):
            return item.method == DEFLATED
        self._note(f"The archive's entry {item.name!r} claims compression method {item.method}.")
        if jar:
            return True
        if bytes(stored[:4]) in _STORED_MAGIC and item.csize == item.usize:
            return False
        try:
            return len(inflate(stored, allowance(len(stored), limit=LIMIT, ratio=RATIO))) == item.usize
        except FormatError:
            return False

    def _check(self, item: Entry, size: int, crc: int) -> None:
        if size != item.usize:
            self._note(f"The archive's entry {item.name!r} holds {size} bytes and claims {item.usize}.")
        if crc != item.crc:
            self._note(f"The archive's entry {item.name!r} does not have the checksum it claims.")

    def _note(self, sentence: str) -> None:
        if len(self._oddities) < MAX_ODDITIES and sentence not in self._oddities:
            self._oddities.append(sentence)


def open_zip(data: bytes | memoryview | mmap.mmap) -> Archive:
    """Open an archive; raises `FormatError` if it has no central directory, `LimitError` if that is absurdly large."""
    view = memoryview(data).cast("B") if not isinstance(data, memoryview) else data
    if len(view) < 22:
        raise FormatError("The file is too short for a ZIP archive.")
    sections = directory.find(view)
    records, at, rows, refused = directory.records(view, sections)
    entries, offsets = _entries(records, sections.start, at, rows)
    archive = Archive(view, sections, entries)
    archive.refused += tuple(refused)
    if archive.duplicates:
        archive.refused += (
            f"The archive holds {len(archive.duplicates)} name(s) more than once: {archive.duplicates[0]!r}.",
        )
    if entries and bytes(view[:4]) != b"PK\x03\x04":
        archive.refused += ("The file does not begin with an entry: something was put before the archive.",)
    archive._unchecked = (rows, offsets)
    return archive


def _entries(records: bytes, start: int, at: Any, rows: Any) -> tuple[list[Entry], list[int]]:
    """All entries, and their header offsets once more by themselves."""
    begins = (at + directory.RECORD.itemsize).tolist()
    ends = (at + directory.RECORD.itemsize + rows["name"]).tolist()
    raws = [records[a:b] for a, b in zip(begins, ends, strict=True)]
    names = [raw.decode("utf-8", "surrogateescape") for raw in raws]
    sizes, usizes = rows["csize"].tolist(), rows["usize"].tolist()
    offsets = (rows["offset"].astype(np.int64) + start).tolist()
    full = np.uint32(0xFFFFFFFF)
    large = np.flatnonzero((rows["csize"] == full) | (rows["usize"] == full) | (rows["offset"] == full))
    for i in large.tolist():
        extra = records[ends[i] : ends[i] + int(rows["extra"][i])]
        real = directory.zip64_extra(extra, usizes[i], sizes[i], int(rows["offset"][i]))
        if real is not None:
            usizes[i], sizes[i], offsets[i] = real[0], real[1], real[2] + start
    methods, flags, crcs = rows["method"].tolist(), rows["flags"].tolist(), rows["crc"].tolist()
    columns = zip(names, raws, methods, flags, sizes, usizes, crcs, offsets, strict=True)
    return list(map(Entry._make, columns)), offsets
