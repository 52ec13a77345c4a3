"""How much of a sensor's pattern would survive in a photo like this one: measured with a pattern of our own.

Texture hides a pattern from the denoising, and coarse quantisation removes it. Into a few pieces of the photo a known
pattern of a sensor's strength is put; each is quantised with the photo's own tables, off their grid, for values that
were rounded once would not move; and what the residual gives back of the pattern is the share that survives.
"""

from __future__ import annotations

import io
from typing import Final

import numpy as np

from gifthorse.photo.match.grey import Grey, Tables, usable
from gifthorse.photo.match.lifting import Plane
from gifthorse.photo.match.residual import MULTIPLE, SIGMA, residual
from gifthorse.photo.match.shot import QUIET

SIDE: Final = 384
PIECES: Final = 3
"""Pieces across and down; small photos have fewer."""
STRENGTH: Final = 0.012
OFF: Final = 4


def survives(grey: Grey, tables: Tables | None, sigma: float = SIGMA) -> float:
    """The share of a pattern that the residual of this photo would show, weighted as `shot` weighs it."""
    got = expected = 0.0
    for piece in _pieces(grey):
        pattern = np.random.default_rng(1).standard_normal(piece.shape, np.float32)
        marked = np.clip(piece * (1 + np.float32(STRENGTH) * pattern) + np.float32(0.5), 0, 255).astype(np.uint8)
        before, after = (residual(_saved(one, tables), sigma) for one in (piece, marked))
        blocks = before.reshape(piece.shape[0] // MULTIPLE, MULTIPLE, piece.shape[1] // MULTIPLE, MULTIPLE)
        variance = np.square(blocks).mean((1, 3)) + QUIET
        worth = (piece * usable(piece) * pattern).astype(np.float32)
        got += _weighed((after - before) * worth, variance)
        expected += _weighed(worth * worth, variance) * STRENGTH
    return got / expected if expected > 0 else 0.0


def _pieces(grey: Grey) -> list[Grey]:
    found = []
    height, width = (side - OFF for side in grey.shape)
    side = min(SIDE, height, width) // MULTIPLE * MULTIPLE
    rows, columns = (min(PIECES, length // side) for length in (height, width))
    for row in range(rows):
        for column in range(columns):
            top = OFF + (height - side) * row // max(1, rows - 1) // 8 * 8 if rows > 1 else OFF
            left = OFF + (width - side) * column // max(1, columns - 1) // 8 * 8 if columns > 1 else OFF
            found.append(grey[top : top + side, left : left + side])
    return found


def _saved(piece: Grey, tables: Tables | None) -> Grey:
    if not tables:
        return piece
    from PIL import Image  # few photos are probed

    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(piece)).save(out, "JPEG", qtables=tables[:1])
    return np.asarray(Image.open(out))


def _weighed(plane: Plane, variance: Plane) -> float:
    rows, columns = variance.shape
    blocks = plane.reshape(rows, MULTIPLE, columns, MULTIPLE).sum((1, 3), dtype=np.float64)
    return float((blocks / variance).sum())
