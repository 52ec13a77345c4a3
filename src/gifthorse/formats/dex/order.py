"""Sorting whole columns. Key and row are packed into one number, whose plain sort is many times faster than a stable
sort of rows, and than numpy's way to distinct numbers, which hashes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from gifthorse.formats.dex.gather import Bools, Longs

_FEW = 256


def by(keys: npt.NDArray[Any]) -> Longs:
    """Rows in ascending order of their keys, equal ones as they come."""
    packed = _packed(keys)
    return np.argsort(keys, kind="stable") if packed is None else packed[0] & packed[1]


def distinct(keys: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The distinct keys, ascending."""
    found = np.sort(keys)
    return found[heads(found)]


def numbered(keys: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Longs]:
    """The distinct keys, ascending, and for each row the number of its key among them."""
    rows = by(keys)
    found = keys[rows]
    head = heads(found)
    number = np.empty(len(keys), np.int64)
    number[rows] = np.cumsum(head) - 1
    return found[head], number


def heads(keys: npt.NDArray[Any]) -> Bools:
    """Of sorted keys those that differ from the one before."""
    head = np.ones(len(keys), np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=head[1:])
    return head


def grouped(groups: npt.NDArray[Any], count: int) -> tuple[Longs, Longs]:
    """Rows of groups 0 to count - 1, compressed-row: all rows, and where each group begins. Others are left out."""
    some = np.flatnonzero((groups >= 0) & (groups < count))
    chosen = groups[some]
    start = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(chosen, minlength=count), out=start[1:])
    return some[by(chosen)], start


def _packed(keys: npt.NDArray[Any]) -> tuple[Longs, int] | None:
    """Keys and rows packed and sorted, and the mask of the rows; None where they have no room, or are too few."""
    size = len(keys)
    if size < _FEW:
        return None
    low, high = int(keys.min()), int(keys.max())
    bits = size.bit_length()
    if (high - low) >> (63 - bits):
        return None
    packed = keys.astype(np.int64)
    packed -= low
    packed <<= bits
    packed |= np.arange(size, dtype=np.int64)
    packed.sort()
    return packed, (1 << bits) - 1
