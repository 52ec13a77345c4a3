"""Bytes over time: the times in which something was captured, and how much went out and came in in each part of them.

A connection's bytes are spread evenly from its first to its last packet; most of a phone's are shorter than a part.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np

from gifthorse.report.traffic import Stretch

if TYPE_CHECKING:
    import duckdb

PARTS: Final = 144
STRETCHES: Final = 8
SILENCE: Final = 3_600.0
_STEPS: Final = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400)


def read(connection: duckdb.DuckDBPyConnection) -> tuple[Stretch, ...]:
    """The stretches with the most bytes, in the order of time."""
    columns = connection.execute(
        """SELECT epoch(first)::DOUBLE AS first, epoch(coalesce(last, first))::DOUBLE AS last, wire_out::DOUBLE AS sent,
                  wire_in::DOUBLE AS got FROM connections WHERE first IS NOT NULL ORDER BY first"""
    ).fetchnumpy()
    first, last = (np.asarray(columns[name], dtype=np.float64) for name in ("first", "last"))
    if not len(first):
        return ()
    last = np.maximum(last, first)
    last = np.where(last - first > 7 * 86_400, first, last)  # a clock that jumped
    ends = np.maximum.accumulate(last)
    starts = np.concatenate(([0], 1 + np.flatnonzero(first[1:] > ends[:-1] + SILENCE), [len(first)]))
    bytes_of = np.concatenate(([0.0], np.cumsum(columns["sent"] + columns["got"])))
    spans = [(int(a), int(b)) for a, b in pairwise(starts)]
    spans = sorted(sorted(spans, key=lambda s: bytes_of[s[0]] - bytes_of[s[1]])[:STRETCHES])
    total = sum(float(ends[b - 1] - first[a]) for a, b in spans)
    step = float(next((s for s in _STEPS if total / s <= PARTS), max(_STEPS[-1], total / PARTS)))
    made = []
    for a, b in spans:
        begin = float(first[a] // step * step)
        count = int((ends[b - 1] - begin) // step) + 1
        out, into = (
            spread((first[a:b] - begin) / step, (last[a:b] - begin) / step, np.asarray(columns[name])[a:b], count)
            for name in ("sent", "got")
        )
        made.append(Stretch(begin, step, out, into))
    return tuple(made)


def spread(first: np.ndarray, last: np.ndarray, amount: np.ndarray, count: int) -> tuple[int, ...]:
    """`amount`s spread evenly from `first` to `last` (in parts) over `count` parts."""
    length = last - first
    short = length < 1e-9
    points = np.bincount(np.minimum(first[short].astype(np.int64), count - 1), amount[short], count)
    first, last, amount, length = (a[~short] for a in (first, last, amount, length))
    # What has arrived by each boundary: whole amounts of those that ended, a share of those under way.
    edges = np.zeros(count + 1)
    rate = amount / length
    begin, end = (np.minimum(x.astype(np.int64) + 1, count) for x in (first, last))
    slope = np.bincount(begin, rate, count + 1) - np.bincount(end, rate, count + 1)
    extra = np.bincount(begin, rate * (begin - first), count + 1) - np.bincount(end, rate * (end - last), count + 1)
    edges[1:] = (np.cumsum(np.cumsum(slope)) - np.cumsum(slope) + np.cumsum(extra))[1:]
    edges[1:] += np.cumsum(points)
    return tuple(np.diff(np.round(edges)).astype(np.int64).clip(0).tolist())
