"""One record of a ZIP archive's central directory."""

from __future__ import annotations

from typing import Final, NamedTuple

STORED: Final = 0
DEFLATED: Final = 8


class Entry(NamedTuple):
    """One record; a tuple, since an app has ten thousand of them.

    `name` is UTF-8 with undecodable bytes as lone surrogates, `raw` its bytes; `csize` and `usize` are what the record
    claims, in bytes; `header_offset` is where the local header lies in the file.
    """

    name: str
    raw: bytes
    method: int
    flags: int
    csize: int
    usize: int
    crc: int
    header_offset: int
