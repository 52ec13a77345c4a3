"""DEX files decoded and turned into tables, beside androguard's and LIEF's DEX parsers in the same run.

    python -m bench.dex PATH... [--peer PYTHON] [--peer-megabytes N]

PATH is a DEX, APK, JAR or a folder of them. The first table is the time inside one warm process, by stage; the second
is whole processes, start and imports included. PEER is the Python of an environment with androguard or lief, which
get the first N megabytes. androguard's DEX decodes instructions only when asked, so it is made to count them; LIEF
reads the tables alone.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import machine, measure

from gifthorse.formats import dex
from gifthorse.formats.dex.body import body
from gifthorse.readers import code
from gifthorse.tables import Rows

OURS = """
import sys
from pathlib import Path
from gifthorse.formats import dex
from gifthorse.readers import code
from gifthorse.tables import Rows
for folder in Path(sys.argv[1]).iterdir():
    rows = Rows()
    code.read(folder.name, [dex.read(p.read_bytes()) for p in sorted(folder.iterdir())], rows)
    list(rows.tables())
"""
ANDROGUARD = """
import sys
from pathlib import Path
from loguru import logger
logger.remove()
from androguard.core.dex import DEX
for path in Path(sys.argv[1]).rglob("*.dex"):
    for method in DEX(path.read_bytes()).get_encoded_methods():
        sum(1 for _ in method.get_instructions())
"""
LIEF = """
import sys
from pathlib import Path
import lief
for path in Path(sys.argv[1]).rglob("*.dex"):
    lief.DEX.parse(str(path))
"""


def apps(paths: list[Path]) -> Iterator[tuple[str, list[bytes]]]:
    """Every app's DEX files in class-loading order."""
    for path in paths:
        for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
            if zipfile.is_zipfile(file):
                try:
                    with zipfile.ZipFile(file) as archive:
                        names = [n for n in archive.namelist() if re.fullmatch(r"classes\d*\.dex", n)]
                        names.sort(key=lambda n: int(re.sub(r"\D", "", n) or 1))
                        parts = [archive.read(n) for n in names]
                except zipfile.BadZipFile:
                    continue
                if parts:
                    yield str(file), parts
            elif file.suffix == ".dex":
                yield str(file), [file.read_bytes()]


def stages(paths: list[Path], folder: Path, peer_bytes: int) -> tuple[int, int]:
    """Print the time of each stage; leaves the DEX files in `folder`, those for the peers in its `peer`.

    Returns how many bytes there are, and how many the peers get.
    """
    dex.read(b"dex\n035\0" + bytes(32) + b"\x78\x56\x34\x12" + bytes(68)).strings.arrow()  # imports paid
    seconds = dict.fromkeys(("columns", "strings as Arrow", "tables", "every tenth body"), 0.0)
    files = size = instructions = methods = given = sampled = 0
    for number, (name, parts) in enumerate(apps(paths)):
        for target in ("all", "peer") if given < peer_bytes else ("all",):
            place = folder / target / f"{number:05d}"
            place.mkdir(parents=True)
            for k, part in enumerate(parts):
                (place / f"{k:03d}.dex").write_bytes(part)
            if target == "peer":
                given += sum(map(len, parts))
        files += len(parts)
        size += sum(map(len, parts))
        clock = [time.process_time()]
        dexes = [dex.read(part) for part in parts]
        clock.append(time.process_time())
        for one in dexes:
            one.strings.arrow()
        clock.append(time.process_time())
        rows = Rows()
        code.read(name, dexes, rows)
        clock.append(time.process_time())
        for one in dexes:
            sampled += sum(len(body(one, q)) for q in range(0, len(one.code_offset), 10))
        clock.append(time.process_time())
        for stage, begin, end in zip(seconds, clock, clock[1:], strict=False):
            seconds[stage] += end - begin
        instructions += sum(len(one.insn_op) for one in dexes)
        methods += sum(len(one.code_offset) for one in dexes)
    apart = seconds.pop("every tenth body")
    print(f"{files} files, {size / 1e6:.1f} MB, {methods:,} bodies, {instructions:,} instructions\n")
    print("| stage | CPU s | MB/s |\n|---|---|---|")
    for stage, spent in seconds.items():
        print(f"| {stage} | {spent:.2f} | {size / 1e6 / max(spent, 1e-9):.0f} |")
    total = sum(seconds.values())
    print(f"| all | {total:.2f} | {size / 1e6 / max(total, 1e-9):.0f} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{apart / max(sampled, 1) * 1e6:.2f} µs an instruction for bodies looked at one by one")
    print(f"peak {peak:.0f} MB\n")
    return size, given


def processes(folder: Path, size: int, given: int, peer: str) -> None:
    """Print whole processes beside each other."""
    print("| process | MB | CPU s | wall s | peak MB | MB per CPU s |\n|---|---|---|---|---|---|")
    for name, python, program, place, amount in (
        ("gifthorse, columns and tables", sys.executable, OURS, "all", size),
        ("gifthorse, the peers' part", sys.executable, OURS, "peer", given),
        ("androguard DEX, instructions", peer, ANDROGUARD, "peer", given),
        ("LIEF DEX, tables only", peer, LIEF, "peer", given),
    ):
        module = {ANDROGUARD: "androguard", LIEF: "lief"}.get(program)
        if module and subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode:
            print(f"| {name} | not installed there |||||")
            continue
        cost = measure([python, "-c", program, str(folder / place)])
        failed = "" if cost.status == 0 else f" (status {cost.status})"
        megabytes = amount / 1e6
        print(
            f"| {name}{failed} | {megabytes:.1f} | {cost.cpu:.2f} | {cost.wall:.2f} | {cost.memory / 1e6:.0f} "
            f"| {megabytes / cost.cpu:.1f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--peer", default=sys.executable)
    parser.add_argument("--peer-megabytes", type=float, default=15.0)
    options = parser.parse_args()
    print(machine(), "\n")
    with tempfile.TemporaryDirectory() as name:
        size, given = stages(options.paths, Path(name), int(options.peer_megabytes * 1e6))
        if not size:
            raise SystemExit("There is no DEX file among these.")
        processes(Path(name), size, given, options.peer)


if __name__ == "__main__":
    main()
