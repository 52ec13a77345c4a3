"""Whether somebody has to touch the screen between an entry and a method, wherever the value that gets there was kept.

A value may wait in a field or in an intent until the user agrees; its own way then shows no touch. What counts is
whether control can get from the entered component to the method without passing a method that runs on a touch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gifthorse.formats.dex import order
from gifthorse.formats.dex.gather import spans

if TYPE_CHECKING:
    from gifthorse.analysis.code.entries import Entry
    from gifthorse.analysis.code.program import Program
    from gifthorse.formats.dex.gather import Bools, Longs


class Unasked:
    """What each component reaches by itself, worked out when first asked. `touched`: the methods that a touch runs."""

    def __init__(self, program: Program, entries: Sequence[Entry], touched: Sequence[int]) -> None:
        self._graph = program.graph
        self._entered: dict[str, list[int]] = {}
        for entry in entries:
            if entry.component is not None:
                self._entered.setdefault(entry.component, []).append(entry.method)
        self._closed = np.zeros(len(self._graph.start) - 1, np.bool_)
        self._closed[list(touched)] = True
        self._known: dict[str | int, tuple[Bools, Bools]] = {}

    def needs_touch(self, entry: Entry, method: int) -> bool:
        """Whether the component entered (without one: the entry itself) reaches the method through touches alone."""
        if not self._closed.any():
            return False
        key = entry.method if entry.component is None else entry.component
        known = self._known.get(key)
        if known is None:
            starts = np.array(self._entered.get(entry.component or "", [entry.method]), np.int64)
            known = self._known[key] = self._reached(starts, ~self._closed), self._reached(starts, None)
        free, any_way = known
        return bool(any_way[method] and not free[method])

    def _reached(self, starts: Longs, open_: Bools | None) -> Bools:
        graph = self._graph
        seen = np.zeros(len(graph.start) - 1, np.bool_)
        front = order.distinct(starts)
        while len(front):
            front = front[~seen[front] if open_ is None else ~seen[front] & open_[front]]
            seen[front] = True
            low = graph.start[front].astype(np.int64)
            front = order.distinct(graph.target[spans(low, graph.start[front + 1] - low)]).astype(np.int64)
        return seen
