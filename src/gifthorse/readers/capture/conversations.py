"""What connections carry, handed to dissectors in order. Only connections whose dissector wants more cost anything."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from gifthorse.errors import GifthorseError
from gifthorse.formats.net import Category
from gifthorse.formats.scattered import Longs, among
from gifthorse.readers.capture import address
from gifthorse.readers.capture.dissect import FALLBACK, Context, Dissector, Flow, Opening
from gifthorse.readers.capture.flows import FIN, IDLE, RST, Assigned, Flows
from gifthorse.readers.capture.stream import Given, Side
from gifthorse.readers.capture.traffic import Traffic

UNDECIDED: Final = 6
"""Pieces of payload by which a protocol must be recognised."""
OPENING: Final = 8 << 10
"""Bytes a side that are looked at for that."""
OPEN_LIMIT: Final = 8_000
"""Connections followed at once; beyond that those that were silent longest are let go."""
ENTROPY_BYTES: Final = 1024
_TCP: Final = int(Category.TCP)
LEAP: Final = 1 << 30  # sequence numbers wrap at 4 GiB: further ahead would look like behind


class Conversation:
    """One connection while anything of it is wanted."""

    __slots__ = ("_asked", "_left", "_recognised", "_waiting", "dissector", "flow", "sides", "tcp")

    def __init__(self, flow: Flow, sides: tuple[Side, Side], recognised: Sequence[type[Dissector]]) -> None:
        self.flow = flow
        self.tcp = flow.transport == "tcp"
        self.sides = sides
        self.dissector: Dissector | None = None
        self._recognised = recognised
        self._asked = 0  # the sides of whose bytes every dissector has said that they are not its own
        self._waiting: list[tuple[int, Given]] = []  # what came before the protocol was recognised
        self._left = [0, 0]  # of what is to be skipped, what lies further than a leap

    def give(self, side: int, given: Given, context: Context) -> bool:
        """Take what is in order now; whether the conversation goes on."""
        dissector = self.dissector
        if dissector is None:
            self._waiting.append((side, given))
            return self._recognise(context)
        if self._left[side]:
            self._skip(side, self._left[side])
            return True
        dissector.feed(side, *given)
        if dissector.enough or self.sides[side].given > dissector.LIMIT:
            return False
        skip = dissector.skip
        if skip[0] or skip[1]:
            dissector.skip = [0, 0]
            self._skip(0, skip[0])
            self._skip(1, skip[1])
        return True if dissector.rest is None else self._anew(dissector, given, context)

    def _skip(self, side: int, count: int) -> None:
        if count > 0:
            leap = min(count, LEAP)
            self._left[side] = count - leap
            self.sides[side].leave_out(leap)

    def _recognise(self, context: Context) -> bool:
        """Ask every dissector about the first bytes."""
        flow = self.flow
        first = [b"", b""]
        for side, (data, *_) in self._waiting:
            if len(first[side]) < OPENING and (self.tcp or not first[side]):
                first[side] += data
        said = bool(first[0]) | bool(first[1]) << 1
        if said != self._asked:  # else there is nothing new to ask about
            opening = Opening(
                flow.transport, first[0], first[1], flow.client_port, flow.server_port, flow.over, flow.midway
            )
            undecided = False
            for kind in self._recognised:
                answer = kind.recognise(opening)
                if answer:
                    flow.protocol = kind.NAME
                    self.dissector = kind(flow, context)
                    waiting, self._waiting = self._waiting, []
                    return all(self.give(side, given, context) for side, given in waiting)
                undecided |= answer is None
            self._asked = 0 if undecided else said
        if len(self._waiting) >= UNDECIDED or max(map(len, first)) >= OPENING or self._asked == 3:
            return self._give_up(context)
        return True

    def _give_up(self, context: Context) -> bool:
        """Nobody recognised it; what it said first is kept, to measure it."""
        self.flow.protocol = self.flow.protocol or "unknown"
        self.dissector = FALLBACK(self.flow, context)
        return all(self.give(side, given, context) for side, given in self._waiting)

    def _anew(self, dissector: Dissector, given: Given, context: Context) -> bool:
        """The connection goes on with something else inside."""
        assert dissector.rest is not None
        over, *rests = dissector.rest
        dissector.finish()
        self.dissector = None
        self.flow.over = over
        self._asked = 0
        for side, rest in enumerate(rests):
            if rest:
                self._waiting.append((side, (rest, given[1], given[2], 0)))
        return self._recognise(context) if self._waiting else True

    def end(self, context: Context) -> None:
        """No more comes."""
        if self.dissector is None and self._waiting:
            self._give_up(context)
        if self.dissector is not None:
            self.dissector.finish()

    def first_payload(self) -> bytes:
        """What was said first, if nobody recognised it."""
        return self._waiting[0][1][0] if self._waiting else b""


@dataclass(frozen=True, slots=True)
class _Born:
    """What the conversations of consecutive flows begin with, taken out of the arrays at once."""

    start: int
    columns: list[tuple[list[int], list[int], int, int, int, list[int], int]]

    @classmethod
    def of(cls, flows: Flows, start: int, stop: int) -> _Born:
        """Of the flows from `start` on, before `stop`."""
        part = slice(start, stop)
        columns = (flows.client, flows.server, flows.client_port, flows.server_port, flows.first, flows.isn)
        lists = [column[part].tolist() for column in (*columns, flows.category)]
        return cls(start, list(zip(*lists, strict=True)))


class Conversations:
    """All conversations of a share of a capture. `facts` is what dissectors found out of connections, by number."""

    def __init__(self, flows: Flows, context: Context, dissectors: Sequence[type[Dissector]]) -> None:
        self.facts: dict[int, tuple[str, str, str]] = {}
        self.entropy: dict[int, float] = {}
        self._shared: dict[tuple[str, str, str], tuple[str, str, str]] = {}  # equal facts are one object
        self.altered = 0
        self._flows = flows
        self._context = context
        self._dissectors = dissectors
        self._open: dict[int, Conversation] = {}
        self._live = np.zeros(0, np.bool_)
        self._born = _Born(0, [])
        self._wanted = np.zeros((0, 2), np.int64)  # sequence number of the next byte wanted, -1: any

    def feed(self, assigned: Assigned, traffic: Traffic) -> None:
        """Hand on what this piece brings to the conversations that want it."""
        self._grow(assigned)
        rows = np.flatnonzero(self._live[assigned.flow] & (traffic.payload_wire > 0))
        flow, side = assigned.flow[rows], assigned.side[rows]
        tcp = traffic.category[rows] == _TCP
        seq = traffic.seq[rows].astype(np.int64)
        next_wanted = self._wanted.reshape(-1)[flow * 2 + side]
        end = (seq + traffic.payload_wire[rows] - next_wanted).astype(np.uint32).astype(np.int32)
        stale = tcp & (next_wanted >= 0) & (end <= 0)
        if stale.any():
            keep = ~stale
            flow, side, rows, seq = flow[keep], side[keep], rows[keep], seq[keep]
        view = memoryview(traffic.data)  # type: ignore[arg-type]  # an array is a buffer
        start = traffic.payload[rows]
        columns = (
            flow,
            side,
            seq,
            start,
            start + np.maximum(traffic.payload_length[rows], 0),
            traffic.payload_wire[rows],
            traffic.time[rows],
            traffic.number[rows],
        )
        live, opened, flat = self._live, self._open, self._wanted.reshape(-1)
        for number, way, at, begin, stop, wire, time, packet in zip(*(c.tolist() for c in columns), strict=True):
            if not live[number]:
                continue  # it was enough within this piece
            conversation = opened.get(number) or self._begin(number)
            data = bytes(view[begin:stop])
            if not conversation.tcp:
                self._give(number, conversation, way, ((data, time, packet, 0),))
                continue
            ordered = conversation.sides[way]
            self._give(number, conversation, way, ordered.add(at, data, wire, time, packet))
            flat[number * 2 + way] = ordered.next
        self._tidy(traffic)

    def finish(self) -> None:
        """The capture ends."""
        for number in list(self._open):
            self._close(number)

    def _grow(self, assigned: Assigned) -> None:
        """Follow the flows that begin in this piece."""
        count = self._flows.count
        if count > len(self._live):
            room = 2 * count
            live = np.zeros(room, np.bool_)
            live[: len(self._live)] = self._live
            wanted = np.full((room, 2), -1, np.int64)
            wanted[: len(self._wanted)] = self._wanted
            self._live, self._wanted = live, wanted
        fresh = slice(assigned.fresh.start, assigned.fresh.stop)
        self._born = _Born.of(self._flows, fresh.start, fresh.stop)
        self._live[fresh] = among(self._flows.category[fresh], (Category.TCP, Category.UDP))

    def _begin(self, number: int) -> Conversation:
        """Open a conversation: nearly always in the piece in which the flow began."""
        flows, born = self._flows, self._born
        at = number - born.start
        if not 0 <= at < len(born.columns):
            born, at = _Born.of(flows, number, number + 1), 0
        client, server, client_port, server_port, first, isn, category = born.columns[at]
        tcp = category == _TCP
        flow = Flow(
            number=flows.public(number),
            transport="tcp" if tcp else "udp",
            client=address.text(*client),
            client_port=client_port,
            server=address.text(*server),
            server_port=server_port,
            first=first,
            midway=tcp and max(isn) < 0,
        )
        out, into = (Side((n + 1) & 0xFFFFFFFF if n >= 0 else -1) for n in isn)
        conversation = self._open[number] = Conversation(flow, (out, into), self._dissectors)
        return conversation

    def _give(self, number: int, conversation: Conversation, side: int, pieces: Iterable[Given]) -> None:
        try:
            for given in pieces:
                if not conversation.give(side, given, self._context):
                    self._end(number)
                    return
        except Exception as error:  # whatever one connection's bytes do, the others go on
            if os.environ.get("GIFTHORSE_DEBUG"):
                raise
            self._fail(number, error)

    def _fail(self, number: int, error: Exception) -> None:
        sentence = (
            str(error) if isinstance(error, GifthorseError) else "It met something that gifthorse does not expect."
        )
        protocol = self._open[number].flow.protocol
        self._context.rows.problem(
            self._context.path,
            "capture",
            f"Connection {self._flows.public(number)} ({protocol}) was not read to its end. {sentence}",
        )
        self._open[number].dissector = None
        self._end(number)

    def _end(self, number: int) -> None:
        """Let go of a conversation, keeping what was found out."""
        conversation = self._open.pop(number)
        self._live[number] = False
        for side in conversation.sides:
            self.altered += side.altered
        try:
            conversation.end(self._context)
        except Exception:  # as above
            if os.environ.get("GIFTHORSE_DEBUG"):
                raise
        flow = conversation.flow
        if flow.protocol == "unknown" and (first := conversation.first_payload()):
            self.entropy[number] = entropy(first)
        if flow.protocol:
            fact = (flow.protocol, flow.name, flow.name_source)
            self.facts[number] = self._shared.setdefault(fact, fact)

    def _tidy(self, traffic: Traffic) -> None:
        """Let go of conversations that are over: ended, or no connections (UDP) and silent too long to go on."""
        if len(self._open) < 1024 or not len(traffic):
            return
        numbers = np.fromiter(self._open, np.int64, len(self._open))
        flags = self._flows.flags[numbers]
        over = ((flags[:, 0] | flags[:, 1]) & RST != 0) | (flags[:, 0] & flags[:, 1] & FIN != 0)
        now = int(traffic.time.min(initial=np.iinfo(np.int64).max))
        over |= (self._flows.category[numbers] != _TCP) & (self._flows.last[numbers] < now - IDLE)
        excess = len(numbers) - OPEN_LIMIT
        if excess > 0:
            oldest: Longs = np.argpartition(self._flows.last[numbers], excess)[:excess]
            over[oldest] = True
        for number in numbers[over].tolist():
            self._close(number)

    def _close(self, number: int) -> None:
        """Hand on what waits for bytes that never came, then let go."""
        conversation = self._open[number]
        for way, side in enumerate(conversation.sides):
            if number in self._open:
                self._give(number, conversation, way, side.flush())
        if number in self._open:
            self._end(number)


def entropy(data: bytes) -> float:
    """Bits a byte of the first of these bytes."""
    sample: npt.NDArray[np.uint8] = np.frombuffer(data[:ENTROPY_BYTES], np.uint8)
    counts = np.bincount(sample, minlength=256)
    share = counts[counts > 0] / len(sample)
    return float(-(share * np.log2(share)).sum())
