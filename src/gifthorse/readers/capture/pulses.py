"""What is said after silence within one connection that stays open: its times, for a beacon needs no new connection."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from gifthorse.formats.net import Category
from gifthorse.formats.scattered import Longs
from gifthorse.readers.capture.flows import Assigned, Flows
from gifthorse.readers.capture.traffic import Traffic
from gifthorse.tables import Rows

YOUNG: Final = 45 * 10**9
"""Nanoseconds after which a connection counts as one that stays open."""
SILENCE: Final = 15 * 10**8
SMALLEST: Final = 2
"""Bytes of payload: TCP's own keep-alive has one or none, that of NATs (RFC 3948) one."""
LEAST: Final = 10
LEAST_SECONDS: Final = 900
MOST: Final = 1_000
"""Messages that are kept of a connection."""
ALL: Final = 200_000
WRITTEN: Final = 60_000


class Pulses:
    """Keeps the times of what clients say after silence."""

    def __init__(self) -> None:
        self._last: Longs = np.zeros(0, np.int64)  # of each flow, when anything was last said; 0: not yet
        self._count: npt.NDArray[np.int32] = np.zeros(0, np.int32)
        self._kept: list[tuple[Longs, Longs, Longs, Longs]] = []  # flow, time, bytes out, bytes back
        self._size = 0

    def feed(self, assigned: Assigned, traffic: Traffic, flows: Flows) -> None:
        """Take what a piece has of connections that stay open."""
        flow, time = assigned.flow, traffic.time
        old = (time - flows.first[flow] > YOUNG) & (traffic.payload_wire >= SMALLEST)
        rows = np.flatnonzero(old & ((traffic.category == Category.TCP) | (traffic.category == Category.UDP)))
        if not rows.size or self._size >= ALL:
            return
        if flows.count > len(self._last):
            self._last = np.append(self._last, np.zeros(2 * flows.count - len(self._last), np.int64))
            self._count = np.append(self._count, np.zeros(len(self._last) - len(self._count), np.int32))
        rows = rows[np.argsort(flow[rows], kind="stable")]
        which, when, side = flow[rows], time[rows], assigned.side[rows]
        begins = np.diff(which, prepend=-1) != 0
        before = np.where(begins, self._last[which], np.append(np.int64(0), when[:-1]))
        starts = (side == 0) & (before > 0) & (when - before >= SILENCE) & (self._count[which] < MOST)
        ends = np.append(begins[1:], True)
        self._last[which[ends]] = when[ends]
        at = np.flatnonzero(starts)
        if not at.size:
            return
        size = traffic.payload_wire[rows].astype(np.int64)
        behind = np.minimum(at + 1, len(rows) - 1)
        answered = (which[behind] == which[at]) & (side[behind] == 1)
        np.add.at(self._count, which[at], np.int32(1))
        self._kept.append((which[at], when[at], size[at], np.where(answered, size[behind], 0)))
        self._size += len(at)

    def fill(self, rows: Rows, evidence: int, flows: Flows) -> None:
        """One row a message, of connections that have enough of them."""
        if not self._kept:
            return
        flow, time, out, back = (np.concatenate(column) for column in zip(*self._kept, strict=True))
        order = np.argsort(flow, kind="stable")
        begins = np.flatnonzero(np.diff(flow[order], prepend=-1))
        written = 0
        for begin, end in zip(begins.tolist(), [*begins[1:].tolist(), len(order)], strict=True):
            part = order[begin:end]
            if len(part) < LEAST or int(time[part[-1]] - time[part[0]]) < LEAST_SECONDS * 10**9:
                continue
            if written >= WRITTEN:
                return
            number = flows.public(int(flow[part[0]]))
            columns = (time[part] // 1000, out[part], back[part])
            for seen, sent, answer in zip(*(c.tolist()[:MOST] for c in columns), strict=True):
                rows.add("pulses", evidence=evidence, connection=number, seen=seen, sent=sent, answered=answer)
            written += len(part)
