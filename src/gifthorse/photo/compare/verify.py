"""Whether two pictures laid over each other show the same, block by block.

Each block is compared without its brightness and contrast, so filters change little. A block without texture says
nothing; one that has texture in either picture agrees, differs, or lies between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gifthorse.photo.compare import align
from gifthorse.photo.compare.align import Flow, Grey, Laid
from gifthorse.photo.compare.vision import cv2

TEXTURE: Final = 4.0
"""Standard deviation of smoothed greys from which a block has texture."""
AGREES: Final = 0.75
FEW: Final = 40
"""Blocks that must tell where they lie, or else the share of shifted ones is taken of so many."""
BETTER: Final = 0.03
"""Correlation that a block must gain beside its place to lie there."""
DRAWN: Final = 0.55
"""Share of blocks without any variance from which a picture is a screen or a drawing, no photo."""
DIFFERS: Final = 0.5
"""Correlation of blocks of the same place in copies, and of others."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the comparison of all blocks of the frame says.

    `state` of each: 0 without texture, 1 agrees, 2 between, 3 differs, -1 not in both. `own` and `other` tell where the
    first and the second picture have texture. `detail` is the texture of the first picture that was found in the
    second, as a share of the texture in the part they share; `of_first` and `of_second` the shares of each whole
    picture's texture; `area` the share of the agreeing blocks in the smaller picture's area. `waver` is how far
    agreeing blocks lie off the movement of all (pixels, the 80th percentile): copies do not waver, shots of a
    scene do.
    `fine` is the correlation of the finest detail. `drawn`: both are screens or drawings rather than photos.
    `shifted` is the share of blocks with corners that are found beside their place, as parts of a scene are in another
    shot of it.
    `cells`: in how many of 4 x 4 parts of what both show there is detail that agrees.
    """

    block: int
    state: NDArray[np.int8]
    own: NDArray[np.bool_]
    other: NDArray[np.bool_]
    agreeing: int
    detail: float
    of_first: float
    of_second: float
    area: float
    waver: float
    fine: float
    drawn: bool
    shifted: float
    cells: int


def check(laid: Laid, second: NDArray[np.uint8]) -> Checked:
    """Compare block by block."""
    block = 16 if min(laid.first.shape) >= 256 else 8
    one, other = (_smooth(v) for v in (laid.first, laid.second))
    mean = [align.blocks(v, block) for v in (one, other)]
    square = [align.blocks(v * v, block) for v in (one, other)]
    spread = [np.sqrt(np.maximum(s - m * m, 0)) for s, m in zip(square, mean, strict=True)]
    shared = align.blocks(one * other, block) - mean[0] * mean[1]
    both = align.blocks(laid.inside.astype(np.float32), block) > 0.999
    correlation = shared / np.maximum(spread[0] * spread[1], 1e-3)
    gain = _gain(spread, both)
    own, others = spread[0] > TEXTURE, both & (spread[1] > TEXTURE * gain)
    textured = both & (own | others)
    state = np.full(both.shape, -1, np.int8)
    state[both] = 0
    state[textured] = 2
    # Where one has texture and the other has none, no correlation could be trusted
    gone = textured & ((spread[0] < TEXTURE / 3) | (spread[1] < TEXTURE / 3 * gain))
    state[textured & (correlation >= AGREES) & ~gone] = 1
    state[textured & ((correlation < DIFFERS) | gone)] = 3
    agreeing = int((state == 1).sum())
    moved = align.flow(laid, block)
    pixels_of_second = second.shape[0] * second.shape[1] * laid.scale**2 / abs(np.linalg.det(laid.movement[:, :2]))
    return Checked(
        block,
        state,
        own,
        others,
        agreeing,
        agreeing / max(1, int(textured.sum())),
        agreeing / max(1, int(own.sum())),
        agreeing / max(1.0, _texture(second, laid, block, gain)),
        float(agreeing * block * block / max(1.0, min(one.size, pixels_of_second))),
        _waver(moved, moved.told & (state == 1)),
        _fine(laid, state == 1, block),
        bool(min(_flat(v) for v in (laid.first, align.scaled(second, 1.0))) > DRAWN),
        _shifted((one, other), state, correlation, block),
        _cells(state),
    )


def _cells(state: NDArray[np.int8]) -> int:
    rows, columns = np.nonzero(state >= 0)
    if not len(rows):
        return 0
    shared = state[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] == 1
    found = [int(cell.sum()) for band in np.array_split(shared, 4) for cell in np.array_split(band, 4, axis=1)]
    return sum(count >= 2 for count in found)


def _shifted(smooth: tuple[Grey, Grey], state: NDArray[np.int8], before: Grey, block: int) -> float:
    """The share of textured blocks that dense flow finds whole more than a pixel beside their place."""
    cv = cv2()
    one, other = smooth
    even = [np.clip(128 + 45 * align.normalised(v, 4 * block + 1), 0, 255).astype(np.uint8) for v in (one, other)]
    moved = cv.DISOpticalFlow_create(cv.DISOPTICAL_FLOW_PRESET_FAST).calc(*even, None)
    ys, xs = np.mgrid[0 : one.shape[0], 0 : one.shape[1]].astype(np.float32)
    found = cv.remap(other, xs + moved[..., 0], ys + moved[..., 1], cv.INTER_LINEAR)
    mean = [align.blocks(v, block) for v in (one, found)]
    spread = [
        np.sqrt(np.maximum(align.blocks(v * v, block) - m * m, 1e-3)) for v, m in zip((one, found), mean, strict=True)
    ]
    after = (align.blocks(one * found, block) - mean[0] * mean[1]) / (spread[0] * spread[1])
    whole = (after > AGREES) & (after > before + BETTER)
    far = np.hypot(align.blocks(moved[..., 0], block), align.blocks(moved[..., 1], block)) > 1.0
    # An edge fits anywhere along itself: only what is steep both ways says where it lies
    certain = (state > 0) & align.steep(one, block) & (spread[0] > TEXTURE)
    return float((certain & whole & far).sum() / max(FEW, int(certain.sum())))


def _flat(values: Grey) -> float:
    mean, square = align.blocks(values, 8), align.blocks(values * values, 8)
    return float((square - mean * mean < 1.0).mean())


def _smooth(values: Grey) -> Grey:
    result: Grey = cv2().GaussianBlur(values, (0, 0), align.SMOOTHED)
    return result


def _waver(moved: Flow, steady: NDArray[np.bool_]) -> float:
    """How far neighbourhoods of 3 by 3 blocks lie off the movement of all: single blocks err by noise, shots do not."""
    if not steady.any():
        return 0.0
    cv = cv2()
    middle = np.median(moved.moved[steady], 0)
    shifts = np.where(steady[..., None], moved.moved - middle, 0).astype(np.float32)
    count = cv.boxFilter(steady.astype(np.float32), -1, (3, 3), normalize=False, borderType=cv.BORDER_CONSTANT)
    total = cv.boxFilter(shifts, -1, (3, 3), normalize=False, borderType=cv.BORDER_CONSTANT)
    enough = steady & (count >= 4)
    if not enough.any():
        enough = steady
    off = np.abs(total[enough] / count[enough][:, None]).max(1)
    return float(np.percentile(off, 80))


def _gain(spread: list[NDArray[np.float32]], both: NDArray[np.bool_]) -> float:
    """How much contrast the second picture has for that of the first."""
    rough = both & (spread[0] > TEXTURE) & (spread[1] > 1)
    return float(np.clip(np.median(spread[1][rough] / spread[0][rough]), 0.3, 3)) if rough.any() else 1.0


def _texture(second: NDArray[np.uint8], laid: Laid, block: int, gain: float) -> float:
    """How many blocks of the whole second picture have texture, at the frame's detail."""
    scale = laid.scale / float(np.sqrt(abs(np.linalg.det(laid.movement[:, :2]))))
    whole = _smooth(align.scaled(second, min(1.0, scale)))
    mean, square = align.blocks(whole, block), align.blocks(whole * whole, block)
    return float((np.sqrt(np.maximum(square - mean * mean, 0)) > TEXTURE * gain).sum())


def _fine(laid: Laid, agrees: NDArray[np.bool_], block: int) -> float:
    """Correlation of the finest detail in the agreeing blocks, the median."""
    cv = cv2()
    one, other = (v - cv.GaussianBlur(v, (0, 0), 1.0) for v in (laid.first, laid.second))
    power = [align.blocks(v * v, block) for v in (one, other)]
    shared = align.blocks(one * other, block) / np.sqrt(power[0] * power[1] + 1e-3)
    return float(np.median(shared[agrees])) if agrees.any() else 0.0
