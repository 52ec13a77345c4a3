"""Captures of traffic: who talked to whom, about what, and what became of every packet."""

from __future__ import annotations

from hashlib import blake2b

from gifthorse.errors import GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.capture import open_capture
from gifthorse.formats.tls.keylog import KeyLog
from gifthorse.readers.capture import dissect
from gifthorse.readers.capture.board import board_of
from gifthorse.readers.capture.engine import Engine
from gifthorse.tables import Rows

NAME = "capture"
READS = ("pcap", "pcapng")
FILLS = ("captures", "packet_ledger", "connections", "cell_messages", "pulses", "neighbours", *dissect.FILLS)
LIMITATIONS = [
    "Nothing behind a record whose length cannot be true is read.",
    "Of link types other than those that docs/line.md lists, packets are only counted.",
]
KEYLOG_LIMIT = 256 << 20


def read(node: Node, rows: Rows, *, keylogs: tuple[Node, ...] = (), share: tuple[int, int] = (0, 1)) -> None:
    """Every packet of a capture, or of one share of it the connections and what they carry."""
    keys = KeyLog()
    for one in keylogs:
        try:
            keys.add(one.read(KEYLOG_LIMIT))
        except GifthorseError as error:
            rows.problem(one.path, NAME, str(error), error=kind(error))
    try:
        capture = open_capture(node.source, node.size)
        Engine(capture, node.path, rows, keys=keys, share=share, seed=_seed(node), board=board_of(node.path)).run()
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))


def _seed(node: Node) -> int:
    """A number that is the same for all shares of a capture, and that whoever sent its packets cannot know."""
    text = f"{node.path}\0{node.source.file}\0{node.stamp}".encode("utf-8", "surrogateescape")
    return int.from_bytes(blake2b(text, digest_size=8).digest())
