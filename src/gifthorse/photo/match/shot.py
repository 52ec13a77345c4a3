"""One shot as the noise sees it: the residual weighted by what each pixel is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from gifthorse.photo.match.grey import Grey, trimmed, usable
from gifthorse.photo.match.lifting import Plane
from gifthorse.photo.match.residual import MULTIPLE, SIGMA, residual

QUIET: Final = np.float32(0.3)
"""Added to every block's variance: a residual of a block without any noise says nothing."""


@dataclass(frozen=True, slots=True)
class Shot:
    """`noise` is residual times intensity over the block's variance, `power` is intensity squared over it.

    The maximum-likelihood estimate of a pattern K from shots with W = I K + noise is the sum of `noise` over the sum of
    `power` (Chen, Fridrich, Goljan, Lukas 2008), with the noise's variance here taken from each block of the residual:
    texture that denoising left over counts for less.
    """

    noise: Plane
    power: Plane


def shot(grey: Grey, sigma: float = SIGMA) -> Shot:
    """Prepare one picture, in which noise of deviation `sigma` is looked for."""
    grey = trimmed(grey)
    noise = residual(grey, sigma)
    rows, columns = grey.shape[0] // MULTIPLE, grey.shape[1] // MULTIPLE
    blocks = noise.reshape(rows, MULTIPLE, columns, MULTIPLE)
    variance = np.einsum("aibj,aibj->ab", blocks, blocks) / np.float32(MULTIPLE**2) + QUIET
    worth = grey.astype(np.float32)
    worth *= usable(grey)
    weighted = worth.reshape(blocks.shape) / variance[:, None, :, None]
    blocks *= weighted
    weighted *= worth.reshape(blocks.shape)
    return Shot(noise, weighted.reshape(noise.shape))
