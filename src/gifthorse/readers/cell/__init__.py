"""A modem's own log (QMDL, DLF): what phone and radio network said to each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gifthorse.errors import FormatError, GifthorseError, kind
from gifthorse.evidence.node import Node
from gifthorse.formats.capture.window import Source, packing, unpacked
from gifthorse.formats.cell import diag, dlf, log
from gifthorse.readers.cell.book import Book
from gifthorse.tables import Rows, node_id

NAME = "cell"
READS = ("qmdl", "dlf")
FILLS = ("captures", "packet_ledger", "cell_messages")
LIMITATIONS = [
    "Of a modem's log only signalling is read, not its measurements, events and texts.",
    "Encrypted signalling is only read where the modem logged it decrypted as well.",
    "Without the optional package pycrate the radio layer (RRC) of LTE, 5G and UMTS is not read.",
]
PIECE: Final = 1 << 20
LOST: Final = 300 * 1_000_000_000
"""Nanoseconds between two log packets after which the log counts as interrupted."""
SAYS: Final = {
    "cell": "Log packets with signalling of the radio network.",
    "modem-log": "Log packets of other things: measurements, states, texts.",
    "damaged": "Frames whose check sum is wrong or that hold no packet.",
    "link": "Signalling of a version or kind that is not read.",
    "unreadable": "Bytes that could not be read, at a damaged or cut-off end.",
    "framing": "Ends of frames, and the compression where it is packed.",
}


@dataclass(slots=True)
class _Heap:
    packets: int = 0
    bytes: int = 0


class _Ledger:
    """What became of each packet and byte, and how long the log ran."""

    def __init__(self) -> None:
        self.heaps = {name: _Heap() for name in SAYS}
        self.first: int | None = None
        self.last: int | None = None
        self.running = 0
        self.jumps = 0
        self._before: int | None = None

    def count(self, name: str, size: int, packets: int = 1) -> None:
        self.heaps[name].packets += packets
        self.heaps[name].bytes += size

    def clock(self, time: int) -> None:
        self.first = time if self.first is None else min(self.first, time)
        self.last = time if self.last is None else max(self.last, time)
        step = time - (self._before if self._before is not None else time)
        self._before = time
        self.jumps += step < -1_000_000_000
        self.running += step if 0 < step < LOST else 0

    def fill(self, rows: Rows, evidence: int, format_: str, packed: str) -> None:
        for name, heap in self.heaps.items():
            if heap.packets or heap.bytes:
                rows.add(
                    "packet_ledger",
                    evidence=evidence,
                    category=name,
                    says=SAYS[name],
                    packets=heap.packets,
                    bytes=heap.bytes,
                )
        rows.add(
            "captures",
            evidence=evidence,
            format=format_,
            compressed=packed or None,
            link_types=["diag"],
            packets=sum(heap.packets for heap in self.heaps.values()),
            bytes=sum(heap.bytes for name, heap in self.heaps.items() if name not in ("framing", "unreadable")),
            first=None if self.first is None else self.first // 1000,
            last=None if self.last is None else self.last // 1000,
            seconds=None if self.first is None else self.running / 1e9,
            cut_short=0,
            dropped=None,
            named_apps=0,
            keys=0,
            clock_jumps=self.jumps,
        )


def read(node: Node, rows: Rows) -> None:
    """Every signalling message of a log."""
    book, ledger = Book(rows, node.path), _Ledger()
    packed = packing(node.source.range(0, 4))
    source: Source = unpacked(node.source, packed) if packed else node.source
    try:
        (_qmdl if node.kind == "qmdl" else _dlf)(_pieces(source), book, ledger)
    except GifthorseError as error:
        rows.problem(node.path, NAME, str(error), error=kind(error))
    if problem := getattr(source, "problem", None):
        rows.problem(node.path, NAME, problem)
    if count := ledger.heaps["damaged"].packets:
        rows.problem(node.path, NAME, f"{count} of its frames are damaged and were left out.")
    if count := ledger.heaps["link"].packets:
        rows.problem(node.path, NAME, f"{count} signalling messages are logged in a version or kind that is not read.")
    book.finish()
    ledger.fill(rows, node_id(node.path), node.kind, packed)


def _pieces(source: Source) -> Iterator[bytes]:
    at = 0
    while piece := source.range(at, PIECE):
        yield piece
        at += len(piece)


def _qmdl(pieces: Iterator[bytes], book: Book, ledger: _Ledger) -> None:
    number = 0
    for at, frame, whole in diag.frames(pieces):
        if not whole:
            ledger.count("unreadable", len(frame), 0)
            continue
        ledger.count("framing", 1, 0)
        if not frame:
            continue
        number += 1
        data = diag.packet(frame)
        if data is None:
            ledger.count("damaged", len(frame))
            continue
        found = diag.log(data)
        if found is None:
            ledger.count("modem-log", len(frame))
            continue
        _one(found, len(frame), (number, at), book, ledger)


def _dlf(pieces: Iterator[bytes], book: Book, ledger: _Ledger) -> None:
    number = 0
    for at, found, size in dlf.logs(pieces):
        if found is None:
            ledger.count("unreadable", size, 0)
            continue
        number += 1
        _one(found, size, (number, at), book, ledger)


def _one(found: diag.Log, size: int, place: tuple[int, int], book: Book, ledger: _Ledger) -> None:
    ledger.clock(found.time)
    try:
        signal = log.read(found) if found.code in log.SIGNALLING else None
    except (log.Unknown, FormatError):
        ledger.count("link", size)
        return
    if signal is None:
        ledger.count("modem-log", size)
        return
    ledger.count("cell", size)
    book.take(signal, seen=found.time, packet=place[0], offset=place[1])
