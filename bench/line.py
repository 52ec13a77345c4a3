"""gifthorse's engine on real packets, beside tshark's conversations, a dpkt flow table and nfstream in the same run.

    python -m bench.line FOLDER [--rounds N] [--megabytes N] [--peer PYTHON]

FOLDER holds captures. Their Ethernet packets are written to a scratch file over and over until it is large enough: once
as they are, so that each repetition continues the connections of the one before, and once with each repetition between
other hosts, so that all its connections are new, which is far more to look into. PEER is the Python
of an environment that holds dpkt 1.9.8 and nfstream 6.6.0. tshark and dpkt only build a table of flows; gifthorse and
nfstream also look into what the flows carry.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import shutil
import struct
import sys
import tempfile
import time
from pathlib import Path

from bench.apps import rounds
from bench.measure import Cost, machine, measure

from gifthorse.errors import FormatError
from gifthorse.formats.capture import open_capture
from gifthorse.readers.capture.board import Board
from gifthorse.work import COLLECT_EVERY

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


def build(folder: Path, out: Path, megabytes: int, *, distinct: bool) -> tuple[int, int, int]:
    """Write the scratch file; returns its packets, its bytes, and how often the captures are in it."""
    frames: list[tuple[int, bytes, int]] = []
    for path in sorted(p for p in folder.rglob("*") if p.name.endswith((".pcap", ".pcapng", ".cap", ".gz"))):
        try:
            capture = open_capture(path.read_bytes())
            for packets in capture.chunks():
                for row, interface in enumerate(packets.interface.tolist()):
                    if capture.interfaces[interface].link_type == 1:
                        frames.append((int(packets.time[row]), packets.bytes(row), int(packets.length[row])))
        except FormatError:
            continue
    if not frames:
        raise SystemExit(f"There is no capture of Ethernet in {folder}.")
    size = sum(16 + len(frame) for _, frame, _ in frames)
    times = -(-megabytes * 1_000_000 // size)
    with out.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for repetition in range(times):
            for stamp, frame, length in frames:
                seconds, rest = divmod(max(stamp, 0), 1_000_000_000)
                head = struct.pack("<IIII", seconds % (1 << 31), rest // 1000, len(frame), length)
                file.write(head + (elsewhere(frame, repetition) if distinct else frame))
    return len(frames) * times, out.stat().st_size, times


def elsewhere(frame: bytes, repetition: int) -> bytes:
    """The same frame between other hosts: one byte of both its addresses is changed."""
    at = 14
    while frame[at - 2 : at] in (b"\x81\0", b"\x88\xa8"):
        at += 4
    kind = frame[at - 2 : at]
    places = {b"\x08\0": (at + 13, at + 17), b"\x86\xdd": (at + 14, at + 30)}.get(kind, ())
    changed = bytearray(frame)
    for place in places:
        if place < len(frame):
            changed[place] ^= repetition & 0xFF
    return bytes(changed)


def share(path: str, number: int, board: Board) -> None:
    """One worker's share of the engine's work."""
    from gifthorse.evidence.node import Source  # as a worker has it: loaded before it was forked
    from gifthorse.readers.capture.engine import Engine
    from gifthorse.tables import Rows

    gc.freeze()  # as workers do
    gc.set_threshold(COLLECT_EVERY, 20, 10)
    rows = Rows()
    capture = open_capture(Source(path), Path(path).stat().st_size)
    Engine(capture, path, rows, share=(number, SHARES), seed=1, board=board).run()
    for _ in rows.tables():
        pass


def engine(path: str) -> None:
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
    seconds = time.monotonic() - begin
    print(f"{seconds:.3f}")
    if any(worker.exitcode for worker in workers):
        raise SystemExit(f"A share of {path} could not be read by {loaded.__name__}.")


def row(name: str, cost: Cost, packets: int, size: int, base: Cost) -> str:
    """One line of the table; ratios of wall and CPU time to gifthorse's."""
    return (
        f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.memory / 1e6:.0f} | {packets / cost.wall:,.0f} "
        f"| {size / 1e6 / cost.wall:.0f} | {cost.wall / base.wall:.1f}x | {cost.cpu / base.cpu:.1f}x |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=285)
    parser.add_argument("--peer", default=sys.executable)
    parser.add_argument("--engine", action="store_true", help="FOLDER is a capture: read it once and say how long")
    options = parser.parse_args()
    if options.engine:
        engine(str(options.folder))
        return
    with tempfile.TemporaryDirectory() as scratch:
        print(machine())
        for distinct in (False, True):
            file = Path(scratch) / "line.pcap"
            packets, size, times = build(options.folder, file, options.megabytes, distinct=distinct)
            how = "each time between other hosts" if distinct else "the same each time"
            print(f"\n{packets:,} packets, {size / 1e6:.1f} MB: {options.folder.name} {times} times, {how}\n")
            report(file, packets, size, options)


def report(file: Path, packets: int, size: int, options: argparse.Namespace) -> None:
    """Measure everything and print the table."""
    jobs = {"gifthorse engine, 2 workers": [sys.executable, "-m", "bench.line", "--engine", str(file)]}
    if shutil.which("tshark"):
        jobs["tshark -q -z conv,tcp -z conv,udp"] = ["tshark", "-nqr", str(file), "-z", "conv,tcp", "-z", "conv,udp"]
    jobs["dpkt flow table"] = [options.peer, "-c", DPKT, str(file)]
    jobs["nfstream, 20 packets a flow looked into"] = [options.peer, "-c", NFSTREAM, str(file)]
    print("| what | wall s | CPU s | peak MB | packets/s | MB/s | wall, over ours | CPU, over ours |")
    print("|---|---|---|---|---|---|---|---|")
    costs = rounds(options.rounds, *(lambda command=command: measure(command) for command in jobs.values()))
    for name, cost in zip(jobs, costs, strict=True):
        print(row(name, cost, packets, size, costs[0]) if cost.status == 0 else f"| {name} | could not be run |")


if __name__ == "__main__":
    main()
