"""Records of one layout at many positions of the same bytes, gathered at once."""

from __future__ import annotations

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
    return anywhere[at].view(form)


def padded(data: Bytes, end: int, tail: int) -> Bytes:
    """The same bytes with at least `tail` bytes behind `end`."""
    missing = end + tail - data.size
    return np.concatenate([data, np.zeros(missing, np.uint8)]) if missing > 0 else data
