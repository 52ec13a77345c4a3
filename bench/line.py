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
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.apps import rounds
from bench.measure import Cost, machine, measure
from bench.repeated import Repeated

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
    options = parser.parse_args()
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
    return [sys.executable, "-m", "bench.engine", str(path)]


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
