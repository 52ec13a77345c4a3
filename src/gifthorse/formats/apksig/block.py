"""The APK Signing Block: between a ZIP archive's entries and its central directory.

https://source.android.com/docs/security/features/apksigning/v2 ; what counts as "no block" is what
android.util.apk.ApkSigningBlockUtils says, since Android then falls back to JAR signatures.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from gifthorse.errors import FormatError, LimitError
from gifthorse.formats.zip.directory import Sections

V2: Final = 0x7109871A
V3: Final = 0xF05368C0
V31: Final = 0x1B93AD61
MAGIC: Final = b"APK Sig Block 42"
MAX_SCHEME_BYTES: Final = 8 << 20
MAX_PAIRS: Final = 1024
MAX_FIELDS: Final = 256


class Fields:
    """Little-endian numbers and length-prefixed blocks, read one after the other; `FormatError` beyond the end.

    `at` is the next byte's offset.
    """

    __slots__ = ("_data", "at")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    def __bool__(self) -> bool:
        """Whether anything is left."""
        return self.at < len(self._data)

    def take(self, size: int) -> bytes:
        """The next `size` bytes."""
        if size > len(self._data) - self.at:
            raise FormatError("A field of the signature runs past the end of what holds it.", self.at)
        self.at += size
        return self._data[self.at - size : self.at]

    @property
    def left(self) -> int:
        """Bytes that are left."""
        return len(self._data) - self.at

    def number(self, size: int = 4) -> int:
        """The next unsigned number of `size` bytes."""
        return int.from_bytes(self.take(size), "little")

    def block(self) -> bytes:
        """The next block, whose length stands before it in four bytes."""
        return self.take(self.number())

    def blocks(self) -> list[bytes]:
        """All length-prefixed blocks that are left."""
        found: list[bytes] = []
        while self:
            if len(found) >= MAX_FIELDS:
                raise LimitError("The signature has more parts than any signer writes.", self.at)
            found.append(self.block())
        return found


class Block(Struct, frozen=True):
    """`start` is the block's offset in the file, in bytes; `schemes` the bytes of each known scheme by identifier."""

    start: int
    schemes: dict[int, bytes]


def find(data: memoryview, sections: Sections) -> tuple[Block | None, str | None]:
    """The signing block if Android sees one; else a sentence if something like a damaged block is there."""
    directory = sections.directory
    if sections.start:
        return None, None
    footer = bytes(data[max(0, directory - 24) : directory])
    has_magic = footer[-16:] == MAGIC
    if directory < 32:
        return None, None
    size = int.from_bytes(footer[:8], "little")
    start = directory - size - 8
    fits = size >= 24 and start >= 0
    same = fits and int.from_bytes(data[start : start + 8], "little") == size
    if sections.zip64:
        return None, "The signing block does not count: Android reads none in a ZIP64 archive." if has_magic else None
    if directory + sections.directory_size != sections.end:
        sentence = "The signing block does not count: other bytes lie between the archive's directory and its end."
        return None, sentence if has_magic else None
    if not has_magic:
        return None, "The signing block's magic number is damaged." if same and size > 32 else None
    if not same:
        return None, "The signing block's two size fields disagree."
    return Block(start, _schemes(data[start + 8 : directory - 24])), None


def _schemes(pairs: memoryview) -> dict[int, bytes]:
    """Known schemes' bytes; where an identifier occurs twice the first counts, behind a damaged pair nothing does."""
    found: dict[int, bytes] = {}
    at = 0
    for _ in range(MAX_PAIRS):
        if at + 12 > len(pairs):
            break
        size = int.from_bytes(pairs[at : at + 8], "little")
        if size < 4 or size > len(pairs) - at - 8:
            break
        kind = int.from_bytes(pairs[at + 8 : at + 12], "little")
        if kind in (V2, V3, V31) and kind not in found:
            if size > MAX_SCHEME_BYTES:
                raise LimitError("The signature is larger than any signature needs to be.", at)
            found[kind] = bytes(pairs[at + 12 : at + 8 + size])
        at += 8 + size
    return found
