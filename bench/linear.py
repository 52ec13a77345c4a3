"""Does a check's cost grow as its evidence does? `python -m bench.linear TREE [--rounds N]`.

Of a phone's apps and jars a quarter, a half and all are laid out as links in a folder and checked; printed are CPU
seconds, peak memory and CPU seconds a megabyte of DEX.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
import zipfile
from pathlib import Path

from bench.apps import gifthorse
from bench.measure import machine, median

QUARTERS = (1, 2, 4)
_DEX = re.compile(r"classes\d*\.dex")


def dex_bytes(file: Path) -> int:
    """Bytes of the DEX files that an APK or JAR holds, 0 for what is no archive."""
    try:
        with zipfile.ZipFile(file) as archive:
            return sum(entry.file_size for entry in archive.infolist() if _DEX.fullmatch(entry.filename))
    except (OSError, zipfile.BadZipFile):
        return 0


def lay_out(files: list[Path], folder: Path) -> None:
    """Each file under a name of its own."""
    for number, file in enumerate(files):
        target = folder / f"{number}{file.suffix}"
        try:
            os.link(file, target)
        except OSError:  # another file system
            shutil.copy(file, target)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    sizes = {f: dex_bytes(f) for f in sorted(options.tree.rglob("*")) if f.suffix in (".apk", ".jar") and f.is_file()}
    files = [file for file, size in sizes.items() if size]
    print(machine(), "\n")
    print("| of the tree | apps and jars | MB of DEX | CPU s | peak MB, all processes | CPU s a MB of DEX |")
    print("|---|---|---|---|---|---|")
    for quarters in QUARTERS:
        chosen = [file for number, file in enumerate(files) if number % 4 < quarters]
        with tempfile.TemporaryDirectory() as name:
            lay_out(chosen, Path(name))
            cost = median([gifthorse(Path(name)) for _ in range(options.rounds)])
        megabytes = sum(sizes[file] for file in chosen) / 1e6
        cells = (f"{quarters}/4", f"{len(chosen)}", f"{megabytes:.1f}", f"{cost.cpu:.2f}", f"{cost.memory / 1e6:.0f}")
        print("| " + " | ".join((*cells, f"{cost.cpu / megabytes:.3f}")) + " |", flush=True)


if __name__ == "__main__":
    main()
