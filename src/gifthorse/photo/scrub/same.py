"""Whether a copy shows the very same pixels. Decoded by Pillow; None where it cannot decode the kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gifthorse.errors import GifthorseError
from gifthorse.photo.decoders import opened

if TYPE_CHECKING:
    from PIL.Image import Image

PIXELS_LIMIT: Final = 250_000_000


def same(original: bytes | memoryview, copy: bytes) -> bool | None:
    """Whether both decode to equal pixels; None where either cannot be decoded here."""
    from PIL import ImageChops  # decoding is needed for few files

    first, second = _pixels(original), _pixels(copy)
    if first is None or second is None:
        return None
    if first.size != second.size or first.mode != second.mode:
        return False
    if first.mode not in ("L", "RGB", "RGBA", "CMYK", "YCbCr", "LA"):  # ImageChops knows bytes only
        return first.tobytes() == second.tobytes()
    difference = ImageChops.difference(first, second)
    return difference.getbbox(alpha_only=False) is None


def _pixels(data: bytes | memoryview) -> Image | None:
    try:
        with opened(data, limit=PIXELS_LIMIT) as image:
            image.load()
            return image
    except GifthorseError:
        return None
