"""Whether the pictures inside a photo show what the photo shows: a thumbnail may still be the uncropped original.

Pixels are decoded by Pillow at a small size only. Two pictures are compared as 16 by 16 greys without their mean. Where
their sides' ratios differ, cameras have filled the thumbnail with black borders or cut it at its sides: both are tried.
A thumbnail that shows a strip more than the photo is another picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gifthorse.errors import GifthorseError
from gifthorse.formats.photo.model import Photo, Picture
from gifthorse.readers.photo.decoders import opened

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE: Final = 16
DIFFERS: Final = 0.2
"""Root mean square of the differences, of pictures whose contrast is 1: thumbnails of cameras stay below 0.2 mostly."""
PIXELS_LIMIT: Final = 250_000_000
COMPARED: Final = ("thumbnail", "preview", "original", "undeclared")
BYTES_LIMIT: Final = 32 << 20
DECODED: Final = 256
"""Pixels a side that are kept of a picture."""
EDGES: Final = (-0.03, 0.0, 0.03)
"""Shares of a side that a camera leaves out of one or the other; less than a person cuts away."""
LEAST_CONTRAST: Final = 8
"""Deviation of greys below which there is nothing to compare: walls and skies."""
DARK, SMOOTH, KEPT = 16, 6, 0.5
"""Mean and deviation of greys below which a line is border, and the share of a picture that must be left without."""


def with_main(data: Any, photo: Photo) -> Sequence[tuple[bool | None, float | None]]:
    """For every picture inside, whether it differs from the main one, and by how much."""
    todo = [p for p in photo.pictures if p.role in COMPARED and p.kind in ("jpeg", "png")]
    main = grey(data) if todo else None
    return [_compared(data, picture, main) if picture in todo else (None, None) for picture in photo.pictures]


def _compared(data: Any, picture: Picture, main: Image | None) -> tuple[bool | None, float | None]:
    if main is None or picture.length > BYTES_LIMIT:
        return None, None
    raw = picture.data if picture.data is not None else bytes(data[picture.offset : picture.offset + picture.length])
    other = grey(raw)
    if other is None:
        return None, None
    whole, inner = small(main), small(other)
    if whole is None or inner is None or small(_bare(other)) is None:  # nothing to see, nothing to compare
        return None, None
    stretched = min(_distance(whole, np.rot90(inner, turn)) for turn in range(4))
    fitted = min((_distance(one, two) for one, two in _fits(main, other)), default=stretched)
    distance = min(stretched, fitted)
    return distance > DIFFERS, distance


def _fits(main: Image, other: Image) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The two pictures as cameras make one of the other: without dark borders, cut to its sides, upright and turned."""
    bare = _bare(other)
    for inside in (bare, other) if bare.size != other.size else (other,):
        for turn in range(4):
            turned = inside.rotate(90 * turn, expand=True) if turn else inside
            cut = main.crop(_centre(main, turned.width / turned.height))
            for around in (main, _bare(main)) if cut.size == main.size else (main, cut, _bare(main)):
                for edge in EDGES:
                    one, two = small(_within(around, edge)), small(_within(turned, -edge))
                    if one is not None and two is not None:
                        yield one, two


def _within(image: Image, edge: float) -> Image:
    """A picture without this share of it at each side; whole for a share below zero."""
    if edge <= 0:
        return image
    left, top = round(image.width * edge), round(image.height * edge)
    return image.crop((left, top, max(image.width - left, left + 1), max(image.height - top, top + 1)))


def _centre(image: Image, ratio: float) -> tuple[int, int, int, int]:
    """The largest box of this ratio in the middle of a picture."""
    width, height = image.width, image.height
    wide, high = min(width, round(height * ratio)), min(height, round(width / ratio))
    left, top = (width - wide) // 2, (height - high) // 2
    return left, top, left + max(wide, 1), top + max(high, 1)


def _bare(image: Image) -> Image:
    """A picture without the black borders that fill a thumbnail of another ratio; whole if little would be left."""
    pixels = np.asarray(image, np.float32)
    rows, columns = (np.flatnonzero((pixels.mean(axis) > DARK) | (pixels.std(axis) > SMOOTH)) for axis in (1, 0))
    if len(rows) < 3 or len(columns) < 3:
        return image
    # One line more, for it is half border, half picture
    left, top, right, bottom = columns[0] + 1, rows[0] + 1, columns[-1], rows[-1]
    if (left, top, right, bottom) == (1, 1, image.width - 1, image.height - 1):
        return image
    return (
        image.crop((int(left), int(top), int(right), int(bottom)))
        if (right - left) * (bottom - top) > KEPT * pixels.size
        else image
    )


def _distance(one: np.ndarray, other: np.ndarray) -> float:
    """Root mean square of the differences, at the best of the shifts by a sixteenth."""
    best = np.inf
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            first = one[max(down, 0) : SIDE + min(down, 0), max(across, 0) : SIDE + min(across, 0)]
            second = other[max(-down, 0) : SIDE + min(-down, 0), max(-across, 0) : SIDE + min(-across, 0)]
            best = min(best, float(np.sqrt(np.mean((first - second) ** 2))))
    return best / 2


def grey(data: Any) -> Image | None:
    """A picture in greys, made smaller; None if Pillow cannot decode it."""
    from PIL import Image  # decoding is needed for few files

    try:
        with opened(data, limit=PIXELS_LIMIT) as image:
            image.draft("L", (DECODED, DECODED))
            made = image.convert("L")
            made.thumbnail((DECODED, DECODED), Image.Resampling.BOX)
    except GifthorseError:
        return None
    return made


def small(image: Image) -> np.ndarray | None:
    """A picture as 16 by 16 greys of mean 0 and deviation 1; None where it is all the same."""
    from PIL import Image as Pillow

    values = np.asarray(image.resize((SIDE, SIDE), Pillow.Resampling.BOX), np.float32)
    deviation = float(values.std())
    return None if deviation < LEAST_CONTRAST else (values - values.mean()) / deviation
