"""Text columns whose size stays in proportion to the file, however often a hostile one names its longest string."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gifthorse.formats.dex import Dex

_FREE = 64 << 20
_TIMES = 8


def budget(dexes: Sequence[Dex]) -> int:
    """Bytes that a text column made from these files may have; an honest one needs a fraction of it."""
    return _FREE + _TIMES * sum(len(d.data) for d in dexes)


def take(texts: pa.StringArray, rows: npt.NDArray[Any] | pa.Array, limit: int) -> pa.StringArray:
    """The texts of these rows; when they would have more than `limit` bytes, each is cut to its share."""
    longest = pc.max(pc.binary_length(texts)).as_py() or 0
    if longest * len(rows) > limit:
        length = pc.binary_length(texts).to_numpy(zero_copy_only=False)
        picked = rows if isinstance(rows, np.ndarray) else rows.drop_null().to_numpy(zero_copy_only=False)
        if int(length[picked].sum(dtype=np.int64)) > limit:
            texts = pc.utf8_slice_codeunits(texts, 0, max(8, limit // len(rows) // 4))
    return texts.take(pa.array(rows) if isinstance(rows, np.ndarray) else rows)
