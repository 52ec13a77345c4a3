"""`photo match` on the public photos of prnu-python: what fits, what must not, and what a residual costs.

    python -m bench.photos_match FOLDER [--peer PYTHON]

FOLDER is or holds a checkout of polimi-ispl/prnu-python, whose test/data has flat and natural JPEGs of six Nikon bodies
of three models, two each. Every natural photo is compared with the fingerprint of every body of its size, as it is and
as copies. PEER is the Python of an environment that holds what prnu-python needs; its residual is timed beside ours.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from bench.measure import machine
from PIL import Image

from gifthorse.photo.match.fingerprint import Fingerprint, build
from gifthorse.photo.match.grey import Picture, decode
from gifthorse.photo.match.probe import survives
from gifthorse.photo.match.residual import FINE, SIGMA
from gifthorse.photo.match.score import query
from gifthorse.photo.match.search import Found, search
from gifthorse.photo.match.shot import shot
from gifthorse.photo.match.verdict import CONFIRMED, CONFIRMED_MOVED, fits

ROUNDS = 5
TIMED = """
import json, resource, statistics, sys, time
{imports}
walls, cpus = [], []
data = open(sys.argv[1], "rb").read()
for _ in range(int(sys.argv[2])):
    wall, cpu = time.perf_counter(), time.process_time()
    {statement}
    walls.append(time.perf_counter() - wall)
    cpus.append(time.process_time() - cpu)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
print(json.dumps([statistics.median(walls), min(walls), statistics.median(cpus), memory]))
"""
OURS = (
    "from gifthorse.photo.match.grey import decode, trimmed\nfrom gifthorse.photo.match.residual import residual",
    "residual(trimmed(decode(data).grey))",
)
PEERS = (
    "import io\nimport numpy, prnu\nfrom PIL import Image",
    "prnu.extract_single(numpy.asarray(Image.open(io.BytesIO(data))))",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One photo against one fingerprint."""

    own: bool
    same_model: bool
    found: Found
    matched: bool


def body(path: Path) -> str:
    """The body that took a photo, such as Nikon_D70s_1."""
    return path.name.rpartition("_")[0]


def fingerprints(folder: Path) -> dict[str, tuple[Fingerprint, tuple[int, int]]]:
    """The fingerprint of each body from its flat shots, and the size of those."""
    shots: dict[str, list[Path]] = {}
    for path in sorted((folder / "test/data/ff-jpg").glob("*.JPG")):
        shots.setdefault(body(path), []).append(path)
    made = {}
    for name, paths in shots.items():
        fingerprint = build((decode(p.read_bytes()) for p in paths), len(paths))
        if fingerprint is None:
            raise SystemExit(f"There are no shots of {name}.")
        made[name] = fingerprint, Image.open(paths[0]).size
    return made


def copy(data: bytes, *, side: int | None = None, quality: int = 85) -> bytes:
    """A photo saved again, made smaller to `side` if that is given."""
    image: Image.Image = Image.open(io.BytesIO(data))
    if side:
        scale = side / max(image.size)
        smaller = (round(image.width * scale), round(image.height * scale))
        image = image.resize(smaller, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


COPIES: dict[str, Callable[[bytes], bytes]] = {
    "native": lambda data: data,
    "full size, q85": copy,
    "full size, q75": lambda data: copy(data, quality=75),
    "2048 px, q85": lambda data: copy(data, side=2048),
    "1200 px, q85": lambda data: copy(data, side=1200),
}


def pairs(photo: Path, picture: Picture, known: dict[str, tuple[Fingerprint, tuple[int, int]]]) -> list[Pair]:
    """A photo against every fingerprint whose shots have its proportions, where it lies if it is uncut and unturned."""
    size = (picture.grey.shape[1], picture.grey.shape[0])
    whole, found = Image.open(photo).size, []
    sigma = SIGMA if size == whole else FINE
    asked, share = query(shot(picture.grey, sigma)), survives(picture.grey, picture.tables, sigma)
    for name, (fingerprint, of) in known.items():
        if of != whole:
            continue
        best = next(search(asked, size, fingerprint.pattern, 0))
        usual = fingerprint.gain * share / fingerprint.survives
        enough = best.score.gain / usual >= (CONFIRMED if best.aligned else CONFIRMED_MOVED)
        same_model = body(photo).rpartition("_")[0] == name.rpartition("_")[0]
        found.append(Pair(name == body(photo), same_model, best, fits(best) and enough))
    return found


def auc(own: list[float], others: list[float]) -> float:
    """The chance that a photo's own fingerprint comes before another."""
    first, second = np.array(own)[:, None], np.array(others)[None]
    return float((first > second).mean() + (first == second).mean() / 2)


def row(name: str, found: list[Pair]) -> str:
    """One line of the table."""
    own, others = [p for p in found if p.own], [p for p in found if not p.own]
    strength = [p.found.score.strength for p in own]
    other = [p.found.score.strength for p in others]
    twins = [p.found.score.strength for p in others if p.same_model]
    pce = [p.found.score.pce for p in own]
    return (
        f"| {name} | {auc(strength, other):.4f} | {auc(pce, [p.found.score.pce for p in others]):.4f} | "
        f"{sum(fits(p.found) for p in own)} of {len(own)} | {sum(p.matched for p in own)} | "
        f"{sum(fits(p.found) for p in others)} of {len(others)} | {np.median(pce):.0f} | {min(strength):.1f} | "
        f"{max(other):.1f} | {max(twins):.1f} | {np.std(other):.2f} |"
    )


def timed(python: str, code: tuple[str, str], file: Path, path: Path | None = None) -> tuple[float, ...]:
    """Median wall, least wall, median CPU seconds and peak MB of a residual."""
    program = TIMED.format(imports=code[0], statement=code[1])
    environment = {"PYTHONPATH": str(path)} if path else None
    command = [python, "-c", program, str(file), str(ROUNDS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return tuple(json.loads(done.stdout))


def speed(folder: Path, peer: str | None) -> None:
    """A residual of a photo of 12 million pixels, decoding included."""
    source = Image.open(sorted((folder / "test/data/nat-jpg").glob("*.JPG"))[0])
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "photo.jpg"
        source.resize((4000, 3000), Image.Resampling.BICUBIC).save(file, quality=95)
        print(
            "\n| residual of 4000 x 3000, decoding included | wall s, median | least | CPU s | peak MB |\n"
            "|---|---|---|---|---|"
        )
        rows = [("gifthorse", timed(sys.executable, OURS, file))]
        if peer:
            rows.append(("prnu-python", timed(peer, PEERS, file, folder)))
        for name, (wall, least, cpu, memory) in rows:
            print(f"| {name} | {wall:.2f} | {least:.2f} | {cpu:.2f} | {memory:.0f} |")


def main() -> int:
    """Print the tables; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peer")
    args = parser.parse_args()
    places = [place.parents[2] for depth in ("", "*/") for place in args.folder.glob(f"{depth}test/data/ff-jpg")]
    if not places:
        print(f"There is no checkout of prnu-python in {args.folder}.")
        return 0
    folder = places[0]
    print(machine())
    speed(folder, args.peer)
    known = fingerprints(folder)
    print(f"\n{len(known)} fingerprints of {[f.shots for f, _ in known.values()]} shots")
    print(
        "\n| photos | AUC, strength | AUC, PCE | fit | match | others fit | PCE, own, median | strength, own, least | "
        "others, most | same model, most | others, deviation |\n|---|---|---|---|---|---|---|---|---|---|---|"
    )
    for name, made in COPIES.items():
        found: list[Pair] = []
        for photo in sorted((folder / "test/data/nat-jpg").glob("*.JPG")):
            found += pairs(photo, decode(made(photo.read_bytes())), known)
        print(row(name, found), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
