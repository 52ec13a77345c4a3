"""gifthorse's engine on real packets, beside tshark's conversations, a dpkt flow table and nfstream in the same run.

    python -m bench.line FOLDER [--rounds N] [--megabytes N...] [--memory N] [--peer PYTHON]

FOLDER holds captures. Their Ethernet packets are written to a scratch file over and over until it is large enough: once
as they are, so that each repetition continues the connections of the one before, and once with each repetition between
other hosts, so that all its connections are new, which is far more to look into. At the end gifthorse alone reads 5 GB
of either kind, made as they are read, for its memory: the peak of all its processes together, a page that n of them
share counted as 1/n for each. PEER is the Python of an environment that holds dpkt 1.9.8 and nfstream 6.6.0. tshark and
dpkt only build a table of flows; gifthorse and nfstream also look into what the flows carry.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from bench.apps import rounds
from bench.measure import Cost, machine, measure

from gifthorse.errors import FormatError
from gifthorse.formats.capture import open_capture
from gifthorse.readers.capture.board import Board
from gifthorse.work import COLLECT_EVERY

HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
SHARES = 2
DPKT = """
import sys, dpkt
flows = {}
for stamp, frame in dpkt.pcap.Reader(open(sys.argv[1], "rb")):
    try:
        ip = dpkt.ethernet.Ethernet(frame).data
        if not isinstance(ip, (dpkt.ip.IP, dpkt.ip6.IP6)) or not isinstance(ip.data, (dpkt.tcp.TCP, dpkt.udp.UDP)):
            continue
        ends = sorted([(ip.src, ip.data.sport), (ip.dst, ip.data.dport)])
        flow = flows.setdefault((ip.p, *ends), [0, 0])
        flow[0] += 1
        flow[1] += len(frame)
    except dpkt.Error:
        continue
print(len(flows))
"""
NFSTREAM = """
import sys
from nfstream import NFStreamer
if __name__ == "__main__":
    print(sum(1 for _ in NFStreamer(source=sys.argv[1], n_dissections=20, statistical_analysis=False)))
"""


@dataclass(frozen=True, slots=True)
class Repeated:
    """The records of captures over and over, as one file of any size that need not lie anywhere.

    One byte at each of `places` in `block` is another each time.
    """

    block: npt.NDArray[np.uint8]
    places: npt.NDArray[np.int64]
    records: int
    times: int

    @classmethod
    def of(cls, folder: Path, megabytes: int, *, distinct: bool) -> Repeated:
        """The Ethernet packets of all captures in a folder; `distinct`: each time between other hosts."""
        records: list[bytes] = []
        places: list[int] = []
        at = 0
        for path in sorted(p for p in folder.rglob("*") if p.name.endswith((".pcap", ".pcapng", ".cap", ".gz"))):
            try:
                capture = open_capture(path.read_bytes())
                for packets in capture.chunks():
                    for row, interface in enumerate(packets.interface.tolist()):
                        if capture.interfaces[interface].link_type == 1:
                            frame = packets.bytes(row)
                            seconds, rest = divmod(max(int(packets.time[row]), 0), 1_000_000_000)
                            stamp = (seconds % (1 << 31), rest // 1000)
                            records.append(struct.pack("<IIII", *stamp, len(frame), int(packets.length[row])) + frame)
                            places += [at + 16 + place for place in addresses(frame)] if distinct else []
                            at += len(records[-1])
            except FormatError:
                continue
        if not records:
            raise SystemExit(f"There is no capture of Ethernet in {folder}.")
        times = -(-megabytes * 1_000_000 // at)
        return cls(np.frombuffer(b"".join(records), np.uint8), np.array(places, np.int64), len(records), times)

    @classmethod
    def kept(cls, folder: Path) -> Repeated:
        """What `keep` wrote."""
        records, times = (int(n) for n in np.load(folder / "numbers.npy"))
        return cls(np.load(folder / "block.npy", mmap_mode="r"), np.load(folder / "places.npy"), records, times)

    def keep(self, folder: Path) -> None:
        """For another process."""
        np.save(folder / "block.npy", self.block)
        np.save(folder / "places.npy", self.places)
        np.save(folder / "numbers.npy", np.array([self.records, self.times]))

    @property
    def packets(self) -> int:
        return self.records * self.times

    @property
    def size(self) -> int:
        return len(HEADER) + len(self.block) * self.times

    def fill(self, start: int, room: memoryview) -> int:
        """Put the bytes from `start` on into `room`; returns how many there are."""
        found = self.range(start, len(room))
        room[: len(found)] = found
        return len(found)

    def range(self, start: int, count: int) -> bytes:
        """Some bytes, as any source of a capture gives them."""
        parts = [HEADER[start : start + count]]
        at, end = max(start, len(HEADER)) - len(HEADER), min(start + count, self.size) - len(HEADER)
        while at < end:
            repetition, first = divmod(at, len(self.block))
            last = min(len(self.block), first + end - at)
            part = np.array(self.block[first:last])
            low, high = np.searchsorted(self.places, (first, last))
            part[self.places[low:high] - first] ^= np.uint8(repetition & 0xFF)
            parts.append(part.tobytes())
            at += last - first
        return b"".join(parts)

    def write(self, out: Path) -> None:
        """The whole of it."""
        with out.open("wb") as file:
            for at in range(0, self.size, 16 << 20):
                file.write(self.range(at, 16 << 20))


def addresses(frame: bytes) -> list[int]:
    """Where in a frame one byte of both its addresses lies."""
    at = 14
    while frame[at - 2 : at] in (b"\x81\0", b"\x88\xa8"):
        at += 4
    kind = frame[at - 2 : at]
    places = {b"\x08\0": (at + 13, at + 17), b"\x86\xdd": (at + 14, at + 30)}.get(kind, ())
    return [place for place in places if place < len(frame)]


def elsewhere(frame: bytes, repetition: int) -> bytes:
    """The same frame between other hosts."""
    changed = bytearray(frame)
    for place in addresses(frame):
        changed[place] ^= repetition & 0xFF
    return bytes(changed)


def share(path: Path, number: int, board: Board) -> None:
    """One worker's share of the engine's work."""
    from gifthorse.evidence.node import Source  # as a worker has it: loaded before it was forked
    from gifthorse.readers.capture.engine import Engine
    from gifthorse.tables import Rows

    gc.freeze()  # as workers do
    gc.set_threshold(COLLECT_EVERY, 20, 10)
    rows = Rows()
    if path.is_dir():
        repeated = Repeated.kept(path)
        capture = open_capture(repeated, repeated.size)
    else:
        capture = open_capture(Source(str(path)), path.stat().st_size)
    Engine(capture, path.name, rows, share=(number, SHARES), seed=1, board=board).run()
    for _ in rows.tables():
        pass


def engine(path: Path) -> None:
    """What `--engine` does: both shares at once, as two workers of a check do; prints the seconds that took."""
    import pyarrow  # noqa: F401  # a check has loaded it before it starts its workers

    from gifthorse.readers.capture import engine as loaded
    from gifthorse.readers.capture.board import Board

    context = multiprocessing.get_context("fork")
    board = Board(SHARES)
    workers = [context.Process(target=share, args=(path, number, board)) for number in range(SHARES)]
    begin = time.monotonic()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(f"{time.monotonic() - begin:.3f}")
    if any(worker.exitcode for worker in workers):
        raise SystemExit(f"A share of {path} could not be read by {loaded.__name__}.")


def row(name: str, cost: Cost, what: Repeated, base: Cost) -> str:
    """One line of the table; ratios of wall and CPU time to gifthorse's."""
    return (
        f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.memory / 1e6:.0f} | {what.packets / cost.wall:,.0f} "
        f"| {what.size / 1e6 / cost.wall:.0f} | {cost.wall / base.wall:.1f}x | {cost.cpu / base.cpu:.1f}x |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[285, 1000])
    parser.add_argument("--memory", type=int, default=5000, help="megabytes of which the memory is measured, 0: none")
    parser.add_argument("--peer", default=sys.executable)
    parser.add_argument("--engine", action="store_true", help="FOLDER is a capture: read it once and say how long")
    options = parser.parse_args()
    if options.engine:
        engine(options.folder)
        return
    print(machine())
    for distinct in (False, True):
        for megabytes in options.megabytes if not distinct else options.megabytes[:1]:
            with tempfile.TemporaryDirectory() as scratch:
                what, file = Repeated.of(options.folder, megabytes, distinct=distinct), Path(scratch) / "line.pcap"
                what.write(file)
                title(what, options.folder, distinct=distinct)
                report(file, what, options)
    for distinct in (False, True) if options.memory else ():
        with tempfile.TemporaryDirectory() as scratch:
            what = Repeated.of(options.folder, options.memory, distinct=distinct)
            what.keep(Path(scratch))
            title(what, options.folder, distinct=distinct)
            cost = measure(ours(Path(scratch)))
            told = "" if cost.status == 0 else ", which failed"
            print(f"Wall {cost.wall:.1f} s, CPU {cost.cpu:.1f} s, peak {cost.memory / 1e6:.0f} MB{told}")


def title(what: Repeated, folder: Path, *, distinct: bool) -> None:
    """What is read."""
    how = "each time between other hosts" if distinct else "the same each time"
    print(
        f"\n{what.packets:,} packets, {what.size / 1e6:.1f} MB: {folder.name} {what.times} times, {how}\n", flush=True
    )


def ours(path: Path) -> list[str]:
    """gifthorse's command."""
    return [sys.executable, "-m", "bench.line", "--engine", str(path)]


def report(file: Path, what: Repeated, options: argparse.Namespace) -> None:
    """Measure everything and print the table."""
    jobs = {"gifthorse engine, 2 workers": ours(file)}
    if shutil.which("tshark"):
        jobs["tshark -q -z conv,tcp -z conv,udp"] = ["tshark", "-nqr", str(file), "-z", "conv,tcp", "-z", "conv,udp"]
    jobs["dpkt flow table"] = [options.peer, "-c", DPKT, str(file)]
    jobs["nfstream, 20 packets a flow looked into"] = [options.peer, "-c", NFSTREAM, str(file)]
    print("| what | wall s | CPU s | peak MB | packets/s | MB/s | wall, over ours | CPU, over ours |")
    print("|---|---|---|---|---|---|---|---|")
    costs = rounds(options.rounds, *(lambda command=command: measure(command) for command in jobs.values()))
    for name, cost in zip(jobs, costs, strict=True):
        print(row(name, cost, what, costs[0]) if cost.status == 0 else f"| {name} | could not be run |")
    alone = statistics.median(float(subprocess.check_output(ours(file), text=True)) for _ in range(options.rounds))
    speed = f"{what.packets / alone:,.0f} packets and {what.size / 1e6 / alone:.0f} MB a second"
    print(f"\nWithout the start of Python and its imports: {alone:.2f} s, {speed}", flush=True)


if __name__ == "__main__":
    main()
