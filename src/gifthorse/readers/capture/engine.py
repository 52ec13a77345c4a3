"""From the packets of one capture to rows: headers, flows, what they carry. Piece by piece, in flat memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gifthorse.formats.capture import Capture, Packets
from gifthorse.formats.capture.grid import in_pieces
from gifthorse.formats.net import Category, Headers, decode, link_name
from gifthorse.formats.tls.keylog import KeyLog
from gifthorse.readers.capture import table
from gifthorse.readers.capture.board import Board
from gifthorse.readers.capture.clock import Clock
from gifthorse.readers.capture.conversations import Conversations
from gifthorse.readers.capture.dissect import DISSECTORS, FILLS, Context, Dissector
from gifthorse.readers.capture.flows import Flows
from gifthorse.readers.capture.fragments import INTERFACES, Fragments
from gifthorse.readers.capture.ledger import Ledger
from gifthorse.readers.capture.neighbours import Neighbours
from gifthorse.readers.capture.pulses import Pulses
from gifthorse.readers.capture.radio import Radio
from gifthorse.readers.capture.seen import Seen, seen
from gifthorse.readers.capture.together import Together
from gifthorse.readers.capture.traffic import Traffic, traffic
from gifthorse.tables import Rows, node_id

PACK: Final = 4_000


class Engine:
    """One capture, or one share of it: of n shares, number i keeps every n-th connection.

    Only share 0 fills `captures` and `packet_ledger`. `seed` must be the same for all shares of a capture and unknown
    to whoever sent the packets. On a `board` the workers of all shares tell each other what they saw.
    """

    def __init__(
        self,
        capture: Capture,
        path: str,
        rows: Rows,
        *,
        keys: KeyLog | None = None,
        share: tuple[int, int] = (0, 1),
        seed: int = 0,
        dissectors: Sequence[type[Dissector]] = DISSECTORS,
        board: Board | None = None,
    ) -> None:
        self._capture, self._board = capture, board
        self._rows = rows
        self._share, self._seed = share, seed
        self._context = Context(rows, node_id(path), path, keys if keys is not None else KeyLog())
        self._flows = Flows(share)
        self._conversations = Conversations(self._flows, self._context, dissectors)
        self._fragments = Fragments()
        self._ledger = Ledger()
        self._radio = Radio(rows, path)
        self._neighbours = Neighbours(rows, self._context.evidence)
        self._pulses = Pulses()
        self._clock = Clock()
        self._cut_short = 0
        self._secrets = 0

    def run(self) -> None:
        """Read the whole capture and fill all rows."""
        if self._share[1] > 1 and in_pieces(self._capture):  # also alone, so that the outcome is the same
            for found in Together(self._capture, self._board, self._share, self._seed).pieces():
                self.take(found)
                del found  # so that its memory serves again
        else:
            for packets in self._capture.chunks():
                self.feed(packets)
                del packets
        self.finish()

    def feed(self, packets: Packets) -> None:
        """Take the next packets."""
        for secrets in self._capture.secrets[self._secrets :]:
            self._context.keys.add(secrets)
        self._secrets = len(self._capture.secrets)
        headers = decode(packets, self._capture.interfaces)
        self.take(seen(packets, headers, self._seed, self._share))

    def take(self, found: Seen) -> None:
        """Take the next packets, which were looked at already."""
        if self._share[0] == 0:
            self._ledger.add(found.whole.tally)
            self._clock.take(found.whole.times)
            self._cut_short += found.whole.cut_short
        self._converse(found.traffic)
        if len(found.again):
            self._look_again(found.again)
        for name in FILLS:
            self._rows.pack(name, PACK)

    def finish(self) -> None:
        """The capture ends: hand on what is left, and fill the tables about the whole."""
        self._conversations.finish()
        self._fragments.finish()
        self._ledger.move(Category.FRAGMENT, Category.FRAGMENT_LOST, self._fragments.lost, self._fragments.lost_bytes)
        table.fill(self._rows, self._context.evidence, self._flows, self._conversations, self._capture)
        self._pulses.fill(self._rows, self._context.evidence, self._flows)
        if self._share[0] == 0:
            self._neighbours.finish()
            self._ledger.fill(self._rows, self._context.evidence, self._capture)
            self._fill_capture()
            self._radio.finish()
            if self._capture.dropped:
                lost = f"{self._capture.dropped:,} packets were lost while capturing: what they carried is not known."
                self._rows.problem(self._context.path, "capture", lost, error="missing")
            for sentence, offset in self._capture.problems:
                self._rows.problem(self._context.path, "capture", sentence, offset=offset)

    @property
    def packets(self) -> int:
        """How many packets there were so far."""
        return self._ledger.packets

    @property
    def bytes(self) -> int:
        """Their captured bytes."""
        return self._ledger.bytes

    def _converse(self, found: Traffic) -> None:
        assigned = self._flows.assign(found)
        self._conversations.feed(assigned, found)
        self._pulses.feed(assigned, found, self._flows)

    def _look_again(self, packets: Packets) -> None:
        """Fragments, the radio network's messages, and ARP."""
        headers = decode(packets, self._capture.interfaces)
        self._listen(packets, headers)
        whole = self._fragments.add(packets, headers)
        if whole is not None:
            inner = decode(whole, INTERFACES)
            self._listen(whole, inner)
            self._converse(traffic(whole, inner, self._seed, self._share))

    def _listen(self, packets: Packets, headers: Headers) -> None:
        if self._share[0] == 0:
            self._radio.take(packets, headers)
            self._neighbours.take(packets, headers)

    def _fill_capture(self) -> None:
        capture, clock = self._capture, self._clock
        self._rows.add(
            "captures",
            evidence=self._context.evidence,
            format=capture.format,
            compressed=capture.compressed or None,
            link_types=sorted({link_name(i.link_type) for i in capture.interfaces}),
            packets=self._ledger.packets,
            bytes=self._ledger.bytes,
            first=None if clock.first is None else clock.first // 1000,
            last=None if clock.last is None else clock.last // 1000,
            seconds=None if clock.first is None else clock.running / 1e9,
            cut_short=self._cut_short,
            dropped=capture.dropped,
            named_apps=len(capture.apps),
            keys=len(self._context.keys),
            clock_jumps=clock.jumps,
        )
