"""`gifthorse photo compare`, measured: copies found, unrelated photos kept apart, and the index at 100,000 photos.

    python -m bench.photos_compare [FOLDER...] [--photos N] [--unrelated N] [--pairs N] [--index N]

The folders hold photographs; without one, rendered ones are used. Prints how many copies of each
kind are recognised, how many unrelated pairs are called the same, and what indexing and asking cost beside
other indexes (usearch is left out where it is not installed).

Nobody says which of the photographs are unrelated: those whose hashes are near are left out, and every pair that is
called the same is printed, to be looked at.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from bench.measure import machine
from PIL import Image, ImageOps
from samples.photos import textures, variants

from gifthorse.photo import apart
from gifthorse.photo.compare import features, pair, pdq
from gifthorse.photo.compare.decode import decode
from gifthorse.photo.compare.index import Hashes, Places
from gifthorse.photo.compare.sketch import Seen, look
from gifthorse.photo.compare.vision import cv2
from gifthorse.photo.decoders import register

LONGEST = 2400
SUFFIXES = (".jpg", ".jpeg", ".png", ".heic", ".heif", ".avif")
SEED = 2
LEAST, LEAST_COPIED = 300, 480
"""Pixels of the shorter side from which photographs are taken, and from which copies are made of them."""
TWICE = 12
"""Bits within which two hashes are of one photograph that the folder has twice."""
GROUPS: Mapping[str, Mapping[str, variants.Copy]] = {
    "as served": variants.SERVED,
    "filters": variants.FILTERED,
    "crops to 20 %, bars, 5 degrees, mirror": variants.CHANGED,
    "crop 30 %, posts, stickers, letters, blur": variants.HARDER,
}


def bases(folders: Sequence[Path], count: int, least: int) -> list[Path | int]:
    """Photographs of folders with no side under so many pixels, or numbers of rendered ones."""
    if not folders:
        return list(range(count))
    found: list[Path | int] = []
    for path in sorted(p for f in folders for p in f.rglob("*") if p.suffix.lower() in SUFFIXES):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with Image.open(path) as image:
                    if min(image.size) >= least and image.width * image.height < 60_000_000:
                        found.append(path)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            continue
    random.Random(1).shuffle(found)
    return found[:count]


def picture(base: Path | int) -> Image.Image:
    """A photograph upright, at no more than a phone's usual width."""
    if isinstance(base, int):
        return textures.photograph(base)
    with Image.open(base) as image:
        image.draft("RGB", (LONGEST, LONGEST))
        return variants.fitted(ImageOps.exif_transpose(image).convert("RGB"), LONGEST)


def seen(image: Image.Image) -> Seen:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=0)
    return look(decode(out.getvalue()))


def textured(photo: Seen) -> bool:
    """Whether there is anything in a photograph that it could be known by."""
    return len(photo.features.bits) >= pair.FEW_FEATURES and photo.sketch.quality >= pdq.TRUSTED


Told = dict[str, tuple[bool | None, str, float, float]]


def copies(base: Path | int, groups: Sequence[str]) -> Told | None:
    """The verdict on every copy of one photograph, and how far its parts lie off; None where hardly any texture is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image = picture(base)
        first = seen(image)
        if not textured(first):
            return None
        told: Told = {}
        for name, copy in ((name, copy) for group in groups for name, copy in GROUPS[group].items()):
            verdict = pair.judge(first, seen(copy(image)))
            off = (verdict.checked.waver, verdict.checked.shifted) if verdict.checked else (0.0, 0.0)
            told[name] = (verdict.same, verdict.how, *off)
    return told


def sketched(base: Path | int) -> Seen:
    """A photograph as two are compared, with the features of its mirror image."""
    made = seen(picture(base))
    made.mirrored()
    made.pixels = replace(made.pixels, rgb=np.zeros((0, 0, 3), np.uint8))  # nothing below looks at colours
    return made


def chunk(places: Sequence[tuple[int, int]], photos: Sequence[Seen]) -> list[tuple[int, int, bool | None, str]]:
    """Verdicts of unrelated pairs that are not plainly different."""
    found: list[tuple[int, int, bool | None, str]] = []
    for i, j in places:
        verdict = pair.judge(photos[i], photos[j])
        if verdict.same is not False:
            found.append((i, j, verdict.same, verdict.how))
    return found


def recall(chosen: Sequence[Path | int], groups: Sequence[str], jobs: int | None) -> None:
    told: dict[str, list[bool | None]] = {name: [] for group in groups for name in GROUPS[group]}
    plain, off = 0, [(0.0, 0.0)]
    for number, made, sentence in apart.run(chosen, partial(copies, groups=groups), jobs=jobs, seconds=900):
        if sentence:
            print(f"left out: {chosen[number]}: {sentence}")
        elif made is None:
            plain += 1
            print(f"hardly any texture: {chosen[number]}")
        for name, (same, how, waver, shifted) in (made or {}).items():
            told[name].append(same)
            off.append((waver, shifted))
            if same is not True:
                print(f"not recognised: {chosen[number]}, {name}: {how} {waver:.2f} {shifted:.2f}", flush=True)
    print(f"\n{len(chosen)} photographs, {plain} of them with hardly any texture and not counted\n")
    print("| copies | same | cannot tell | not the same | recall |\n|---|---|---|---|---|")
    for group in groups:
        for name in GROUPS[group]:
            print(row(name, told[name]))
        print(row(f"**{group}**", [same for name in GROUPS[group] for same in told[name]]))
    for what, values in (("pixels off one movement", [o[0] for o in off]), ("shifted", [o[1] for o in off])):
        high = np.percentile(values, [50, 99, 99.9, 100])
        print(f"{what}: median {high[0]:.3f}, of 99 % below {high[1]:.3f}, of 99.9 % {high[2]:.3f}, most {high[3]:.3f}")


def row(name: str, told: Sequence[bool | None]) -> str:
    counts = [sum(same is wanted for same in told) for wanted in (True, None, False)]
    return f"| {name} | {counts[0]} | {counts[1]} | {counts[2]} | {counts[0] / max(1, len(told)):.4f} |"


def unrelated(chosen: Sequence[Path | int], pairs: int, jobs: int | None) -> None:
    """Compare photographs that have nothing to do with each other, each one with as many others as any."""
    made_of = {number: made for number, made, _ in apart.run(chosen, sketched, jobs=jobs, seconds=600) if made}
    kept = [n for n in sorted(made_of) if textured(made_of[n])]
    print(f"{len(made_of) - len(kept)} photographs have hardly any texture and were left out")
    photos, chosen = [made_of[n] for n in kept], [chosen[n] for n in kept]
    hashes = np.stack([photo.sketch.hashes[0] for photo in photos])
    forms = np.stack([photo.sketch.hashes for photo in photos])
    twice = {i for i in range(1, len(photos)) if int(np.bitwise_count(forms[:i] ^ hashes[i]).sum(2).min()) <= TWICE}
    print(f"{len(twice)} photographs are in the folders twice and were left out")
    photos = [photo for i, photo in enumerate(photos) if i not in twice]
    chosen = [base for i, base in enumerate(chosen) if i not in twice]
    pieces = list(drawn(len(photos), pairs))
    begin, found = time.monotonic(), list[tuple[int, int, bool | None, str]]()
    for done, (_, made, sentence) in enumerate(
        apart.run(pieces, partial(chunk, photos=photos), jobs=jobs, seconds=600), 1
    ):
        if made is None:
            sys.exit(f"Pairs were not compared: {sentence}")
        for i, j, same, how in made:
            print(f"{'FALSE MATCH' if same else 'cannot tell'}: {chosen[i]} and {chosen[j]}: {how}", flush=True)
        found += made
        print(f"{done} of {len(pieces)} pieces", file=sys.stderr, flush=True)
    false = sum(same is True for _, _, same, _ in found)
    count = sum(map(len, pieces))
    print(
        f"\n{count:,} pairs of {len(photos):,} photographs, each in {2 * count / len(photos):.0f}: "
        f"{false} called the same, {len(found) - false} left open, the others different; "
        f"{1000 * (time.monotonic() - begin) / max(1, count):.1f} ms a pair and process\n"
    )


def drawn(photos: int, pairs: int) -> Iterator[list[tuple[int, int]]]:
    """Different pairs of photos in pieces, every photo in as many of them as any (or in one more or less)."""
    order = list(range(photos))
    random.Random(SEED).shuffle(order)
    every = [(order[i], order[(i + step) % photos]) for step in range(1, (photos + 1) // 2) for i in range(photos)]
    for k in range(0, min(pairs, len(every)), 200):
        yield every[k : min(k + 200, pairs)]


def timed(work: Callable[[], object], repeat: int = 5) -> float:
    """The least milliseconds of CPU of several runs."""
    best = float("inf")
    for _ in range(repeat):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return 1000 * best


def indexes(count: int) -> None:
    rng = np.random.default_rng(0)
    hashes = rng.integers(0, 256, (count, 32), np.uint8)
    forms = rng.integers(0, 256, (8, 32), np.uint8)
    forms[1] = hashes[count // 2] ^ np.packbits(rng.random(256) < 0.08)
    print("| index of 256-bit hashes, CPU ms | build | all 8 forms of one photo |\n|---|---|---|")
    for name, build, ask in rivals(hashes):
        index = build()
        once = partial(ask, index, forms)
        print(f"| {name} | {timed(build, 2):.1f} | {timed(once):.2f} |")
    index = Hashes(hashes)
    assert index.near(forms)[0][0] == count // 2
    owners = rng.integers(0, 256, (count * 20, 32), np.uint8)
    split = np.array_split(owners, count // 10)
    begin = time.process_time()
    places = Places(split)
    built = time.process_time() - begin
    query = split[7] ^ np.packbits(rng.random((len(split[7]), 256)) < 0.1, axis=1)
    assert places.likely(query, 3)[0][0] == 7
    asked = timed(lambda: places.likely(query, 3))
    print(f"\n{len(owners):,} local features of {len(split):,} photos: {built:.1f} s to index, {asked:.0f} ms to ask\n")


Rival = tuple[str, Callable[[], Any], Callable[[Any, np.ndarray], object]]


def rivals(hashes: np.ndarray) -> Iterator[Rival]:
    yield "faiss-cpu IndexBinaryFlat (used)", lambda: Hashes(hashes), lambda index, q: index.near(q)
    words = hashes.view(np.uint64)

    def counted(columns: np.ndarray, q: np.ndarray) -> object:
        return [
            np.flatnonzero(sum(np.bitwise_count(columns[k] ^ form[k]).astype(np.uint16) for k in range(4)) < 70)
            for form in q.view(np.uint64)
        ]

    yield "numpy bitwise_count", lambda: np.ascontiguousarray(words.T), counted
    matcher = cv2().BFMatcher(cv2().NORM_HAMMING)
    yield "OpenCV BFMatcher", lambda: hashes, lambda index, q: matcher.knnMatch(q, index, k=4)
    try:
        from usearch import index as usearch
    except ImportError:
        return
    yield (
        "usearch, exact",
        lambda: hashes,
        lambda index, q: usearch.search(index, q, 4, usearch.MetricKind.Hamming, exact=True, threads=1),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--peer", help="not used: the peers are other indexes, in this process")
    parser.add_argument("--photos", type=int, default=40, help="photographs of which copies are made")
    parser.add_argument("--served", type=int, default=120, help="photographs of which copies as served are made")
    parser.add_argument("--unrelated", type=int, default=2000, help="photographs that are compared with each other")
    parser.add_argument("--pairs", type=int, default=100_000, help="unrelated pairs at most")
    parser.add_argument("--index", type=int, default=100_000, help="hashes in the index")
    parser.add_argument("--jobs", type=int, help="processes")
    options = parser.parse_args()
    print(machine(), "\n")
    assert features.KEPT
    register()
    if options.index:
        indexes(options.index)
    if options.photos:
        recall(bases(options.folders, options.photos, LEAST_COPIED), list(GROUPS), options.jobs)
    if options.served:
        recall(bases(options.folders, options.served, LEAST_COPIED), ["as served"], options.jobs)
    if options.unrelated:
        unrelated(bases(options.folders, options.unrelated, LEAST), options.pairs, options.jobs)


if __name__ == "__main__":
    main()
