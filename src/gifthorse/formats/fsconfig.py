"""Modes and owners that an image's builder gives to files: etc/fs_config_files and fs_config_dirs.

Source: AOSP system/core/libcutils/include/private/fs_config.h and fs_config.cpp: a row of entries, each `u16 length,
u16 mode, u16 uid, u16 gid, u64 capabilities` and a path that ends with a zero, little-endian, `length` bytes in all.
"""

from __future__ import annotations

import struct

from msgspec import Struct

from gifthorse.errors import FormatError, LimitError

BYTES_LIMIT = 4 << 20
HEAD = struct.Struct("<HHHHQ")


class Entry(Struct, frozen=True):
    """One entry. `path` has no slash in front; `capabilities` is a set of bits."""

    path: str
    mode: int
    uid: int
    gid: int
    capabilities: int


def fs_config(data: bytes) -> list[Entry]:
    """All entries in order. Raises FormatError where one does not fit."""
    if len(data) > BYTES_LIMIT:
        raise LimitError(f"The list of modes has {len(data):,} bytes, more than the {BYTES_LIMIT:,} that are read.")
    found: list[Entry] = []
    at = 0
    while at + HEAD.size <= len(data):
        length, mode, uid, gid, capabilities = HEAD.unpack_from(data, at)
        raw, zero, _ = data[at + HEAD.size : at + length].partition(b"\0")
        if length <= HEAD.size or at + length > len(data) or not zero or not raw:
            raise FormatError("The list of modes has an entry that does not fit.", at)
        found.append(Entry(raw.decode("utf-8", "replace"), mode, uid, gid, capabilities))
        at += length
    return found


def looks_like(head: bytes, size: int) -> bool:
    """Whether the first entry fits."""
    if len(head) < HEAD.size + 2 or size > BYTES_LIMIT:
        return False
    length = HEAD.unpack_from(head)[0]
    raw, zero, rest = head[HEAD.size : min(length, len(head))].partition(b"\0")
    return HEAD.size < length <= size and bool(raw) and bool(zero) and raw[:1].isalpha() and not rest.strip(b"\0")
