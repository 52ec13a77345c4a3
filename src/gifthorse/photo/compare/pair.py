"""Whether two photos are the same: the way from pixels to a verdict on one page.

Hash and features only propose how one picture may lie in the other. What decides is whether the two show the same where
they lie over each other, block by block, and how much of either picture that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from gifthorse.photo.compare import align, features, verify
from gifthorse.photo.compare.align import Laid, Matrix
from gifthorse.photo.compare.sketch import Seen
from gifthorse.photo.compare.verify import Checked

FORMS_NEAR: Final = 70
"""Bits of 256 within which the whole of one is laid over the whole of the other."""
LEAST_BLOCKS: Final = 12
LEAST_AREA: Final = 0.04
"""Share of the smaller picture that must agree in detail: less is a logo, or a sky with a wire in it."""
SPARSE_BLOCKS: Final = 36
LEAST_CELLS: Final = 10
AMPLE_AREA: Final = 0.16
"""What little detail must be to count: spread over 10 of 16 parts, or ample; else a logo on a sky would do."""
WHOLE: Final = 0.5
PART: Final = 0.3
"""Shares of one picture's detail that must be found in the other to be the same, and to leave it open."""
WAVERS: Final = 0.3
SHAKEN: Final = 0.7
"""Pixels by which agreeing detail lies off one movement: copies stay below 0.27, most below 0.1."""
MOVES: Final = 0.04
MOVED: Final = 0.15
"""Shares of texture found beside its place, likewise: copies stay below 0.02, shots from the hand above 0.07."""
DRAWN_SAME: Final = 0.95
DRAWN_OPEN: Final = 0.8
"""Shares of agreeing detail for screens and drawings: those of one app share their frame, and say other things."""
FEW_FEATURES: Final = 40
SURE: Final = 60


@dataclass(frozen=True, slots=True)
class Verdict:
    """What two photos are to each other; `laid` and `checked` where one was laid over the other."""

    same: bool | None
    score: float
    how: str
    laid: Laid | None = None
    checked: Checked | None = None


def judge(a: Seen, b: Seen) -> Verdict:
    """Compare two photos."""
    apart = int(np.bitwise_count(b.sketch.hashes ^ a.sketch.hashes[0]).sum(1).min())
    if a.sketch.digest == b.sketch.digest:
        return Verdict(True, 1.0, "Every pixel is the same.")
    best: tuple[Laid, Checked] | None = None
    matches = 0
    for movement, count in _movements(a, b):
        laid = align.refine(a.grey, b.grey, movement)
        if laid is None:
            continue
        checked = verify.check(laid, b.grey)
        if best is None or checked.agreeing > best[1].agreeing:
            best, matches = (laid, checked), count
        if checked.detail > 0.9 and checked.agreeing > SURE:
            break
    if best is None:
        return _nothing(a, b, apart)
    told = f"hashes {apart} of 256 bits apart, {matches} local features match"
    return _decided(a, b, *best, told)


def _movements(a: Seen, b: Seen) -> list[tuple[Matrix, int]]:
    """How the first may lie in the second, and on how many matching features that stands, the best founded first."""
    found = []
    plain, count = features.movement(a.features, b.features)
    if plain is not None:
        found.append((plain, count))
    if count < SURE:
        other, mirrored = features.movement(a.features, b.mirrored())
        if other is not None:
            back = np.array([[-1, 0, b.grey.shape[1] - 1], [0, 1, 0], [0, 0, 1]], np.float64)
            found.append(((back @ np.vstack([other, [0, 0, 1]]))[:2], mirrored))
        found.sort(key=lambda item: -item[1])
        bits = np.bitwise_count(b.sketch.hashes ^ a.sketch.hashes[0]).sum(1)
        form = int(bits.argmin())
        if bits[form] <= FORMS_NEAR:
            found.append((_whole(form, a.grey.shape, b.grey.shape), 0))
    return found


def _whole(form: int, first: tuple[int, ...], second: tuple[int, ...]) -> Matrix:
    """The movement that lays the whole of one over the whole of the other, in one of the eight forms of the hash."""
    (h, w), (height, width) = first[:2], second[:2]
    # In squares of side 1 around the middle: the form's signs, and whether its axes are exchanged
    signs = np.diag([-1.0 if form & 1 else 1.0, -1.0 if form & 2 else 1.0])
    turn = np.array([[0.0, 1.0], [1.0, 0.0]]) @ signs if form & 4 else signs
    linear = np.diag([width, height]) @ np.linalg.inv(turn) @ np.diag([1 / w, 1 / h])
    shift = np.array([(width - 1) / 2, (height - 1) / 2]) - linear @ np.array([(w - 1) / 2, (h - 1) / 2])
    return np.hstack([linear, shift[:, None]])


def _nothing(a: Seen, b: Seen, apart: int) -> Verdict:
    plain = [name for name, seen in (("the first", a), ("the second", b)) if len(seen.features.bits) < FEW_FEATURES]
    if plain:
        which = "either" if len(plain) == 2 else plain[0]
        return Verdict(None, 0.0, f"It cannot be told: there is hardly any texture in {which}.")
    return Verdict(False, 0.0, f"No part of one was found in the other (hashes {apart} of 256 bits apart).")


def _decided(a: Seen, b: Seen, laid: Laid, checked: Checked, told: str) -> Verdict:
    share = min(1.0, max(checked.of_first, checked.of_second))
    score = round(share * min(1.0, checked.detail), 3)

    def verdict(same: bool | None, how: str) -> Verdict:
        return Verdict(same, score, f"{how} ({told}).", laid, checked)

    if checked.agreeing < LEAST_BLOCKS or share < PART:
        if min(len(a.features.bits), len(b.features.bits)) < FEW_FEATURES:
            return verdict(None, "It cannot be told: there is hardly any texture to go by")
        some = checked.agreeing >= LEAST_BLOCKS
        return verdict(
            False, "They share a part, such as a logo or a frame, and the rest differs" if some else "They differ"
        )
    if checked.drawn and checked.detail < DRAWN_SAME:
        if checked.detail < DRAWN_OPEN:
            return verdict(False, "Both are screens or drawings of one kind, and what they say differs")
        return verdict(None, "It cannot be told: both are screens or drawings of one kind, and they differ in places")
    if max(checked.waver / SHAKEN, checked.shifted / MOVED) > 1:
        return verdict(False, "They show the same scene, but its parts lie differently: another shot")
    sparse = checked.area < LEAST_AREA and (checked.detail < 0.9 or checked.agreeing < SPARSE_BLOCKS)
    if sparse or (checked.cells < LEAST_CELLS and checked.area < AMPLE_AREA):
        return verdict(None, "It cannot be told: there is hardly any texture to go by")
    if max(checked.waver / WAVERS, checked.shifted / MOVES) > 1:
        return verdict(None, "It cannot be told: the scene is the same, but it may be another shot of it")
    if share < WHOLE:
        return verdict(None, "It cannot be told: a large part is the same, and much is not")
    percent = round(100 * checked.detail)
    return verdict(True, f"{percent} % of the detail is the same where one lies over the other")
