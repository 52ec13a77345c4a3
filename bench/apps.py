"""`gifthorse check` on one APK and on a phone's tree, beside androguard's `AnalyzeAPK` in the same run.

    python -m bench.apps APK TREE [--rounds N] [--peer PYTHON]

PEER is the Python of an environment that holds androguard 4.1.4; androguard only decodes and cross-references, it
judges nothing, so the comparison favours it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.measure import Cost, machine, measure, median

PEER = """
import sys
from loguru import logger
logger.remove()
from androguard.misc import AnalyzeAPK
for path in sys.argv[1:]:
    try:
        AnalyzeAPK(path)
    except Exception as error:
        print(path, error, file=sys.stderr)
"""


def gifthorse(evidence: Path, *options: str) -> Cost:
    """A full check, from nothing, in a case folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "gifthorse", "check", str(evidence), "--json", "--case", f"{folder}/case"]
        cost = measure([*command, "--fail-on", "never", *options])
    if cost.status != 0:
        raise SystemExit(f"gifthorse ended with status {cost.status} on {evidence}")
    return cost


def androguard(python: str, paths: list[Path]) -> Cost:
    """`AnalyzeAPK` over the APKs, in one process."""
    return measure([python, "-c", PEER, *map(str, paths)])


def rounds(count: int, *jobs: Callable[[], Cost]) -> list[Cost]:
    """The median cost of each job, the jobs taking turns so that noise falls on all of them."""
    costs: list[list[Cost]] = [[] for _ in jobs]
    for _ in range(count):
        for job, found in zip(jobs, costs, strict=True):
            found.append(job())
    return [median(found) for found in costs]


def row(name: str, cost: Cost, base: Cost | None = None) -> str:
    ratio = f"{base.cpu / cost.cpu:.1f}x" if base else ""
    return f"| {name} | {cost.cpu:.2f} | {cost.wall:.2f} | {cost.memory / 1e6:.0f} | {ratio} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("apk", type=Path)
    parser.add_argument("tree", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", default=sys.executable)
    options = parser.parse_args()

    print(machine(), "\n")
    print("| what | CPU s | wall s | peak MB, all processes | CPU, peer over ours |\n|---|---|---|---|---|")
    ours, theirs = rounds(
        options.rounds, lambda: gifthorse(options.apk), lambda: androguard(options.peer, [options.apk])
    )
    print(row(f"gifthorse check {options.apk.name}", ours, theirs))
    print(row(f"androguard AnalyzeAPK {options.apk.name}", theirs))
    if options.tree:
        apks = sorted(p for p in options.tree.rglob("*.apk") if p.is_file())
        ours, theirs = rounds(options.rounds, lambda: gifthorse(options.tree), lambda: androguard(options.peer, apks))
        print(row(f"gifthorse check {options.tree.name} (everything)", ours, theirs))
        print(row(f"androguard AnalyzeAPK, its {len(apks)} APKs", theirs))
    print(row("gifthorse --help", median([measure([sys.executable, "-m", "gifthorse", "--help"]) for _ in range(5)])))


if __name__ == "__main__":
    main()
