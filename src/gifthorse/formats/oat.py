"""DEX files inside OAT files (Android 5 to 7) and VDEX files (Android 8 and 9), which hold them whole and plain.

They are found by their own headers, which is independent of the dozen layouts that the containers had. From Android 10
on a VDEX holds no DEX any more unless the APK's own is compressed. The verifier may have replaced instructions by
quicker ones ("quickening"), so checksum and signature of such a DEX no longer hold; `formats.vdex` puts them back.
Sources: AOSP art/runtime/oat.h, vdex_file.h; art/libdexfile/dex/dex_file.h (header_item).
"""

from __future__ import annotations

import mmap
import struct

DEX_LIMIT = 512
HEADER = 0x70


def embedded_dex(data: bytes | mmap.mmap) -> list[tuple[int, int]]:
    """Offset and size of every whole DEX file in `data`, in order; never more than 512."""
    found: list[tuple[int, int]] = []
    at = data.find(b"dex\n0")
    while at >= 0 and len(found) < DEX_LIMIT:
        size = _size(data, at)
        if size:
            found.append((at, size))
        at = data.find(b"dex\n0", at + (size or 5))
    return found


def _size(data: bytes | mmap.mmap, at: int) -> int:
    """The size of the DEX file at `at`, 0 if there is none or it is cut short."""
    header = data[at : at + HEADER]
    if len(header) < HEADER or header[7] != 0 or not header[5:7].isdigit():
        return 0
    size, own, endian = struct.unpack_from("<III", header, 32)
    return size if own >= HEADER and endian == 0x12345678 and HEADER <= size <= len(data) - at else 0
