"""What the bytes of a photo are, in five kinds: the picture, words about it, further pictures, padding, and no kind."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from gifthorse.formats.photo.canvas import Span
from gifthorse.formats.photo.model import Photo
from gifthorse.report.album import Bytes, Part

PICTURE, WORDS, INSIDE, PADDING, UNEXPLAINED = "picture", "words", "inside", "padding", "unexplained"
KINDS: Final = (PICTURE, WORDS, INSIDE, PADDING, UNEXPLAINED)
NAMES: Final = 8
PARTS: Final = 120
LEAST: Final = 0.4
"""Percent of a file below which a part would not be seen."""
_PICTURE: Final = re.compile(
    r"^(?:jpeg\.(?:scan|s[oO][isfo]\w*|dqt|dht|dri|dnl|eoi|rst\w*)|png\.(?:IDAT|IHDR|PLTE|IEND|tRNS|fdAT|signature)"
    r"|webp\.(?:VP8.?|ALPH|ANIM|ANMF)|.*\.item\.\d+\.(?:hvc1|av01|grid|iden|jpeg)|.*\.mdat\.track\d+|tiff\..*\.image"
    r"|.*\.mdat\.fragments)"
)


def parts(photo: Photo, size: int) -> tuple[Part, ...]:
    """The file from its first byte to its last, neighbours of one kind as one part; small ones are widened."""
    runs: list[tuple[str, int, int]] = []
    kind_of = _Kinds(photo)
    for span in photo.spans:
        kind = kind_of(span)
        if runs and runs[-1][0] == kind:
            runs[-1] = (kind, runs[-1][1], span.start + span.length)
        else:
            runs.append((kind, span.start, span.start + span.length))
    if len(runs) > PARTS:
        runs = sorted(sorted(runs, key=lambda r: r[1] - r[2])[:PARTS], key=lambda r: r[1])
    widths = [max(LEAST, 100 * (end - start) / max(size, 1)) for _, start, end in runs]
    scale, made, x = 100 / sum(widths) if widths else 1, [], 0.0
    for (kind, _, _), width in zip(runs, widths, strict=True):
        made.append(Part(kind, round(x, 3), round(width * scale, 3)))
        x += width * scale
    return tuple(made)


def totals(photo: Photo, size: int) -> tuple[Bytes, ...]:
    """How many bytes are of each kind, and the largest things among them."""
    sums: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
    kind_of = _Kinds(photo)
    for span in photo.spans:
        names = sums[kind_of(span)]
        label = _label(span.what)
        names[label] = names.get(label, 0) + span.length
    made = []
    for kind, names in sums.items():
        total = sum(names.values())
        if total:
            largest = sorted(names, key=lambda n: -names[n])[:NAMES]
            made.append(Bytes(kind, total, 100 * total / max(size, 1), tuple(f"{n} {names[n]:,}" for n in largest)))
    return tuple(made)


class _Kinds:
    """Which kind a span is: inside a further picture, else by its name."""

    def __init__(self, photo: Photo) -> None:
        ranges = sorted((p.offset, p.offset + p.length) for p in photo.pictures if p.role not in ("alpha", "c2pa"))
        self._starts = [start for start, _ in ranges]
        self._ends: list[int] = []
        for _, end in ranges:
            self._ends.append(max(end, self._ends[-1] if self._ends else 0))

    def __call__(self, span: Span) -> str:
        if not span.known:
            return UNEXPLAINED
        at = bisect_right(self._starts, span.start) - 1
        if at >= 0 and span.start < self._ends[at]:
            return INSIDE
        if span.what.endswith(("padding", ".free", ".skip")):
            return PADDING
        return PICTURE if _PICTURE.match(span.what) else WORDS


def _label(what: str) -> str:
    """A name short enough to be summed up by: numbers of items and the single tags of a directory go."""
    return ".".join(re.sub(r"\d{3,}", "n", part) for part in what.split(".")[:4])
