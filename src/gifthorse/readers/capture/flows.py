"""Packets to flows: which connection each packet belongs to, and what is counted of each, in arrays that grow.

A connection is the packets between two endpoints over one protocol, in both directions. A new one begins on the same
endpoints with a SYN of another initial sequence number, and without connections (UDP, ICMP) after a silence.
Endpoints are told apart by a 64-bit hash with a seed that differs from capture to capture, so that nobody can make up
packets that fall together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from gifthorse.formats.capture import Packets
from gifthorse.formats.net import Category, Headers
from gifthorse.formats.scattered import Longs, distinct
from gifthorse.readers.capture.numbers import Keys, Numbers, mixed

FIN, SYN, RST, ACK = 1, 2, 4, 16
IDLE: Final = 180 * 1_000_000_000
"""Nanoseconds of silence that end what is not TCP."""
IN_FLOWS: Final = np.zeros(256, np.bool_)
IN_FLOWS[[Category.TCP, Category.UDP, Category.ICMP, Category.SCTP, Category.ESP, Category.OTHER_IP]] = True

_STARTS: Final = np.arange(256, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93)
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
    """The packets of a piece that belong to flows: their row in the piece, their flow, and 0 for out or 1 for in.

    `fresh` are the flows that begin in this piece.
    """

    rows: Longs
    flow: Longs
    side: Longs
    fresh: range


@dataclass(slots=True)
class _Piece:
    """What is asked of the packets of one piece that belong to flows and to this share."""

    rows: Longs
    category: npt.NDArray[np.uint8]
    src_key: Keys
    dst_key: Keys
    tuples: Longs
    time: Longs
    flags: npt.NDArray[np.uint8]
    seq: npt.NDArray[np.uint32]


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

    def __init__(self, seed: int = 0, share: tuple[int, int] = (0, 1)) -> None:
        self.count = 0
        self._seed = np.uint64(seed & 0xFFFFFFFFFFFFFFFF)
        self._share = share
        self._tuples = Numbers()
        self._current = np.zeros(0, np.int64)  # the flow that each pair of endpoints has now
        for name, (kind, width, empty) in _COLUMNS.items():
            setattr(self, name, np.full((0, width) if width > 1 else 0, empty, kind))

    def public(self, number: int) -> int:
        """The number of a flow among those of all shares of its capture."""
        return number * self._share[1] + self._share[0]

    def assign(self, packets: Packets, headers: Headers) -> Assigned:
        """Find the flow of every packet that has one and belongs to this share, and count it there."""
        src_key, dst_key = self._endpoints(headers)
        key = np.minimum(src_key, dst_key) * np.uint64(0x9E3779B97F4A7C15)
        key = mixed(key + np.maximum(src_key, dst_key))
        inside = IN_FLOWS[headers.category]
        number, shares = self._share
        if shares > 1:
            inside &= (key >> np.uint64(32)) % np.uint64(shares) == number
        rows = np.flatnonzero(inside)
        key, src_key, dst_key = key[rows], src_key[rows], dst_key[rows]
        tuples, firsts = self._tuples.number(key)
        piece = _Piece(
            rows=rows,
            category=headers.category[rows],
            src_key=src_key,
            dst_key=dst_key,
            tuples=tuples,
            time=packets.time[rows],
            flags=headers.flags[rows],
            seq=headers.seq[rows],
        )
        begun = self.count
        flow = self._flows(piece, firsts, packets, headers)
        side = (src_key != self.client_key[flow]).astype(np.int64)
        self._count(piece, flow, side, packets, headers)
        return Assigned(rows, flow, side, range(begun, self.count))

    def _endpoints(self, headers: Headers) -> tuple[Keys, Keys]:
        """A hash of address, port and protocol of each packet's source, and of its destination."""
        protocol, sport = headers.protocol, headers.sport
        message = headers.category == Category.ICMP
        if message.any():
            sport = np.where(message, headers.dport, sport)  # both sides of an echo have its identifier
        start = _STARTS[protocol] + self._seed
        keys = []
        for address, port in ((headers.src, sport), (headers.dst, headers.dport)):
            hashed = address[:, 1] ^ port.astype(np.uint64) << np.uint64(48)
            hashed *= np.uint64(0xA0761D6478BD642F)
            hashed += address[:, 0] * np.uint64(0xE7037ED1A0B428DB)
            keys.append(mixed(hashed + start))
        return keys[0], keys[1]

    def _flows(self, piece: _Piece, firsts: Longs, packets: Packets, headers: Headers) -> Longs:
        """The flow of each packet, beginning those that are new."""
        fresh = np.zeros(len(piece.rows), np.bool_)
        fresh[firsts] = True
        old_tuples = len(self._current)
        again = distinct(
            np.concatenate([self._reopened(piece, fresh, old_tuples), self._awoken(piece, fresh, old_tuples)])
        )
        begins = distinct(np.concatenate([firsts, again]))
        self._current = np.append(self._current, np.zeros(self._tuples.count - old_tuples, np.int64))
        number = np.empty(len(begins), np.int64)
        number[:] = np.arange(self.count, self.count + len(begins))
        self._current[piece.tuples[firsts]] = number[np.searchsorted(begins, firsts)]
        self._begin(piece, begins, packets, headers)
        flow = self._current[piece.tuples]
        if len(again):
            again_number = number[np.searchsorted(begins, again)]
            split = np.zeros(len(self._current), np.bool_)
            split[piece.tuples[again]] = True
            touched = np.flatnonzero(split[piece.tuples])
            width = len(piece.rows)
            order = np.argsort(piece.tuples[again] * width + again)
            keys = (piece.tuples[again] * width + again)[order]
            place = np.searchsorted(keys, piece.tuples[touched] * width + touched, side="right") - 1
            later = (place >= 0) & (piece.tuples[again[order[place]]] == piece.tuples[touched])
            flow[touched[later]] = again_number[order[place[later]]]
            self._current[piece.tuples[again]] = again_number  # in order: the last one stays
        return flow

    def _reopened(self, piece: _Piece, fresh: npt.NDArray[np.bool_], old: int) -> Longs:
        """SYNs of another connection than the one their endpoints had."""
        syn = (piece.category == Category.TCP) & (piece.flags & (SYN | ACK) == SYN)
        candidates = np.flatnonzero(syn & ~fresh)
        if not candidates.size:
            return candidates
        state: dict[int, tuple[int, int]] = {}
        begun = np.flatnonzero(fresh & syn)
        for t, seq, key in zip(
            piece.tuples[begun].tolist(), piece.seq[begun].tolist(), piece.src_key[begun].tolist(), strict=True
        ):
            state[t] = (seq, key)
        found = []
        for row, t, seq, key in zip(
            candidates.tolist(),
            piece.tuples[candidates].tolist(),
            piece.seq[candidates].tolist(),
            piece.src_key[candidates].tolist(),
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

    def _awoken(self, piece: _Piece, fresh: npt.NDArray[np.bool_], old: int) -> Longs:
        """Packets without a connection that come after a long silence between their endpoints."""
        rows = np.flatnonzero(piece.category != Category.TCP)
        if not rows.size:
            return rows
        time, tuples = piece.time[rows], piece.tuples[rows]
        before = time.copy()
        known = tuples < old
        before[known] = self.last[self._current[tuples[known]]]
        if int(time.max()) - int(time.min()) > IDLE:
            order = np.argsort(tuples, kind="stable")
            same = tuples[order][1:] == tuples[order][:-1]
            before[order[1:][same]] = time[order[:-1][same]]
        silent = (time - before > IDLE) & (before >= 0) & ~fresh[rows]
        return rows[silent]

    def _begin(self, piece: _Piece, begins: Longs, packets: Packets, headers: Headers) -> None:
        """Add a flow for each of these packets, which are their first."""
        new = slice(self.count, self.count + len(begins))
        self._grow(new.stop)
        rows = piece.rows[begins]
        category, flags = piece.category[begins], piece.flags[begins]
        sport, dport = headers.sport[rows].astype(np.int32), headers.dport[rows].astype(np.int32)
        tcp = category == Category.TCP
        opened, answered = tcp & (flags & (SYN | ACK) == SYN), tcp & (flags & (SYN | ACK) == SYN | ACK)
        served = (sport < 1024) & (dport >= 1024) | (sport < 32768) & (dport >= 32768) & tcp
        echoed = (category == Category.ICMP) & np.isin(sport >> 8, (0, 129))
        named = np.isin(category, (Category.TCP, Category.UDP, Category.SCTP))
        back = answered | echoed | (named & served & ~opened)  # this packet comes from the server
        for mine, other, ours in (("client", "server", ~back), ("server", "client", back)):
            getattr(self, mine)[new][ours] = headers.src[rows[ours]]
            getattr(self, other)[new][ours] = headers.dst[rows[ours]]
            getattr(self, f"{mine}_port")[new][ours] = sport[ours]
            getattr(self, f"{other}_port")[new][ours] = dport[ours]
        self.client_key[new] = np.where(back, piece.dst_key[begins], piece.src_key[begins])
        self.category[new] = category
        self.protocol[new] = headers.protocol[rows]
        self.depth[new] = headers.depth[rows]
        self.first_packet[new] = packets.number[rows]
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

    def _count(self, piece: _Piece, flow: Longs, side: Longs, packets: Packets, headers: Headers) -> None:
        both = flow * 2 + side
        rows = piece.rows
        np.add.at(self.packets.reshape(-1), both, np.int64(1))
        np.add.at(self.payload.reshape(-1), both, headers.payload_wire[rows].astype(np.int64))
        np.add.at(self.wire.reshape(-1), both, packets.length[rows].astype(np.int64))
        np.maximum.at(self.last, flow, piece.time)
        np.minimum.at(self.first, flow, piece.time)
        uid = headers.uid[rows]
        known = uid >= 0
        if known.any():
            self.uid[flow[known]] = uid[known]
        tcp = piece.category == Category.TCP
        acked = tcp & (piece.flags & (SYN | ACK) == ACK)
        said = np.zeros(len(self.flags) * 2, np.bool_)
        said[both[acked]] = True
        self.flags.reshape(-1)[said] |= ACK
        telling = np.flatnonzero(tcp & (piece.flags & (SYN | FIN | RST) != 0))
        if telling.size:
            np.bitwise_or.at(self.flags.reshape(-1), both[telling], piece.flags[telling] & (SYN | FIN | RST))
            begins = telling[piece.flags[telling] & SYN != 0][::-1]  # backwards: the first one stays
            unset = begins[self.isn.reshape(-1)[both[begins]] < 0]
            self.isn.reshape(-1)[both[unset]] = piece.seq[unset]
