"""Text columns stay in proportion."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from gifthorse.formats.dex.texts import Budget


def test_honest_columns_are_whole() -> None:
    texts = pa.array(["a" * 100, "b"])
    assert Budget(1000).take(texts, np.array([1, 0, 1])).to_pylist() == ["b", "a" * 100, "b"]
    assert Budget(1000).take(texts, pa.array([1, None])).to_pylist() == ["b", None]
    assert Budget(1000).take(texts, np.ones(900, np.int32)).to_pylist() == ["b"] * 900
    assert Budget(10).take(pa.array([], pa.string()), np.zeros(0, np.int32)).to_pylist() == []


def test_the_longest_name_named_everywhere_is_cut() -> None:
    texts = pa.array(["漢" * 10_000, "b"])
    budget = Budget(100_000)
    column = budget.take(texts, np.zeros(1000, np.int32))
    assert budget.cut == 1
    assert sum(len(text.encode()) for text in column.to_pylist()) <= 100_000
    assert column[0].as_py() == "漢" * 25
    nullable = Budget(100_000).take(texts, pa.array([0, None] * 500, pa.int32()))
    assert nullable[0].as_py() == "漢" * 25
