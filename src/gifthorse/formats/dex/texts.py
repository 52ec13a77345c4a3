"""Text columns whose size stays in proportion to the file, however often a hostile one names its longest string."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gifthorse.formats.dex import Dex

_FREE = 64 << 20
_TIMES = 8


@dataclass(slots=True)
class Budget:
    """Bytes that each text column may have; `cut` counts the columns that would have had more."""

    limit: int
    cut: int = 0

    def take(self, texts: pa.StringArray, rows: npt.NDArray[Any] | pa.Array) -> pa.StringArray:
        """The texts of these rows; when they would have more bytes than the limit, each is cut to its share."""
        longest = pc.max(pc.binary_length(texts)).as_py() or 0
        if longest * len(rows) > self.limit:
            length = pc.binary_length(texts).to_numpy(zero_copy_only=False)
            picked = rows if isinstance(rows, np.ndarray) else rows.drop_null().to_numpy(zero_copy_only=False)
            if int(length[picked].sum(dtype=np.int64)) > self.limit:
                texts = pc.utf8_slice_codeunits(texts, 0, max(8, self.limit // len(rows) // 4))
                self.cut += 1
        return texts.take(pa.array(rows) if isinstance(rows, np.ndarray) else rows)


def budget(dexes: Sequence[Dex]) -> Budget:
    """What text columns made from these files may have; honest ones need a fraction of it."""
    return Budget(_FREE + _TIMES * sum(len(d.data) for d in dexes))
