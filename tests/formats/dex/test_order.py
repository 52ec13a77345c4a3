"""Sorting by packed keys against numpy's own stable sort."""

from __future__ import annotations

import numpy as np
import pytest

from gifthorse.formats.dex import order

RANGES = [(-1, 5), (0, 100), (-(1 << 31), 1 << 31), (-(1 << 62), 1 << 62), (0, 1 << 44)]


@pytest.mark.parametrize(("low", "high"), RANGES)
@pytest.mark.parametrize("size", [0, 1, 5, 300, 20_000])
def test_order_is_that_of_a_stable_sort(size: int, low: int, high: int) -> None:
    keys = np.random.default_rng(7).integers(low, high, size)
    assert np.array_equal(order.by(keys), np.argsort(keys, kind="stable"))
    kinds, number = np.unique(keys, return_inverse=True)
    assert np.array_equal(order.distinct(keys), kinds)
    assert [c.tolist() for c in order.numbered(keys)] == [kinds.tolist(), number.tolist()]


def test_keys_too_wide_for_packing_are_sorted_all_the_same() -> None:
    keys = np.array([(1 << 63) - 1, -(1 << 63), 0, -(1 << 63)] * 100)
    assert np.array_equal(order.by(keys), np.argsort(keys, kind="stable"))


def test_groups_keep_the_order_of_their_rows_and_leave_out_the_rest() -> None:
    groups = np.array([2, -1, 0, 2, 7, 0], np.int32)
    rows, start = order.grouped(groups, 4)
    assert rows.tolist() == [2, 5, 0, 3]
    assert start.tolist() == [0, 2, 2, 4, 4]
