"""Packets to flows: which connection each packet belongs to, and what is counted of each, in arrays that grow.

A connection is the packets between two endpoints over one protocol, in both directions. A new one begins on the same
endpoints with a SYN of another initial sequence number, and without connections (UDP, ICMP) after a silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from gifthorse.formats.net import Category
from gifthorse.formats.scattered import Longs, among, distinct, firsts
from gifthorse.readers.capture.numbers import Keys, Numbers
from gifthorse.readers.capture.traffic import Traffic

FIN, SYN, RST, ACK = 1, 2, 4, 16
IDLE: Final = 180 * 1_000_000_000
"""Nanoseconds of silence that end what is not TCP."""
_COLUMNS: Final = {
    "client": (np.uint64, 2, 0),
    "server": (np.uint64, 2, 0),
    "client_port": (np.int32, 1, 0),
    "server_port": (np.int32, 1, 0),
    "category": (np.uint8, 1, 0),
    "protocol": (np.uint8, 1, 0),
    "depth": (np.uint8, 1, 0),
    "client_key": (np.uint64, 1, 0),
    "first": (np.int64, 1, np.iinfo(np.int64).max),
    "last": (np.int64, 1, -1),
    "first_packet": (np.int64, 1, 0),
    "uid": (np.int32, 1, -1),
    "isn": (np.int64, 2, -1),
    "packets": (np.int64, 2, 0),
    "payload": (np.int64, 2, 0),
    "wire": (np.int64, 2, 0),
    "flags": (np.uint8, 2, 0),
}


@dataclass(frozen=True, slots=True)
class Assigned:
    """The flow of each packet of a piece, and 0 for out or 1 for in. `fresh` are the flows that begin in this piece."""

    flow: Longs
    side: Longs
    fresh: range


class Flows:
    """Every flow so far, one row each, in the order of their first packets. What goes out comes from the client.

    Columns of two are (out, in). `isn` is the sequence number of each side's SYN, -1 where none was seen; `payload`
    and `wire` are bytes; `flags` all TCP flags seen. The arrays are longer than there are flows: `count` of them.
    """

    client: npt.NDArray[np.uint64]
    server: npt.NDArray[np.uint64]
    client_port: npt.NDArray[np.int32]
    server_port: npt.NDArray[np.int32]
    category: npt.NDArray[np.uint8]
    protocol: npt.NDArray[np.uint8]
    depth: npt.NDArray[np.uint8]
    client_key: Keys
    first: Longs
    last: Longs
    first_packet: Longs
    uid: npt.NDArray[np.int32]
    isn: Longs
    packets: Longs
    payload: Longs
    wire: Longs
    flags: npt.NDArray[np.uint8]

    def __init__(self, share: tuple[int, int] = (0, 1)) -> None:
        self.count = 0
        self._share = share
        self._tuples = Numbers()
        self._current = np.zeros(0, np.int64)  # the flow that each pair of endpoints has now
        for name, (kind, width, empty) in _COLUMNS.items():
            setattr(self, name, np.full((0, width) if width > 1 else 0, empty, kind))

    def public(self, number: int) -> int:
        """The number of a flow among those of all shares of its capture."""
        return number * self._share[1] + self._share[0]

    def assign(self, traffic: Traffic) -> Assigned:
        """Find the flow of every packet, and count it there."""
        tuples, firsts = self._tuples.number(traffic.key)
        begun = self.count
        flow = self._flows(traffic, tuples, firsts)
        side = (traffic.src_key != self.client_key[flow]).astype(np.int64)
        self._count(traffic, flow, side)
        return Assigned(flow, side, range(begun, self.count))

    def _flows(self, traffic: Traffic, tuples: Longs, firsts: Longs) -> Longs:
        """The flow of each packet, beginning those that are new."""
        fresh = np.zeros(len(traffic), np.bool_)
        fresh[firsts] = True
        old_tuples = len(self._current)
        again = distinct(
            np.concatenate(
                [self._reopened(traffic, tuples, fresh, old_tuples), self._awoken(traffic, tuples, fresh, old_tuples)]
            )
        )
        begins = distinct(np.concatenate([firsts, again]))
        self._current = np.append(self._current, np.zeros(self._tuples.count - old_tuples, np.int64))
        number = np.empty(len(begins), np.int64)
        number[:] = np.arange(self.count, self.count + len(begins))
        self._current[tuples[firsts]] = number[np.searchsorted(begins, firsts)]
        self._begin(traffic, begins)
        flow = self._current[tuples]
        if len(again):
            again_number = number[np.searchsorted(begins, again)]
            split = np.zeros(len(self._current), np.bool_)
            split[tuples[again]] = True
            touched = np.flatnonzero(split[tuples])
            width = len(traffic)
            order = np.argsort(tuples[again] * width + again)
            keys = (tuples[again] * width + again)[order]
            place = np.searchsorted(keys, tuples[touched] * width + touched, side="right") - 1
            later = (place >= 0) & (tuples[again[order[place]]] == tuples[touched])
            flow[touched[later]] = again_number[order[place[later]]]
            self._current[tuples[again]] = again_number  # in order: the last one stays
        return flow

    def _reopened(self, traffic: Traffic, tuples: Longs, fresh: npt.NDArray[np.bool_], old: int) -> Longs:
        """SYNs of another connection than the one their endpoints had."""
        syn = (traffic.category == Category.TCP) & (traffic.flags & (SYN | ACK) == SYN)
        candidates = np.flatnonzero(syn & ~fresh)
        if not candidates.size:
            return candidates
        state: dict[int, tuple[int, int]] = {}
        begun = np.flatnonzero(fresh & syn)
        for t, seq, key in zip(
            tuples[begun].tolist(), traffic.seq[begun].tolist(), traffic.src_key[begun].tolist(), strict=True
        ):
            state[t] = (seq, key)
        found = []
        for row, t, seq, key in zip(
            candidates.tolist(),
            tuples[candidates].tolist(),
            traffic.seq[candidates].tolist(),
            traffic.src_key[candidates].tolist(),
            strict=True,
        ):
            known = state.get(t)
            if known is None and t < old:
                flow = self._current[t]
                known = (int(self.isn[flow, 0]), int(self.client_key[flow]))
            if known != (seq, key):
                found.append(row)
                state[t] = (seq, key)
        return np.array(found, np.int64)

    def _awoken(self, traffic: Traffic, tuples: Longs, fresh: npt.NDArray[np.bool_], old: int) -> Longs:
        """Packets without a connection that come after a long silence between their endpoints."""
        rows = np.flatnonzero(traffic.category != Category.TCP)
        if not rows.size:
            return rows
        time, pair = traffic.time[rows], tuples[rows]
        known = pair < old
        before = np.full(len(rows), np.int64(-1))
        before[known] = self.last[self._current[pair[known]]]
        late = (time - before > IDLE) & known
        if not late.any() and int(time.max()) - int(time.min()) <= IDLE:
            return rows[:0]
        order = np.argsort(pair, kind="stable")
        time, pair, before = time[order], pair[order], before[order]
        latest = _latest_before(pair, np.maximum(time, before))
        before = np.maximum(before, latest)
        silent = (time - before > IDLE) & (before >= 0) & ~fresh[rows[order]]
        return np.sort(rows[order[silent]])

    def _begin(self, traffic: Traffic, begins: Longs) -> None:
        """Add a flow for each of these packets, which are their first."""
        new = slice(self.count, self.count + len(begins))
        self._grow(new.stop)
        category, flags = traffic.category[begins], traffic.flags[begins]
        sport, dport = traffic.sport[begins].astype(np.int32), traffic.dport[begins].astype(np.int32)
        tcp = category == Category.TCP
        opened, answered = tcp & (flags & (SYN | ACK) == SYN), tcp & (flags & (SYN | ACK) == SYN | ACK)
        served = (sport < 1024) & (dport >= 1024) | (sport < 32768) & (dport >= 32768) & tcp
        echoed = (category == Category.ICMP) & among(sport >> 8, (0, 129))
        named = among(category, (Category.TCP, Category.UDP, Category.SCTP))
        back = answered | echoed | (named & served & ~opened)  # this packet comes from the server
        for mine, other, ours in (("client", "server", ~back), ("server", "client", back)):
            getattr(self, mine)[new][ours] = traffic.src[begins[ours]]
            getattr(self, other)[new][ours] = traffic.dst[begins[ours]]
            getattr(self, f"{mine}_port")[new][ours] = sport[ours]
            getattr(self, f"{other}_port")[new][ours] = dport[ours]
        self.client_key[new] = np.where(back, traffic.dst_key[begins], traffic.src_key[begins])
        self.category[new] = category
        self.protocol[new] = traffic.protocol[begins]
        self.depth[new] = traffic.depth[begins]
        self.first_packet[new] = traffic.number[begins]
        self.count = new.stop

    def _grow(self, size: int) -> None:
        if size <= len(self.first):
            return
        room = max(1 << 12, 2 * size)
        for name, (kind, width, empty) in _COLUMNS.items():
            old = getattr(self, name)
            new = np.full((room, width) if width > 1 else room, empty, kind)
            new[: len(old)] = old
            setattr(self, name, new)

    def _count(self, traffic: Traffic, flow: Longs, side: Longs) -> None:
        both = flow * 2 + side
        np.add.at(self.packets.reshape(-1), both, np.int64(1))
        np.add.at(self.payload.reshape(-1), both, traffic.payload_wire.astype(np.int64))
        np.add.at(self.wire.reshape(-1), both, traffic.length.astype(np.int64))
        np.maximum.at(self.last, flow, traffic.time)
        np.minimum.at(self.first, flow, traffic.time)
        known = traffic.uid >= 0
        if known.any():
            self.uid[flow[known]] = traffic.uid[known]
        tcp = traffic.category == Category.TCP
        acked = tcp & (traffic.flags & (SYN | ACK) == ACK)
        said = np.zeros(len(self.flags) * 2, np.bool_)
        said[both[acked]] = True
        self.flags.reshape(-1)[said] |= ACK
        telling = np.flatnonzero(tcp & (traffic.flags & (SYN | FIN | RST) != 0))
        if telling.size:
            np.bitwise_or.at(self.flags.reshape(-1), both[telling], traffic.flags[telling] & (SYN | FIN | RST))
            begins = telling[traffic.flags[telling] & SYN != 0][::-1]  # backwards: the first one stays
            unset = begins[self.isn.reshape(-1)[both[begins]] < 0]
            self.isn.reshape(-1)[both[unset]] = traffic.seq[unset]


def _latest_before(group: Longs, time: Longs) -> Longs:
    """The latest time among the earlier rows of the same group, -1 for its first row; groups ascend."""
    values = distinct(time)
    rank = np.searchsorted(values, time)  # small numbers, so that groups can be set apart without an overflow
    apart = (np.cumsum(firsts(group)) - 1) * len(values)
    highest = np.maximum.accumulate(apart + rank) - apart
    found = np.full(len(time), np.int64(-1))
    same = np.flatnonzero(group[1:] == group[:-1])
    found[same + 1] = values[highest[same]]
    return found
