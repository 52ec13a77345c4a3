"""A photo's luminance, decoded within bounds, and which of its pixels can tell anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gifthorse.errors import UnsupportedError
from gifthorse.photo.decoders import opened
from gifthorse.photo.match.residual import MULTIPLE

PIXELS_LIMIT: Final = 64_000_000
SIDE_MIN: Final = 128
FORMATS: Final = ("JPEG", "MPO", "PNG", "WEBP", "TIFF", "HEIF", "AVIF")
DARK: Final = 4
BRIGHT: Final = 250
"""Grey levels beyond which a sensor's pattern is drowned or clipped (Chen, Fridrich, Goljan, Lukas 2008)."""

Grey: TypeAlias = npt.NDArray[np.uint8]
Tables: TypeAlias = list[list[int]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo's luminance as stored, and the quantisation tables of the JPEG it comes from."""

    grey: Grey
    tables: Tables | None


def decode(data: Any) -> Picture:
    """The luminance of a picture; no turn is applied.

    Raises LimitError, UnsupportedError or FormatError where it cannot be had.
    """
    with opened(data, limit=PIXELS_LIMIT, formats=FORMATS) as image:
        if min(image.size) < SIDE_MIN:
            raise UnsupportedError(f"It has {image.width} x {image.height} pixels, too few to compare noise.")
        image.draft("L", image.size)  # libjpeg then decodes the luminance alone
        quantisation = getattr(image, "quantization", None)
        grey = np.asarray(image.convert("L"))
    return Picture(grey, [list(quantisation[0])] if quantisation and 0 in quantisation else None)


def as_stored(grey: Grey, kind: str, orientation: int | None) -> Grey:
    """The picture as the sensor was read: the decoder of HEIF alone turns what it decodes."""
    turns = {3: 2, 6: 1, 8: 3}.get(orientation or 1, 0) if kind == "heic" else 0
    return np.rot90(grey, turns)


def trimmed(grey: Grey) -> Grey:
    """The picture without the rows and columns at its end that make no whole block."""
    height, width = (side - side % MULTIPLE for side in grey.shape)
    return grey[:height, :width]


def usable(grey: Grey) -> npt.NDArray[np.bool_]:
    """Pixels that are neither dark nor bright, and blocks that are not of one colour (frames, bars)."""
    good = (grey > DARK) & (grey < BRIGHT)
    blocks = grey.reshape(grey.shape[0] // MULTIPLE, MULTIPLE, grey.shape[1] // MULTIPLE, MULTIPLE)
    flat = blocks.max((1, 3)) == blocks.min((1, 3))
    if flat.any():
        good.reshape(blocks.shape)[:] &= ~flat[:, None, :, None]
    return good
