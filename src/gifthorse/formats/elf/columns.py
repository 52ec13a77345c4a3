"""Names of the symbols of many files as one Arrow column, without a Python object each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from gifthorse.formats.elf.symbols import NAME_LIMIT, Symbols


def name_column(tables: Sequence[Symbols]) -> pa.StringArray:
    """The names of all tables' symbols, one after the other; bytes that are no ASCII become '?'."""
    text = np.frombuffer(b"".join(table.strings for table in tables), np.uint8)
    bases = np.cumsum([0, *(len(table.strings) for table in tables)])
    starts = np.concatenate([table.name + base for table, base in zip(tables, bases, strict=False)])
    ends = np.flatnonzero(text == 0)
    lengths = np.minimum(ends[np.searchsorted(ends, starts)] - starts, NAME_LIMIT)
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    if offsets[-1] >= 1 << 31:  # an Arrow string column's bound; NAME_LIMIT x SYMBOLS_LIMIT in one unit is hostile
        lengths = np.minimum(lengths, 16)
        offsets = np.concatenate([[0], np.cumsum(lengths)])
    gather = np.arange(offsets[-1], dtype=np.int32) + np.repeat((starts - offsets[:-1]).astype(np.int32), lengths)
    letters = text[gather]
    if (letters & 0x80).any():
        letters = np.where(letters < 0x80, letters, np.uint8(ord("?")))
    return pa.StringArray.from_buffers(
        len(starts), pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(np.ascontiguousarray(letters))
    )
