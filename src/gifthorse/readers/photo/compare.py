"""Whether the pictures inside a photo show what the photo shows: a thumbnail may still be the uncropped original.

Pixels are decoded by Pillow at a small size only. Two pictures are compared as 32 by 32 greys without their mean, and
where the sides' ratios differ by more than rounding they are not the same picture.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from gifthorse.formats.photo.model import Photo, Picture

SIDE: Final = 32
DIFFERS: Final = 0.12
"""Root mean square of the differences, of pictures whose contrast is 1: re-encoded thumbnails stay below 0.05."""
PIXELS_LIMIT: Final = 250_000_000
COMPARED: Final = ("thumbnail", "preview", "original", "undeclared")
BYTES_LIMIT: Final = 32 << 20


def with_main(data: Any, photo: Photo) -> Sequence[tuple[bool | None, float | None]]:
    """For every picture inside, whether it differs from the main one, and by how much."""
    todo = [p for p in photo.pictures if p.role in COMPARED and p.kind in ("jpeg", "png")]
    main = small(data) if todo else None
    return [_compared(data, picture, main) if picture in todo else (None, None) for picture in photo.pictures]


def _compared(data: Any, picture: Picture, main: tuple[np.ndarray, float] | None) -> tuple[bool | None, float | None]:
    if main is None or picture.length > BYTES_LIMIT:
        return None, None
    raw = picture.data if picture.data is not None else bytes(data[picture.offset : picture.offset + picture.length])
    other = small(raw)
    if other is None:
        return None, None
    distance = min(_distance(main[0], np.rot90(other[0], turn)) for turn in range(4))
    turned = min(abs(main[1] / other[1] - 1), abs(main[1] * other[1] - 1))
    return distance > DIFFERS or (turned > 0.06 and distance > DIFFERS / 2), distance


def _distance(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.sqrt(np.mean((one - other) ** 2)) / 2)


def small(data: Any) -> tuple[np.ndarray, float] | None:
    """A picture as 32 by 32 greys of mean 0 and deviation 1, and its width over its height; None if Pillow cannot."""
    from PIL import Image  # noqa: PLC0415  # decoding is needed for few files

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                if image.width * image.height > PIXELS_LIMIT:
                    return None
                ratio = image.width / image.height
                image.draft("L", (SIDE * 8, SIDE * 8))
                grey = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError):
        return None
    values = np.asarray(grey, np.float32)
    deviation = float(values.std())
    if deviation < 2:  # nothing to see, nothing to compare
        return None
    return (values - values.mean()) / deviation, ratio
