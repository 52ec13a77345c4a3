"""What was changed between two photos that show the same, in plain words and with its place in each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gifthorse.photo.compare.align import Laid, Matrix
from gifthorse.photo.compare.sketch import Seen
from gifthorse.photo.compare.verify import Checked
from gifthorse.photo.compare.vision import cv2
from gifthorse.report.pairs import Box, Change

EDGE: Final = 0.015
"""Share of a side from which what is missing there is told."""
PLAIN: Final = 7.0
"""Standard deviation of greys below which a strip is of one colour."""
PLACES: Final = 10
LEAST_BLOCKS: Final = 3
TURNED: Final = 0.7
TONES: Final = 9.0

_Corners = NDArray[np.float64]


def changes(a: Seen, b: Seen, laid: Laid, checked: Checked) -> tuple[Change, ...]:
    """All that was changed, the whole picture first, then its edges, then places inside."""
    found = [*_movement(a, b, laid.movement), *_edges(a, b, laid.movement), *_tones(a, b, laid, checked)]
    return (*found, *_places(a, b, laid, checked))


def _movement(a: Seen, b: Seen, movement: Matrix) -> Iterator[Change]:
    linear = movement[:, :2]
    if np.linalg.det(linear) < 0:
        yield Change("mirrored", "B is mirrored.")
        linear = linear @ np.diag([-1.0, 1.0])
    angle = float(np.degrees(np.arctan2(linear[1, 0] - linear[0, 1], linear[0, 0] + linear[1, 1])))
    if abs(angle) > TURNED:
        way = "clockwise" if angle > 0 else "anticlockwise"
        yield Change("turned", f"B is turned by {abs(angle):.0f} degrees {way}.")
    wide, high = np.linalg.norm(linear[:, 0]), np.linalg.norm(linear[:, 1])
    if abs(wide / high - 1) > 0.02:
        yield Change("stretched", f"B is stretched: {abs(wide / high - 1):.0%} {'wider' if wide > high else 'higher'}.")
    factor = float(np.sqrt(abs(np.linalg.det(linear)))) * b.pixels.scale / a.pixels.scale
    if abs(factor - 1) > 0.02:
        yield Change("resized", f"B shows it at {factor:.0%} of its size in A.")


def _edges(a: Seen, b: Seen, movement: Matrix) -> Iterator[Change]:
    """What of each picture lies outside the other."""
    back: Matrix = np.linalg.inv(np.vstack([movement, [0, 0, 1]]))[:2]
    for name, other, seen, against, matrix in (("A", "B", a, b, back), ("B", "A", b, a, movement)):
        height, width = seen.grey.shape
        frame = _corners(against.grey.shape) @ matrix[:, :2].T + matrix[:, 2]
        # Of a turned frame the inner rectangle: corners that turning cut off are no crop
        xs, ys = np.sort(frame[:, 0]), np.sort(frame[:, 1])
        x0, x1 = np.clip([(xs[0] + xs[1]) / 2, (xs[2] + xs[3]) / 2], 0, width)
        y0, y1 = np.clip([(ys[0] + ys[1]) / 2, (ys[2] + ys[3]) / 2], 0, height)
        strips = {
            "left": (x0 / width, (0, 0, x0, height)),
            "right": (1 - x1 / width, (x1, 0, width - x1, height)),
            "top": (y0 / height, (0, 0, width, y0)),
            "bottom": (1 - y1 / height, (0, y1, width, height - y1)),
        }
        for side, (share, strip) in strips.items():
            if share > EDGE:
                yield _edge((name, other), seen, side, share, strip)


def _edge(names: tuple[str, str], seen: Seen, side: str, share: float, strip: tuple[float, ...]) -> Change:
    name, other = names
    x, y, w, h = (round(v) for v in strip)
    inside = seen.grey[y : y + max(1, h), x : x + max(1, w)]
    box = _box((x, y, w, h), seen)
    if float(np.std(inside)) < PLAIN:
        says = (
            f"The {side} {share:.0%} of {name} are of one colour and not in {other}: a bar, or a plain edge cut away."
        )
        what = "bar"
    else:
        says = f"The {side} {share:.0%} of {name} are not in {other}: cut away there, or added in {name}."
        what = "cut" if name == "A" else "around"
    return Change(what, says, box if name == "A" else None, box if name == "B" else None)


def _corners(shape: tuple[int, ...]) -> _Corners:
    h, w = shape[:2]
    return np.array([[0, 0], [w, 0], [0, h], [w, h]], np.float64)


def _tones(a: Seen, b: Seen, laid: Laid, checked: Checked) -> Iterator[Change]:
    colours = _saturations(a, b, laid.movement)
    if max(colours) > 20 and min(colours) < 4:
        yield Change("grey", f"{'B' if colours[1] < colours[0] else 'A'} is without colour.")
    elif max(colours) > 20 and max(colours) > 1.5 * min(colours):
        yield Change("colour", f"The colours of {'B' if colours[1] < colours[0] else 'A'} are paler.")
    inside = np.repeat(np.repeat(checked.state == 1, checked.block, 0), checked.block, 1)
    one, other = (v[: inside.shape[0], : inside.shape[1]][inside] for v in (laid.first, laid.second))
    if not len(one):
        return
    lighter = float(other.mean() - one.mean())
    contrast = float(other.std() / max(1.0, one.std()))
    if abs(lighter) > TONES:
        yield Change("tones", f"B is {'lighter' if lighter > 0 else 'darker'}.")
    if abs(contrast - 1) > 0.12:
        yield Change("tones", f"B has {'more' if contrast > 1 else 'less'} contrast.")


def _saturations(a: Seen, b: Seen, movement: Matrix) -> tuple[float, float]:
    """How colourful both are where they lie over each other, 0 to 255."""
    cv = cv2()
    height, width = a.grey.shape
    laid = cv.warpAffine(b.pixels.rgb, movement, (width, height), flags=cv.INTER_LINEAR | cv.WARP_INVERSE_MAP)
    whole = np.full(b.grey.shape, 255, np.uint8)
    inside = cv.warpAffine(whole, movement, (width, height), flags=cv.INTER_NEAREST | cv.WARP_INVERSE_MAP) > 0
    if not inside.any():
        return 0.0, 0.0
    one, other = (float(cv.cvtColor(v, cv.COLOR_RGB2HSV)[..., 1][inside].mean()) for v in (a.pixels.rgb, laid))
    return one, other


def _places(a: Seen, b: Seen, laid: Laid, checked: Checked) -> Iterator[Change]:
    """Places inside that differ, the largest first."""
    cv = cv2()
    differs = (checked.state == 3).astype(np.uint8)
    joined = cv.morphologyEx(np.pad(differs, 2), cv.MORPH_CLOSE, cv.getStructuringElement(cv.MORPH_RECT, (3, 3)))[
        2:-2, 2:-2
    ]
    count, labels, stats, _ = cv.connectedComponentsWithStats(joined, connectivity=8)
    order = sorted(range(1, count), key=lambda n: -int(differs[labels == n].sum()))
    order = [n for n in order if int(differs[labels == n].sum()) >= LEAST_BLOCKS]
    for n in order[:PLACES]:
        x, y, w, h = (int(v) * checked.block for v in stats[n][:4])
        where = (labels == n) & (differs > 0)
        what, says = _kind(laid, checked, where)
        corners = np.array([[x, y], [x + w, y], [x, y + h], [x + w, y + h]], np.float64) / laid.scale
        there = corners @ laid.movement[:, :2].T + laid.movement[:, 2]
        yield Change(what, says, _around(corners, a), _around(there, b))
    if len(order) > PLACES:
        yield Change("replaced", f"{len(order) - PLACES} smaller places differ too.")


def _kind(laid: Laid, checked: Checked, where: NDArray[np.bool_]) -> tuple[str, str]:
    own = float(checked.own[where].mean())
    other = float(checked.other[where].mean())
    if other < 0.5 * own:
        inside = np.repeat(np.repeat(where, checked.block, 0), checked.block, 1)
        one, second = (v[: inside.shape[0], : inside.shape[1]][inside] for v in (laid.first, laid.second))
        if np.std(second) > 0.35 * np.std(one) and np.corrcoef(one, second)[0, 1] > 0.5:
            return "covered", "Detail of A is blurred in B."
        return "covered", "Detail of A is covered or taken away in B."
    if own < 0.5 * other:
        return "added", "B has something here that A has not: added there, or taken away in A."
    return "replaced", "A and B show different things here: something was put over it or replaced."


def _around(corners: _Corners, seen: Seen) -> Box:
    low, high = corners.min(0), corners.max(0)
    return _box((*low, *(high - low)), seen)


def _box(place: tuple[float, ...], seen: Seen) -> Box:
    """A place in compared pixels as one in the photo's own, inside it."""
    x, y, w, h = (v * seen.pixels.scale for v in place)
    left, top = max(0, round(x)), max(0, round(y))
    right, bottom = min(seen.pixels.width, round(x + w)), min(seen.pixels.height, round(y + h))
    return left, top, max(0, right - left), max(0, bottom - top)
