"""Records of one layout at many positions of the same bytes, gathered at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Longs = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def records(data: Bytes, at: Longs, form: np.dtype[Any]) -> npt.NDArray[Any]:
    """The record of layout `form` at each position. Every one must lie within `data`."""
    width = form.itemsize
    room = max(0, data.size - width + 1)
    anywhere = np.ndarray((room,), f"V{width}", data, strides=(1,)) if room else np.zeros(0, f"V{width}")
    return np.ndarray(at.shape, form, anywhere[at])  # a view, without asking whether it may be


def padded(data: Bytes, end: int, tail: int) -> Bytes:
    """The same bytes with at least `tail` bytes behind `end`."""
    missing = end + tail - data.size
    return np.concatenate([data, np.zeros(missing, np.uint8)]) if missing > 0 else data


def firsts(ascending: npt.NDArray[Any]) -> Bools:
    """Where an array that never falls has each of its values for the first time: np.unique would sort it again."""
    first = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return first


def distinct(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Every value once, ascending."""
    ascending = np.sort(values)
    return ascending[firsts(ascending)]


def among(values: npt.NDArray[Any], wanted: Sequence[int]) -> Bools:
    """Which values are one of a few: np.isin takes longer, and loads numpy.ma."""
    found: Bools = values == wanted[0]
    for one in wanted[1:]:
        found |= values == one
    return found
