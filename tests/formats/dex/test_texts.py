"""Text columns stay in proportion."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from gifthorse.formats.dex.texts import take


def test_honest_columns_are_whole() -> None:
    texts = pa.array(["a" * 100, "b"])
    assert take(texts, np.array([1, 0, 1]), 1000).to_pylist() == ["b", "a" * 100, "b"]
    assert take(texts, pa.array([1, None]), 1000).to_pylist() == ["b", None]
    assert take(texts, np.ones(900, np.int32), 1000).to_pylist() == ["b"] * 900
    assert take(pa.array([], pa.string()), np.zeros(0, np.int32), 10).to_pylist() == []


def test_the_longest_name_named_everywhere_is_cut() -> None:
    texts = pa.array(["漢" * 10_000, "b"])
    column = take(texts, np.zeros(1000, np.int32), 100_000)
    assert pa.compute.sum(pa.compute.binary_length(column)).as_py() <= 100_000
    assert column[0].as_py() == "漢" * 25
    nullable = take(texts, pa.array([0, None] * 500, pa.int32()), 100_000)
    assert nullable[0].as_py() == "漢" * 25
