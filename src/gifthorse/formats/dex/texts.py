"""Text columns whose size stays in proportion to the file, however often a hostile one names its longest string."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from gifthorse.formats import arrow
from gifthorse.formats.dex import Dex

_FREE = 64 << 20
_TIMES = 8


class Budget(Struct):
    """Bytes that each text column may have; `cut` counts the columns that would have had more."""

    limit: int
    cut: int = 0

    def take(self, texts: pa.StringArray, rows: npt.NDArray[Any] | pa.Array) -> pa.StringArray:
        """The texts of these rows; when they would have more bytes than the limit, each is cut to its share."""
        indices = pa.array(rows) if isinstance(rows, np.ndarray) else rows
        if _longest(texts) * len(rows) > self.limit:
            texts = self._cut(texts, arrow.call("drop_null", indices).to_numpy(zero_copy_only=False), len(rows))
        return arrow.take(texts, indices)

    def encode(self, texts: pa.StringArray, rows: npt.NDArray[Any]) -> pa.DictionaryArray:
        """The same as a dictionary array, which holds only texts that are used; a row of -1 is NULL."""
        missing = rows < 0
        some = bool(missing.any())
        known = rows[~missing] if some else rows
        if _longest(texts) * len(rows) > self.limit:
            texts = self._cut(texts, known, len(rows))
        used = np.zeros(len(texts), np.bool_)
        used[known] = True
        if not used.all():
            rows = (np.cumsum(used, dtype=np.int32) - np.int32(1))[rows] if len(texts) else rows
            texts = arrow.chosen(texts, pa.array(used))
        indices = pa.array(rows.astype(np.int32, copy=False), mask=missing if some else None)
        return pa.DictionaryArray.from_arrays(indices, texts, safe=False)

    def _cut(self, texts: pa.StringArray, picked: npt.NDArray[Any], rows: int) -> pa.StringArray:
        length = arrow.call("binary_length", texts).to_numpy(zero_copy_only=False)
        if int(length[picked].sum(dtype=np.int64)) <= self.limit:
            return texts
        self.cut += 1
        return arrow.sliced(texts, 0, max(8, self.limit // rows // 4))


def _longest(texts: pa.StringArray) -> int:
    if not len(texts):
        return 0
    ends = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return int(np.diff(ends).max())


def budget(dexes: Sequence[Dex]) -> Budget:
    """What text columns made from these files may have; honest ones need a fraction of it."""
    return Budget(_FREE + _TIMES * sum(len(d.data) for d in dexes))
