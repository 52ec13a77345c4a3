"""The photo reader and the scrubbed copies beside ExifTool in the same run: `python -m bench.photos_read FOLDER`.

Reading: CPU milliseconds a JPEG of more than 2 MB, scaled to 5 MB, metadata and every byte, without decoding a pixel;
ExifTool reads all of its tags of the same files in one process. Scrubbing: copies of everything in the folder that can
be scrubbed, what the census and ExifTool find in them, and how many show other pixels.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.field_photos import files as photos_in
from bench.measure import machine, measure

from gifthorse.errors import GifthorseError
from gifthorse.formats.photo.read import read
from gifthorse.photo.scrub import scrub

LARGE = 2 << 20
SCALE = 5e6
SCRUBBED = 16 << 20
STRUCTURE = (
    "Orientation",
    "ProfileDescription",
    "ProfileCopyright",
    "DCTEncodeVersion",
    "APP14Flags",
    "ColorTransform",
)
GROUPS = "-GPS:all -IFD0:all -ExifIFD:all -IFD1:all -XMP:all -IPTC:all -MakerNotes:all -Photoshop:all -Keys:all"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peer", help="the Python of the other photo benches; not needed here")
    folder = parser.parse_args().folder
    print(machine())
    print("\n| what | files | CPU ms a 5 MB JPEG, median | worst |\n|---|---|---|---|")
    for line in reading([f for f in photos_in(folder) if "fuzzing" not in f.parts]):
        print(line)
    scrubbing([f for f in photos_in(folder) if "fuzzing" not in f.parts and f.stat().st_size <= SCRUBBED])


def reading(files: list[Path]) -> list[str]:
    """The lines of the table of reading."""
    large = [f for f in files if f.stat().st_size > LARGE and f.suffix.lower() in (".jpg", ".jpeg")]
    each = []
    for file in large:
        data = file.read_bytes()
        runs = []
        for _ in range(3):
            begin = time.process_time()
            read(data)
            runs.append(time.process_time() - begin)
        each.append(1000 * min(runs) * SCALE / len(data))
    with tempfile.NamedTemporaryFile("w", suffix=".args") as listed:
        listed.write("\n".join(map(str, large)))
        listed.flush()
        cost = measure(["exiftool", "-q", "-q", "-j", "-a", "-G1", "-@", listed.name])
    peer = 1000 * cost.cpu * SCALE / max(sum(f.stat().st_size for f in large), 1)
    return [
        f"| gifthorse, formats.photo.read | {len(large)} | {statistics.median(each):.1f} | {max(each):.1f} |",
        f"| ExifTool, one process | {len(large)} | {peer:.1f} (mean) | |",
    ]


def scrubbing(files: list[Path]) -> None:
    """Print what became of the copies."""
    refused, left, other, uncompared, made = Counter[str](), 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for number, file in enumerate(files):
            try:
                copy = scrub(file.read_bytes())
            except GifthorseError as error:
                refused[type(error).__name__] += 1
                continue
            left += bool(copy.left)
            other += copy.same is False
            uncompared += copy.same is None
            if not copy.left and copy.same is not False:
                made += 1
                (Path(folder) / f"{number:05}{file.suffix}").write_bytes(copy.data)
        found = _left(Path(folder))
    print(f"\n{len(files)} photos and films: {made} copies; {sum(refused.values())} not made ({dict(refused)})")
    print(f"refused because something was left: {left}; because they show other pixels: {other}")
    print(f"of the copies {uncompared} could not be decoded and compared; ExifTool finds in them: {dict(found)}")


def _left(folder: Path) -> Counter[str]:
    """The tags that ExifTool finds in the copies, but for which side is up and the neutral profile."""
    done = subprocess.run(
        ["exiftool", "-q", "-q", "-r", "-j", "-G1", *GROUPS.split(), str(folder)], capture_output=True, check=False
    )
    rows: list[dict[str, Any]] = json.loads(done.stdout or b"[]")
    return Counter(k for row in rows for k in row if k != "SourceFile" and not k.endswith(STRUCTURE))


if __name__ == "__main__":
    main()
