"""Whether photos are the same although they were resized, cut, covered, mirrored, filtered or posted.

One photo against another is compared at once. Folders are not compared each with each: an index of perceptual hashes
proposes plain copies, and for photos that found none an index of local features proposes cut and covered ones. Every
proposal is then compared block by block, and what was changed is told.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gifthorse import __version__
from gifthorse.evidence import Node
from gifthorse.photo import apart
from gifthorse.photo.compare import changes, pair, pictures, sketch
from gifthorse.photo.compare.index import Hashes, Places
from gifthorse.photo.compare.sketch import Sketch
from gifthorse.photo.compare.vision import cv2, faiss
from gifthorse.report.document import Problem
from gifthorse.report.pairs import Change, Compared, Pair

READER: Final = "photo compare"
EACH_WITH_EACH: Final = 16
"""Pairs up to which nothing is left to an index."""
LIKELY: Final = 3
TRUSTED: Final = 50

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo by the name that its user knows."""

    name: str
    node: Node


@dataclass(slots=True)
class _Work:
    """One comparison of two lists of photos."""

    first: list[Photo]
    second: list[Photo]
    jobs: int | None
    shown: bool
    progress: Progress
    sketches: dict[str, Sketch] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    pairs: dict[tuple[int, int], Pair] = field(default_factory=dict)


def compare(
    first: Sequence[Photo],
    second: Sequence[Photo],
    *,
    jobs: int | None = None,
    shown: bool = False,
    progress: Progress = lambda _what, _done, _total: None,
) -> Compared:
    """Compare every photo of `second` with those of `first`; with pictures of the changes where they are `shown`.

    Every readable photo of `second` is in a pair at least once: with all that are the same or may be, else with the
    nearest. Raises EvidenceError where OpenCV or faiss are missing.
    """
    began = time.monotonic()
    cv2(), faiss()  # before the workers are made, which then share them
    work = _Work(list(first), list(second), jobs, shown, progress)
    _read(work)
    if len(work.first) * len(work.second) <= EACH_WITH_EACH:
        _judge(work, [(i, j) for j in range(len(work.second)) for i in range(len(work.first))])
    elif work.first and work.second:
        _judge(work, _by_hash(work))
        _judge(work, _by_places(work))
    return Compared(
        __version__,
        time.monotonic() - began,
        (len(work.first), len(work.second)),
        tuple(_told(work)),
        tuple(work.problems.values()),
    )


def _read(work: _Work) -> None:
    """Sketch all photos, and leave those out that cannot be read."""
    photos = list({p.name: p for p in (*work.first, *work.second)}.values())
    for number, made, sentence in _run(work, "read", [p.node for p in photos], sketch.sketch):
        name = photos[number].name
        if made is None:
            work.problems[name] = Problem(name, READER, sentence)
        else:
            work.sketches[name] = made
    work.first = [p for p in work.first if p.name in work.sketches]
    work.second = [p for p in work.second if p.name in work.sketches]


def _by_hash(work: _Work) -> list[tuple[int, int]]:
    """Pairs of the same digest, or of near hashes."""
    ours = [work.sketches[p.name] for p in work.first]
    digests: dict[bytes, list[int]] = {}
    for number, made in enumerate(ours):
        digests.setdefault(made.digest, []).append(number)
    index = Hashes(np.stack([made.hashes[0] for made in ours]))
    found = []
    for j, photo in enumerate(work.second):
        made = work.sketches[photo.name]
        near = [i for i, _ in index.near(made.hashes)] if made.quality >= TRUSTED else []
        found += [(i, j) for i in dict.fromkeys((*digests.get(made.digest, [])[:LIKELY], *near))]
    return found


def _by_places(work: _Work) -> list[tuple[int, int]]:
    """Pairs that share local features, for photos that have found none yet."""
    settled = {j for (_, j), told in work.pairs.items() if told.same}
    todo = [j for j in range(len(work.second)) if j not in settled]
    if not todo:
        return []
    tasks = [(p.node, False) for p in work.first] + [(work.second[j].node, True) for j in todo]
    features: list[list[NDArray[np.uint8]]] = [[] for _ in tasks]
    for number, made, _ in _run(work, "describe", tasks, sketch.described):
        features[number] = made or []
    ours, theirs = features[: len(work.first)], features[len(work.first) :]
    empty = np.zeros((0, 32), np.uint8)
    index = Places([f[0] if f else empty for f in ours])
    found = []
    for j, two in zip(todo, theirs, strict=True):
        votes: dict[int, int] = {}
        for form in two:
            for i, count in index.likely(form, LIKELY):
                votes[i] = max(count, votes.get(i, 0))
        best = sorted(votes, key=lambda i: -votes[i])[:LIKELY] or [_nearest(work, j)]
        found += [(i, j) for i in best if (i, j) not in work.pairs]
    return found


def _nearest(work: _Work, j: int) -> int:
    forms = work.sketches[work.second[j].name].hashes
    ours = np.stack([work.sketches[p.name].hashes[0] for p in work.first])
    return int(np.bitwise_count(ours[:, None] ^ forms[None]).sum(2).min(1).argmin())


def _judge(work: _Work, pairs: Iterable[tuple[int, int]]) -> None:
    alone = len(work.first) == len(work.second) == 1
    todo = [(i, j) for i, j in pairs if alone or work.first[i].name != work.second[j].name]
    tasks = [(work.first[i], work.second[j]) for i, j in todo]
    for number, made, sentence in _run(work, "compare", tasks, partial(judged, shown=work.shown)):
        i, j = todo[number]
        name = work.second[j].name
        if made is None:
            work.problems[f"{work.first[i].name} {name}"] = Problem(name, READER, sentence)
        else:
            work.pairs[i, j] = made


def judged(task: tuple[Photo, Photo], *, shown: bool) -> Pair:
    """Two photos, compared and put into words; runs in a worker."""
    first, second = task
    a, b = sketch.seen(first.node), sketch.seen(second.node)
    verdict = pair.judge(a, b)
    changed: tuple[Change, ...] = ()
    if verdict.same is not False and verdict.laid and verdict.checked:
        changed = changes.changes(a, b, verdict.laid, verdict.checked)
    thumbnails = pictures.both(a, b, changed) if shown and verdict.same is not False else ()
    return Pair(first.name, second.name, verdict.same, verdict.score, verdict.how, changed, thumbnails)


def _told(work: _Work) -> list[Pair]:
    """For every photo of the second list what it is the same as or may be, else the nearest."""
    told: list[Pair] = []
    few = len(work.first) * len(work.second) <= EACH_WITH_EACH
    for j in range(len(work.second)):
        mine = [work.pairs[i, j] for i in range(len(work.first)) if (i, j) in work.pairs]
        good = mine if few else [p for p in mine if p.same is not False]
        if not good:
            good = sorted(mine, key=lambda p: -p.score)[:1]
        told += sorted(good, key=lambda p: (p.same is not True, p.same is False, -p.score))
    return told


def _run(work: _Work, what: str, tasks: Sequence[Any], function: Callable[[Any], Any]) -> Iterable[Any]:
    for done, ended in enumerate(apart.run(tasks, function, jobs=work.jobs), 1):
        work.progress(what, done, len(tasks))
        yield ended
