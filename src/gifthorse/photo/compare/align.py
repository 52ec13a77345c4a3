"""Two pictures laid over each other to a fraction of a pixel, at the detail of the coarser one.

A first movement comes from features or from the hash. It is made better by looking where each small block of one has
moved in the other, and fitting an affine movement to all of them; blocks that disagree, because something lies over
them, weigh nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gifthorse.photo.compare.vision import cv2

Grey = NDArray[np.float32]
Matrix = NDArray[np.float64]

LEAST_SIDE: Final = 48
ROUNDS: Final = 4
BLOCK: Final = 16
SMOOTHED: Final = 1.3
"""Deviation, in pixels, of the smoothing before pictures are compared: grain is no detail, and the first that goes."""
STEEP: Final = 0.008
"""Mean square of the least steepness, of greys with a deviation of 1, from which a block tells where it has moved."""
ALIKE: Final = 0.6
ENOUGH: Final = 24
"""Correlation of blocks that show the same, and how many must do so for the others not to be asked."""
LOOSE: Final = 6.0
"""Variance that local contrast is measured against: noise and compression stay below."""


@dataclass(frozen=True, slots=True)
class Laid:
    """Both in one frame, that of the first at `scale`: greys, where the second has pixels, and the movement.

    `movement` leads from the first picture's compared pixels to the second's.
    """

    first: Grey
    second: Grey
    inside: NDArray[np.bool_]
    scale: float
    movement: Matrix


@dataclass(frozen=True, slots=True)
class Flow:
    """How blocks of the frame have still moved (x, y), where that can be told, and how alike they are."""

    moved: NDArray[np.float32]
    told: NDArray[np.bool_]
    alike: NDArray[np.float32]


def lay(first: NDArray[np.uint8], second: NDArray[np.uint8], movement: Matrix) -> Laid | None:
    """Lay the second picture over the first; None where they hardly overlap."""
    cv = cv2()
    factor = float(np.sqrt(abs(np.linalg.det(movement[:, :2]))))
    if not 0.05 < factor < 20:
        return None
    scale = min(1.0, factor)
    one = scaled(first, scale)
    other = scaled(second, min(1.0, 1 / factor))
    if min(one.shape) < LEAST_SIDE or min(other.shape) < LEAST_SIDE:
        return None
    inner = _between(first, one, second, other, movement)
    options = {"flags": cv.INTER_CUBIC | cv.WARP_INVERSE_MAP, "borderMode": cv.BORDER_REPLICATE}
    size = (one.shape[1], one.shape[0])
    laid = cv.warpAffine(other, inner, size, **options)
    inside = _inside(other.shape, inner, one.shape)
    if inside.mean() < 0.002:
        return None
    return Laid(one, laid, inside, one.shape[1] / first.shape[1], movement)


def refine(first: NDArray[np.uint8], second: NDArray[np.uint8], movement: Matrix) -> Laid | None:
    """Lay them over each other and make the movement better; None where they hardly overlap."""
    laid = lay(first, second, movement)
    for _ in range(ROUNDS):
        if laid is None:
            return None
        step = _affine(laid)
        if step is None:
            break
        movement = _composed(laid, movement, step)
        again = lay(first, second, movement)
        if again is None:
            return laid
        laid = again
        if np.abs(step - np.eye(2, 3)).max() < 1e-5:
            break
    return laid


def flow(laid: Laid, block: int = BLOCK) -> Flow:
    """Where each block has moved, by one step of Lucas and Kanade on locally normalised greys."""
    gxx, gxy, gyy, ex, ey, alike = _equations(laid, block)
    full = blocks(laid.inside.astype(np.float32), block) > 0.999
    determinant = gxx * gyy - gxy * gxy
    told = full & (_smaller(gxx, gxy, gyy) > STEEP * block * block)
    safe = np.where(told, determinant, 1)
    moved = np.stack([(gyy * ex - gxy * ey) / safe, (gxx * ey - gxy * ex) / safe], -1)
    told &= np.abs(moved).max(-1) < block / 4
    return Flow(np.where(told[..., None], moved, 0).astype(np.float32), told, alike)


def steep(values: Grey, block: int) -> NDArray[np.bool_]:
    """Which blocks of a smoothed picture are steep in two directions, as where lines cross or end."""
    cv = cv2()
    even = normalised(values, 2 * block + 1)
    gx, gy = (cv.Sobel(even, cv.CV_32F, *way, scale=0.125) for way in ((1, 0), (0, 1)))
    sums = (blocks(v, block, total=True) for v in (gx * gx, gx * gy, gy * gy))
    return np.asarray(_smaller(*sums) > STEEP * block * block)


def _smaller(gxx: NDArray[np.float32], gxy: NDArray[np.float32], gyy: NDArray[np.float32]) -> NDArray[np.float32]:
    """The smaller of the two eigenvalues of the steepness."""
    root = np.sqrt(((gxx - gyy) / 2) ** 2 + gxy**2)
    return np.asarray((gxx + gyy) / 2 - root, np.float32)


def _affine(laid: Laid) -> Matrix | None:
    """The affine step that fits what most blocks say."""
    block = BLOCK if min(laid.first.shape) >= 8 * BLOCK else BLOCK // 2
    said = flow(laid, block)
    alike = said.told & (said.alike > ALIKE)  # what was cut away, or covers the other, moves anywhere
    rows, columns = np.nonzero(alike if alike.sum() >= ENOUGH else said.told)
    if len(rows) < 8:
        return None
    at = np.stack([(columns + 0.5) * block, (rows + 0.5) * block, np.ones(len(rows))], 1)
    moved = said.moved[rows, columns].astype(np.float64)
    middle = np.median(moved, 0)
    weight = 1 / (1 + (np.abs(moved - middle).max(1) / 1.0) ** 2)
    answer = np.zeros((3, 2))
    for _ in range(6):
        weighted = at * weight[:, None]
        answer = np.linalg.lstsq(weighted.T @ at + 1e-9 * np.eye(3), weighted.T @ moved, rcond=None)[0]
        off = np.abs(moved - at @ answer).max(1)
        spread = max(0.05, float(np.median(off)) * 1.5)
        weight = np.where(off < 4 * spread, 1 / (1 + (off / spread) ** 2), 0)
    step = np.eye(2, 3) + answer.T[:, [0, 1, 2]]
    return step if np.abs(step[:, :2] - np.eye(2)).max() < 0.1 else None


def _equations(laid: Laid, block: int) -> tuple[NDArray[np.float32], ...]:
    cv = cv2()
    # Smoothed, for a step between neighbours is less steep than fine detail is: it would go too far, and to and fro
    smooth = (cv.GaussianBlur(v, (0, 0), SMOOTHED) for v in (laid.first, laid.second))
    one, other = (normalised(v, 2 * block + 1) for v in smooth)
    gx, gy = cv.Sobel(other, cv.CV_32F, 1, 0, scale=0.125), cv.Sobel(other, cv.CV_32F, 0, 1, scale=0.125)
    gx += cv.Sobel(one, cv.CV_32F, 1, 0, scale=0.125)
    gy += cv.Sobel(one, cv.CV_32F, 0, 1, scale=0.125)
    gx, gy = gx / 2, gy / 2
    change = one - other
    sums = [blocks(v, block, total=True) for v in (gx * gx, gx * gy, gy * gy, gx * change, gy * change)]
    power = [blocks(v * v, block, total=True) for v in (one, other)]
    alike = blocks(one * other, block, total=True) / np.sqrt(power[0] * power[1] + 1e-3)
    return *sums, alike


def normalised(values: Grey, window: int) -> Grey:
    """Greys without their local mean, over their local deviation."""
    cv = cv2()
    mean = cv.blur(values, (window, window))
    square = cv.blur(values * values, (window, window))
    result: Grey = (values - mean) / np.sqrt(np.maximum(square - mean * mean, 0) + LOOSE)
    return result


def blocks(values: NDArray[np.float32], block: int, *, total: bool = False) -> NDArray[np.float32]:
    """Means (or sums) over blocks; what does not fill a block at the right and below is left out."""
    rows, columns = values.shape[0] // block, values.shape[1] // block
    cut = values[: rows * block, : columns * block].reshape(rows, block, columns, block)
    result: NDArray[np.float32] = cut.sum((1, 3)) if total else cut.mean((1, 3))
    return result


def scaled(picture: NDArray[np.uint8], factor: float) -> Grey:
    """A picture at a smaller size, as numbers."""
    cv = cv2()
    if factor < 0.999:
        size = (max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor)))
        return np.asarray(cv.resize(picture, size, interpolation=cv.INTER_AREA), np.float32)
    return picture.astype(np.float32)


def _between(
    first: NDArray[np.uint8], one: Grey, second: NDArray[np.uint8], other: Grey, movement: Matrix
) -> NDArray[np.float64]:
    """The movement from the scaled first to the scaled second; centres of pixels lie at halves."""
    up = _resizing(one.shape, first.shape)
    down = _resizing(second.shape, other.shape)
    return (down @ _square(movement) @ up)[:2]


def _resizing(source: tuple[int, ...], target: tuple[int, ...]) -> Matrix:
    sx, sy = target[1] / source[1], target[0] / source[0]
    return np.array([[sx, 0, (sx - 1) / 2], [0, sy, (sy - 1) / 2], [0, 0, 1]], np.float64)


def _composed(laid: Laid, movement: Matrix, step: Matrix) -> Matrix:
    """The movement after a step that was found in the frame of `laid`."""
    down = np.diag([laid.scale, laid.scale, 1.0])
    inner = np.linalg.inv(down) @ _square(step) @ down
    return (_square(movement) @ inner)[:2]


def _square(matrix: Matrix) -> Matrix:
    return np.vstack([matrix, [0, 0, 1]])


def _inside(shape: tuple[int, ...], inner: Matrix, frame: tuple[int, ...]) -> NDArray[np.bool_]:
    ys, xs = np.mgrid[0 : frame[0], 0 : frame[1]].astype(np.float32)
    x = inner[0, 0] * xs + inner[0, 1] * ys + inner[0, 2]
    y = inner[1, 0] * xs + inner[1, 1] * ys + inner[1, 2]
    inside: NDArray[np.bool_] = (x >= 0) & (y >= 0) & (x <= shape[1] - 1) & (y <= shape[0] - 1)
    return inside
